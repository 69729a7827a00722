import { isGpuSeries } from "@breakwater/azure-sizes";
import { azureName, isType, type Properties, type Resource } from "./resource";

/** One node pool of AKS, whether it stands inline in its cluster or as a resource of its own. */
export interface NodePool {
  /** The resource in which it is declared. */
  resource: Resource;
  /** AKS name, for example `gpu1`. */
  name: string;
  vmSize: string | undefined;
  /** As written, `key=value:effect`. */
  taints: string[];
  labels: Record<string, string>;
  props: Properties;
}

/** The pools that a resource declares; none for most. */
export function poolsOf(resource: Resource): NodePool[] {
  if (isType(resource, "azure-native:containerservice:AgentPool")) {
    return [poolOf(resource, resource.props, azureName(resource, "agentPoolName"))];
  }
  if (isType(resource, "azure-native:containerservice:ManagedCluster")) {
    const profiles: Properties[] = resource.props.agentPoolProfiles ?? [];
    return profiles.map((profile) => poolOf(resource, profile, profile.name));
  }
  return [];
}

/** Whether a pool's VM size has GPUs. */
export const hasGpus = ({ vmSize }: Pick<NodePool, "vmSize">): boolean => isGpuSeries(vmSize ?? "");

function poolOf(resource: Resource, props: Properties, name: string): NodePool {
  return {
    resource,
    name,
    vmSize: props.vmSize,
    taints: props.nodeTaints ?? [],
    labels: props.nodeLabels ?? {},
    props,
  };
}
