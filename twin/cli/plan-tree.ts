import type { Colors } from "picocolors/types";
import {
  asObject,
  autoscalerOf,
  clustersOf,
  isStack,
  isUnknown,
  type Json,
  type Plan,
  type PlanResource,
  PlanValueError,
  poolsIn,
  releasesOf,
  type Resource,
  resourcesOf,
  taintText,
  workloadsIn,
} from "@breakwater/plan-views";

/** A Plan for a person: its resources under their components, counts, and the stack's outputs. */
export function drawPlan(plan: Plan, colors: Colors): string {
  const children = new Map<string | undefined, PlanResource[]>();
  for (const resource of plan.resources) {
    const parent = resource.parent;
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const viewed = new Map(resourcesOf(plan).map((resource) => [resource.urn, resource]));
  const lines: string[] = [];
  const draw = (resource: PlanResource, indent: string, last: boolean): void => {
    lines.push(
      `${colors.dim(indent + (last ? "└─ " : "├─ "))}${describe(resource, viewed.get(resource.urn)!, colors)}`,
    );
    const below = children.get(resource.urn) ?? [];
    below.forEach((child, index) => draw(child, indent + (last ? "   " : "│  "), index === below.length - 1));
  };

  lines.push(`${colors.bold(plan.project)} ${colors.dim("stack")} ${colors.bold(plan.stack)}`);
  const roots = plan.resources.filter(({ type }) => isStack({ type })).flatMap(({ urn }) => children.get(urn) ?? []);
  roots.forEach((root, index) => draw(root, "", index === roots.length - 1));
  lines.push("", summarize(plan), ...outputs(plan, colors), "");
  return lines.join("\n");
}

/** `AgentPool gpu1  Standard_NC24ads_A100_v4, 0 to 3 nodes, sku=gpu:NoSchedule`. */
function describe(resource: PlanResource, viewed: Resource, colors: Colors): string {
  const kind = resource.type.startsWith("pulumi:providers:") ? "Provider" : resource.type.split(":").at(-1)!;
  if (!resource.custom) return `${colors.bold(resource.name)} ${colors.dim(kind)}`;
  const shown = factsOf(viewed);
  const marks = resource.options.protect ? [...shown, "protected"] : shown;
  return `${colors.cyan(kind)} ${displayName(resource)}${marks.length > 0 ? `  ${colors.dim(marks.join(", "))}` : ""}`;
}

/** The name that the resource has where it runs, which is the one that its user knows. */
function displayName({ name, inputs, outputs }: PlanResource): string {
  const metadata = asObject(outputs.metadata ?? inputs.metadata);
  if (typeof metadata.name === "string") {
    return typeof metadata.namespace === "string" ? `${metadata.namespace}/${metadata.name}` : metadata.name;
  }
  const given = outputs.name;
  // The names of role assignments are GUIDs, which tell a reader nothing.
  return typeof given === "string" && !/^[0-9a-f]{8}-/.test(given) ? given : name;
}

/** What a reader wants to know about the resources that decide size and cost; `?` for what is not said, wrong or not known yet. */
function factsOf(resource: Resource): string[] {
  const [pool] = poolsIn(resource);
  const [cluster] = clustersOf([resource]);
  const [release] = releasesOf([resource]);
  const [workload] = workloadsIn(resource);
  const scaler = autoscalerOf(resource);
  return [
    ...(pool && !cluster
      ? [
          fact(() => pool.vmSize),
          `${fact(() => pool.leastNodes)} to ${fact(() => pool.mostNodes)} nodes`,
          ...facts(() => pool.taints.map(taintText)),
        ]
      : []),
    ...(cluster ? [fact(() => cluster.kubernetesVersion), fact(() => cluster.tier)] : []),
    ...(workload?.kind === "Deployment" ? facts(() => workload.containers.map(({ image }) => image ?? "?")) : []),
    ...(scaler ? [`${fact(() => scaler.minReplicas)} to ${fact(() => scaler.maxReplicas)} replicas`] : []),
    ...(release ? [fact(() => release.chart), fact(() => release.version)] : []),
  ];
}

const fact = (read: () => string | number | undefined): string => facts(() => [String(read() ?? "?")])[0]!;

function facts(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlanValueError || isUnknown(error)) return ["?"];
    throw error;
  }
}

function summarize({ resources }: Plan): string {
  const custom = resources.filter(({ custom }) => custom);
  const count = (prefix: string): number => custom.filter(({ type }) => type.startsWith(prefix)).length;
  const [azure, kubernetes] = [count("azure-native:"), count("kubernetes:")];
  const others = custom.length - azure - kubernetes;
  const components = resources.filter(({ custom, type }) => !custom && !isStack({ type })).length;
  const counts = `${azure} Azure, ${kubernetes} Kubernetes, ${others} other`;
  return `${plural(custom.length, "resource")} in ${plural(components, "component")}: ${counts}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function outputs({ outputs }: Plan, colors: Colors): string[] {
  const entries = Object.entries(outputs);
  if (entries.length === 0) return [];
  const width = Math.max(...entries.map(([name]) => name.length));
  return ["", colors.bold("Outputs"), ...entries.map(([name, value]) => `  ${name.padEnd(width)}  ${text(value)}`)];
}

function text(value: Json | undefined): string {
  if (value === undefined) return "?";
  return typeof value === "string" ? value : JSON.stringify(value);
}
