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

/**
 * Whether a VM size has GPUs: Azure's N series (NC, ND, NG, NV), by the name's first letters.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
export const hasGpus = ({ vmSize }: Pick<NodePool, "vmSize">): boolean => /^Standard_N[CDGV]/i.test(vmSize ?? "");

/**
 * GPUs of one node, by the series' tables (https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated);
 * `undefined` for a size that they are not known of here.
 */
export function gpusOfVmSize({ vmSize = "" }: Pick<NodePool, "vmSize">): number | undefined {
  const [, letters, vCpus = NaN, accelerator] = /^Standard_(N[CDGV])(\d+).*?_([A-Z]+\d+)_v\d+$/.exec(vmSize) ?? [];
  const cores = Number(vCpus);
  if (letters === "NC" && accelerator === "A100") return cores / 24;
  if (letters === "NC" && accelerator === "H100") return cores / 40;
  if (letters === "NC" && accelerator === "T4") return cores === 64 ? 4 : 1;
  // A part of an A10 is offered as one GPU.
  if (letters === "NV" && accelerator === "A10") return Math.max(1, cores / 36);
  return letters === "ND" && cores === 96 ? 8 : undefined;
}

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
