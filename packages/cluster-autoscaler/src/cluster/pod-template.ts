import {
  choosesNode,
  podRequests,
  type NodeChoice,
  type PodCount,
  type PodResources,
  type Toleration,
} from "@breakwater/kubernetes-rules";
import {
  hostPortsOf,
  readAffinityTerms,
  readSpread,
  type ConstrainedSpec,
  type HostPort,
  type PodAffinityTerm,
  type Spread,
} from "./pod-constraints";
import type { QuotaCharge } from "./pod-quota";
import { countedAmounts, podsIndex, unknownResources, type Amounts } from "./resources";

/** A PodDisruptionBudget. Pods that it covers share the one object. */
export interface DisruptionBudget {
  minAvailable?: PodCount;
  maxUnavailable?: PodCount;
  /** What the disruption controller says, where there is one: it has the last word. */
  disruptionsAllowed?: number;
}

/** What all pods of a workload have in common, as far as their place matters. */
export interface PodTemplate {
  /** `namespace/name` of the workload. */
  id: string;
  namespace: string;
  /** Of the namespace, as far as they are known. */
  namespaceLabels: Readonly<Record<string, string>>;
  /** Of the pods. */
  labels: Readonly<Record<string, string>>;
  /** What a pod asks for, itself counted among `pods`. */
  requests: Amounts;
  /** Its node selector and its required node affinity. */
  choice: NodeChoice;
  tolerations: readonly Toleration[];
  priority: number;
  /** `preemptionPolicy` is not `Never`. */
  preempts: boolean;
  spread: readonly Spread[];
  /** Pods beside which it has to be, and beside which it must not be. */
  affinity: readonly PodAffinityTerm[];
  antiAffinity: readonly PodAffinityTerm[];
  /** Ports of the node that it takes: no other pod there may want them. */
  hostPorts: readonly HostPort[];
  /** All that cover it. */
  budgets: readonly DisruptionBudget[];
  /** What it takes of each quota of its namespace. */
  quotas: readonly QuotaCharge[];
  /** Resources it asks for that no node offers: it can run nowhere. */
  unknownResources: readonly string[];
  /** Of a DaemonSet, or of the node itself (a mirror pod): it goes with its node, and asks for none. */
  daemon: boolean;
  /** The Cluster Autoscaler may not remove its node: it is marked as not safe to evict, or nothing would create it again. */
  staysPut: boolean;
  /** It is of kube-system and no budget says how far it may be disturbed. */
  systemPod: boolean;
  /** It has a volume that goes with its node. */
  localStorage: boolean;
}

/** The parts of a Kubernetes pod, or of a pod template, that are read; a Plan's inputs fit. */
export interface PodTemplateInput {
  metadata?: { annotations?: Readonly<Record<string, string>>; labels?: Readonly<Record<string, string>> };
  spec: PodResources &
    NodeChoice &
    ConstrainedSpec & {
      tolerations?: readonly Toleration[];
      preemptionPolicy?: string;
      volumes?: readonly Volume[];
    };
}

interface Volume {
  name?: string;
  hostPath?: unknown;
  emptyDir?: { medium?: string } | null;
}

/** Whose pods they are. */
export interface PodOwner {
  namespace: string;
  /** Of the workload, or of a pod that has none. */
  name: string;
  /** Value of its priority class. Default: 0 */
  priority?: number;
  /** All that cover its pods. Default: none */
  budgets?: readonly DisruptionBudget[];
  /** What a pod takes of its namespace's quotas. Default: none, as where an API server holds them */
  quotas?: readonly QuotaCharge[];
  /** Of the namespace. Default: none that is known */
  namespaceLabels?: Readonly<Record<string, string>>;
  /** Of a DaemonSet or of the node itself. Default: false */
  daemon?: boolean;
  /** A controller creates its pods again wherever there is room. Default: true */
  replicated?: boolean;
}

const systemNamespace = "kube-system";
const annotationPrefix = "cluster-autoscaler.kubernetes.io/";

/**
 * What scheduler and Cluster Autoscaler need of a pod, or of a workload's pod template. What keeps a node follows the Cluster Autoscaler's
 * rules of draining (kubernetes/autoscaler, cluster-autoscaler/simulator/drainability/rules): `safe-to-evict` overrides all others.
 *
 * @throws QuantityError where Kubernetes would refuse a quantity
 * @throws SelectorError where it would refuse an expression of the node affinity, or a selector of other pods
 */
export function podTemplateOf(
  {
    namespace,
    name,
    priority = 0,
    budgets = [],
    quotas = [],
    namespaceLabels = {},
    daemon = false,
    replicated = true,
  }: PodOwner,
  { metadata, spec }: PodTemplateInput,
): PodTemplate {
  const asked = podRequests(spec);
  const requests = countedAmounts(asked);
  requests[podsIndex] = 1;
  const safeToEvict = metadata?.annotations?.[`${annotationPrefix}safe-to-evict`];
  const safeVolumes = metadata?.annotations?.[`${annotationPrefix}safe-to-evict-local-volumes`]?.split(",") ?? [];
  const isSafe = ({ name: volume }: Volume): boolean => volume !== undefined && safeVolumes.includes(volume);
  const isHeld = (holds: boolean): boolean => holds && safeToEvict !== "true";
  const choice: NodeChoice = {
    ...(spec.nodeSelector && { nodeSelector: spec.nodeSelector }),
    ...(spec.affinity && { affinity: spec.affinity }),
  };
  // What Kubernetes would refuse is seen here, before it is asked of a node.
  choosesNode({ ...choice, nodeSelector: {} }, { labels: {} });
  const pods = { namespace, labels: metadata?.labels ?? {} };
  return {
    id: `${namespace}/${name}`,
    ...pods,
    namespaceLabels,
    requests,
    choice,
    tolerations: spec.tolerations ?? [],
    priority,
    preempts: spec.preemptionPolicy !== "Never",
    spread: readSpread(spec, pods),
    affinity: readAffinityTerms(spec, "podAffinity", pods),
    antiAffinity: readAffinityTerms(spec, "podAntiAffinity", pods),
    hostPorts: hostPortsOf(spec.containers, spec.initContainers, spec.hostNetwork ?? false),
    budgets,
    quotas,
    unknownResources: unknownResources(asked),
    daemon,
    staysPut: safeToEvict === "false" || isHeld(!replicated),
    systemPod: isHeld(namespace === systemNamespace && budgets.length === 0),
    localStorage: isHeld((spec.volumes ?? []).some((volume) => isLocal(volume) && !isSafe(volume))),
  };
}

/** A volume in memory goes with its pod, wherever that is (cluster-autoscaler/utils/drain, `isLocalVolume`). */
const isLocal = ({ hostPath, emptyDir }: Volume): boolean =>
  hostPath !== undefined || (emptyDir !== undefined && emptyDir?.medium !== "Memory");
