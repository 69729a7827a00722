import { isEmptySelector, isSidecar, matchesLabelSelector, type LabelSelector } from "@breakwater/kubernetes-rules";
import type { PodSelection } from "./pod-selection";

/** Spread of pods over the values of a label of nodes. */
export interface Spread extends PodSelection {
  topologyKey: string;
  maxSkew: number;
  /** `DoNotSchedule`; otherwise only preferred. */
  required: boolean;
  /** With fewer domains than this the emptiest counts as having no pod. Default: 1 */
  minDomains: number;
  /** Only nodes that the pod's selector and required affinity allow count (`nodeAffinityPolicy`). Default: true */
  honorsAffinity: boolean;
  /** Only nodes whose taints the pod tolerates count (`nodeTaintsPolicy`). Default: false */
  honorsTaints: boolean;
}

/** Pods beside which another has to be, or must not be: on nodes with the same value of a label. */
export interface PodAffinityTerm extends PodSelection {
  topologyKey: string;
}

/** A port of its node that a pod takes. */
export interface HostPort {
  /** `0.0.0.0` for all of the node's addresses. */
  ip: string;
  protocol: string;
  port: number;
}

/** The fields of a pod's spec that say which pods it stands beside; a Plan's inputs fit. */
export interface ConstrainedSpec {
  topologySpreadConstraints?: readonly SpreadInput[] | null;
  affinity?: { podAffinity?: object | null; podAntiAffinity?: object | null } | null;
  hostNetwork?: boolean | null;
}

interface SpreadInput {
  topologyKey: string;
  maxSkew: number;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector | null;
  minDomains?: number | null;
  matchLabelKeys?: readonly string[] | null;
  nodeAffinityPolicy?: string | null;
  nodeTaintsPolicy?: string | null;
}

interface TermInput {
  topologyKey: string;
  labelSelector?: LabelSelector | null;
  namespaces?: readonly string[] | null;
  namespaceSelector?: LabelSelector | null;
  matchLabelKeys?: readonly string[] | null;
  mismatchLabelKeys?: readonly string[] | null;
}

interface PortContainer {
  restartPolicy?: string | null;
  ports?: readonly Partial<Record<"hostIP" | "protocol", string | null> & Record<string, unknown>>[] | null;
}

/** Whose pods they are, as far as selectors go. */
interface ConstrainedPods {
  namespace: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * The spread of pods, required and preferred (k8s.io/kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread). `matchLabelKeys` narrow the
 * selector to pods with the same values.
 *
 * @throws SelectorError for a selector that Kubernetes refuses
 */
export const readSpread = (
  { topologySpreadConstraints }: ConstrainedSpec,
  { namespace, labels }: ConstrainedPods,
): Spread[] =>
  (topologySpreadConstraints ?? []).map((each) => ({
    topologyKey: each.topologyKey,
    maxSkew: each.maxSkew,
    required: each.whenUnsatisfiable === "DoNotSchedule",
    minDomains: each.minDomains ?? 1,
    honorsAffinity: each.nodeAffinityPolicy !== "Ignore",
    honorsTaints: each.nodeTaintsPolicy === "Honor",
    namespaces: [namespace],
    ...counted(selectorOf(each.labelSelector, labels, each.matchLabelKeys ?? [], [])),
  }));

/** A spread whose selector says nothing counts no pod (`countPodsMatchSelector`), though elsewhere such a selector means all. */
const counted = (selection: Pick<PodSelection, "selector">): Pick<PodSelection, "selector"> =>
  selection.selector && isEmptySelector(selection.selector) ? {} : selection;

/**
 * Required terms of a pod's affinity, or anti-affinity, to other pods (k8s.io/kubernetes v1.36, pkg/scheduler/framework/types.go, `newAffinityTerm`):
 * of its own namespace where a term names none, of all with an empty namespace selector.
 *
 * @throws SelectorError for a selector that Kubernetes refuses
 */
export function readAffinityTerms(
  { affinity }: ConstrainedSpec,
  kind: "podAffinity" | "podAntiAffinity",
  { namespace, labels }: ConstrainedPods,
): PodAffinityTerm[] {
  const { requiredDuringSchedulingIgnoredDuringExecution: required } = (affinity?.[kind] ?? {}) as {
    requiredDuringSchedulingIgnoredDuringExecution?: readonly TermInput[] | null;
  };
  return (required ?? []).map((term) => {
    const named = term.namespaces ?? [];
    const { namespaceSelector } = term;
    if (namespaceSelector) matchesLabelSelector(namespaceSelector, {});
    return {
      topologyKey: term.topologyKey,
      namespaces: named.length === 0 && !namespaceSelector ? [namespace] : named,
      ...(namespaceSelector && { namespaceSelector }),
      ...selectorOf(term.labelSelector, labels, term.matchLabelKeys ?? [], term.mismatchLabelKeys ?? []),
    };
  });
}

type Requirement = NonNullable<LabelSelector["matchExpressions"]>[number];

/** A selector, with the values of the pod's own labels that others must share, or must not (the API server writes them into it). */
function selectorOf(
  selector: LabelSelector | null | undefined,
  labels: ConstrainedPods["labels"],
  shared: readonly string[],
  other: readonly string[],
): Pick<PodSelection, "selector"> {
  if (!selector) return {};
  const expressionsOf = (keys: readonly string[], operator: string): Requirement[] =>
    keys.filter((key) => key in labels).map((key) => ({ key, operator, values: [labels[key]!] }));
  const added = [...expressionsOf(shared, "In"), ...expressionsOf(other, "NotIn")];
  const whole =
    added.length === 0 ? selector : { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
  // What Kubernetes would refuse is seen here, before it is asked of a pod.
  matchesLabelSelector(whole, {});
  return { selector: whole };
}

/**
 * Ports of the node that a pod's containers take (k8s.io/kubernetes v1.36, pkg/scheduler/util, `GetHostPorts`): in the node's own network each that
 * they name.
 */
export function hostPortsOf(
  containers: readonly object[] | null | undefined,
  initContainers: readonly object[] | null | undefined,
  hostNetwork: boolean,
): HostPort[] {
  const lasting = [...(containers ?? []), ...(initContainers ?? []).filter((each) => isSidecar(each))];
  const ports = (lasting as readonly PortContainer[]).flatMap(({ ports: named }) => named ?? []);
  return ports.flatMap(({ hostIP, protocol, ...port }) => {
    const taken = Number(port.hostPort ?? 0) || (hostNetwork ? Number(port.containerPort ?? 0) : 0);
    return taken > 0 ? [{ ip: hostIP || "0.0.0.0", protocol: protocol || "TCP", port: taken }] : [];
  });
}

/** Whether two pods want one port of a node (pkg/scheduler/framework, `HostPortInfo.CheckConflict`). */
export const areInConflict = (ports: readonly HostPort[], others: readonly HostPort[]): boolean =>
  ports.some((port) =>
    others.some(
      (other) =>
        port.port === other.port &&
        port.protocol === other.protocol &&
        (port.ip === other.ip || port.ip === "0.0.0.0" || other.ip === "0.0.0.0"),
    ),
  );
