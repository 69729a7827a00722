import { toleratesTaints } from "@breakwater/kubernetes-rules";
import {
  clusterOf,
  ifKnown,
  isType,
  type PodSpec,
  readerOf,
  objectOf,
  releasesOf,
  type Resource,
} from "@breakwater/plan-views";
import type { Resident } from "./capacity";
import { gpuIndex } from "../cluster/resources";
import type { SizedPool } from "./pools";

/** Why nobody can tell from a Plan how many pods of a workload have a place. */
export interface Doubts {
  /** There may be more room than was counted. */
  more: string[];
  /** There may be less. */
  less: string[];
}

/** Fields of a pod's spec that few pods have. */
type RareSpec = PodSpec & {
  nodeName?: string | null;
  schedulerName?: string | null;
  schedulingGates?: readonly unknown[] | null;
  resourceClaims?: readonly unknown[] | null;
};

/** What makes nodes that are no pools of the stack (Pulumi's other providers of AKS, and those of other clouds). */
const otherPools =
  /^(azure:containerservice|aws:eks|eks:|gcp:container|digitalocean:index|linode:index|kubernetes:karpenter\.)/;

/** What cannot be told of the pods of a workload, and of the nodes that there may be for them. */
export function doubtsOf(
  { workload, template }: Resident,
  pools: readonly SizedPool[],
  resources: readonly Resource[],
): Doubts {
  const spec: RareSpec = workload.podSpec;
  const asksForGpus = template.requests[gpuIndex]! > 0;
  const more = [
    ...ofNodes(spec, resources),
    ...ofScheduler(spec),
    ...(asksForGpus ? ofSharedGpus(pools, resources) : []),
  ];
  const less = [
    ...ofScheduler(spec),
    ...template.unknownResources.map(
      (name) => `asks for ${name}, and which nodes offer it is a device plugin's to say`,
    ),
    ...((spec.resourceClaims ?? []).length > 0 ? ["claims devices (spec.resourceClaims), which no pool shows"] : []),
  ];
  const titled = (reasons: readonly string[]) => reasons.map((reason) => `${workload.title} ${reason}`);
  return { more: titled(more), less: titled(less) };
}

/** Who else decides where the pods stand. */
function ofScheduler({ nodeName, schedulerName, schedulingGates }: RareSpec): string[] {
  return [
    ...(nodeName ? [`names its node, ${nodeName} (spec.nodeName), past the scheduler`] : []),
    ...(schedulerName && schedulerName !== "default-scheduler" ? [`has a scheduler of its own, ${schedulerName}`] : []),
    ...((schedulingGates ?? []).length > 0 ? ["waits for somebody to open its schedulingGates"] : []),
  ];
}

const virtualNode = { key: "virtual-kubelet.io/provider", value: "azure", effect: "NoSchedule" };

/** Nodes that are in none of the pools. */
function ofNodes({ tolerations }: PodSpec, resources: readonly Resource[]): string[] {
  const cluster = clusterOf(resources);
  const read = cluster && readerOf({ title: cluster.title, resource: cluster.resource });
  // https://learn.microsoft.com/azure/aks/node-auto-provisioning
  const provisioned = mayBe(() => read?.object("nodeProvisioningProfile").text("mode") === "Auto");
  // https://learn.microsoft.com/azure/aks/virtual-nodes
  const isVirtual = (name: string): boolean =>
    name.toLowerCase() === "aciconnectorlinux" && read!.object("addonProfiles").object(name).flag("enabled") === true;
  const hasVirtualNode = mayBe(() => Object.keys(read?.record("addonProfiles") ?? {}).some(isVirtual));
  const others = resources.filter(({ type }) => otherPools.test(type)).map(({ type, name }) => `${type} "${name}"`);
  return [
    ...(provisioned ? ["may have nodes beyond the pools, which AKS provisions by itself"] : []),
    ...(hasVirtualNode && toleratesTaints([virtualNode], tolerations) ? ["may run on the cluster's virtual node"] : []),
    ...(others.length > 0 ? [`may run on nodes of ${others[0]}`] : []),
  ];
}

/** Whether something holds, or may hold where that is not known. */
const mayBe = (holds: () => boolean): boolean => ifKnown(holds) ?? true;

/** GPUs that are offered in parts, or several times (https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus). */
function ofSharedGpus(pools: readonly SizedPool[], resources: readonly Resource[]): string[] {
  const inParts = pools
    .filter(({ declared }) => mayBe(() => declared.gpuInstanceProfile !== undefined))
    .map(({ name }) => name);
  const shares = /timeSlicing|"?\bmps\b"?\s*:|migStrategy|sharing:/;
  const sharing = resources.filter((resource) => {
    if (!isType(resource, "kubernetes:core:ConfigMap") && releasesOf([resource]).length === 0) return false;
    return shares.test(textOf(resource));
  });
  return [
    ...inParts.map((name) => `asks for GPUs, of which pool ${name} has parts (gpuInstanceProfile)`),
    ...sharing.map((resource) => `asks for GPUs, which ${objectOf(resource).title} may offer several times`),
  ];
}

/** All that a resource says; nothing where not all of it is known. */
function textOf({ props }: Resource): string {
  try {
    return JSON.stringify(props) ?? "";
  } catch {
    return "";
  }
}
