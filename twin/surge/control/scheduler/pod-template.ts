import type { NodeRequirement, Toleration } from "../../../nodes";
import {
  addTo,
  amountsOf,
  noAmounts,
  podsResource,
  unknownResources,
  type Amounts,
  type Quantities,
} from "./resources";

/** Spread of a workload's own pods over the values of a label of nodes. */
export interface Spread {
  topologyKey: string;
  maxSkew: number;
  /** `DoNotSchedule`; otherwise only preferred. */
  required: boolean;
}

/** A PodDisruptionBudget over a workload's pods. */
export interface DisruptionBudget {
  minAvailable?: number | string;
  maxUnavailable?: number | string;
}

/** What all pods of a workload have in common, as far as their place matters. */
export interface PodTemplate {
  /** `namespace/name` of the workload. */
  id: string;
  requests: Amounts;
  /** All of these, and … */
  nodeSelector: readonly NodeRequirement[];
  /** … one of these terms where there are any. */
  affinityTerms: readonly (readonly NodeRequirement[])[];
  tolerations: readonly Toleration[];
  priority: number;
  /** `preemptionPolicy` is not `Never`. */
  preempts: boolean;
  spread: readonly Spread[];
  budget?: DisruptionBudget;
  /** Resources it asks for that no node offers: it can run nowhere. */
  unknownResources: readonly string[];
  /** The Cluster Autoscaler may not remove a node because of it: a system pod, or one marked as not safe to evict. */
  staysPut: boolean;
  /** It has a volume that goes with its node. */
  localStorage: boolean;
}

/** The parts of a Kubernetes pod template that are read; a Plan's inputs fit. */
export interface PodTemplateInput {
  metadata?: { annotations?: Readonly<Record<string, string>> };
  spec: {
    containers: readonly ContainerInput[];
    initContainers?: readonly ContainerInput[];
    overhead?: Quantities;
    nodeSelector?: Readonly<Record<string, string>>;
    affinity?: {
      nodeAffinity?: {
        requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: readonly NodeSelectorTermInput[] };
      };
    };
    tolerations?: readonly Toleration[];
    topologySpreadConstraints?: readonly { topologyKey: string; maxSkew: number; whenUnsatisfiable: string }[];
    preemptionPolicy?: string;
    volumes?: readonly Readonly<Record<string, unknown>>[];
  };
}

interface ContainerInput {
  restartPolicy?: string;
  resources?: { requests?: Quantities; limits?: Quantities };
}

interface NodeSelectorTermInput {
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

const systemNamespace = "kube-system";
const safeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

/**
 * What the scheduler needs of a workload's pod template.
 *
 * @param of.priority value of its priority class. Default: 0
 */
export function podTemplateOf(
  of: { namespace: string; name: string; priority?: number; budget?: DisruptionBudget },
  { metadata, spec }: PodTemplateInput,
): PodTemplate {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return {
    id: `${of.namespace}/${of.name}`,
    requests: requestsOf(spec),
    nodeSelector: Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => ({
      key,
      operator: "In",
      values: [value],
    })),
    affinityTerms: terms.map(({ matchExpressions = [] }) =>
      matchExpressions.map(({ key, operator, values = [] }) => ({
        key,
        operator: operator as NodeRequirement["operator"],
        values,
      })),
    ),
    tolerations: spec.tolerations ?? [],
    priority: of.priority ?? 0,
    preempts: spec.preemptionPolicy !== "Never",
    spread: (spec.topologySpreadConstraints ?? []).map(({ topologyKey, maxSkew, whenUnsatisfiable }) => ({
      topologyKey,
      maxSkew,
      required: whenUnsatisfiable === "DoNotSchedule",
    })),
    ...(of.budget && { budget: of.budget }),
    unknownResources: [...new Set(containers.flatMap((container) => unknownResources(requestedBy(container))))],
    staysPut: of.namespace === systemNamespace || metadata?.annotations?.[safeToEvict] === "false",
    localStorage: (spec.volumes ?? []).some((volume) => "emptyDir" in volume || "hostPath" in volume),
  };
}

/** Requests, which default to the limits (as the API server does). */
const requestedBy = ({ resources }: ContainerInput): Quantities => ({ ...resources?.limits, ...resources?.requests });

/**
 * The requests of a pod (k8s.io/component-helpers/resource): all containers and sidecars together, or the largest init container
 * beside the sidecars that start before it, whichever is more; plus the overhead of its runtime class.
 */
function requestsOf({ containers, initContainers = [], overhead = {} }: PodTemplateInput["spec"]): Amounts {
  const total = noAmounts();
  for (const container of containers) addTo(total, amountsOf(requestedBy(container)));
  const sidecars = noAmounts();
  const starting = noAmounts();
  for (const container of initContainers) {
    const amounts = amountsOf(requestedBy(container));
    const isSidecar = container.restartPolicy === "Always";
    if (isSidecar) addTo(sidecars, amounts);
    for (let index = 0; index < starting.length; index++) {
      const beside = sidecars[index]! + (isSidecar ? 0 : amounts[index]!);
      starting[index] = Math.max(starting[index]!, beside);
    }
  }
  addTo(total, sidecars);
  const requests = total.map((amount, index) => Math.max(amount, starting[index]!));
  addTo(requests, amountsOf(overhead));
  requests[podsResource] = 1;
  return requests;
}
