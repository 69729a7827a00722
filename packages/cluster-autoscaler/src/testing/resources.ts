import type { Properties, Resource } from "@breakwater/plan-views";

/** A resource of the stack `test`. */
export function resource(type: string, name: string, props: Properties): Resource {
  const namespace: unknown = type.startsWith("kubernetes:") ? props.metadata?.namespace : undefined;
  return {
    type,
    name,
    urn: `urn:pulumi:test::shop::${type}::${name}`,
    props,
    ...(typeof namespace === "string" && { namespace }),
    options: { protect: false, ignoreChanges: [] },
  };
}

/** A pool of up to ten nodes of eight cores and 32 GiB, over three zones. */
export const cpuPool = (changes: Properties = {}): Resource =>
  resource("azure-native:containerservice:AgentPool", "cpu", {
    agentPoolName: "cpu1",
    vmSize: "Standard_D8s_v5",
    enableAutoScaling: true,
    minCount: 1,
    maxCount: 10,
    availabilityZones: ["1", "2", "3"],
    ...changes,
  });
