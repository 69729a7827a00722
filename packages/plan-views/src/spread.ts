import { matchesLabelSelector, spreadCounts } from "@breakwater/kubernetes-rules";
import { Reader } from "./read";
import { namespaceLabel } from "./network-policies";
import { asSelector, labelsOfPods, selectorAt } from "./selectors";
import type { Workload } from "./workloads";

/** What keeps pods of a workload apart: a topology spread constraint, or a term of an anti-affinity. */
export interface Apartness {
  /** Label of nodes over whose values they are spread. */
  readonly topologyKey: string;
  /** Whether a pod waits where it cannot be had; otherwise it is only preferred. */
  readonly required: boolean;
  /** Whether the pods that it looks at are those of the workload itself. */
  countsOwn(): boolean;
}

/** A topology spread constraint. */
export interface SpreadConstraint extends Apartness {
  /** How many more pods one place may have than another. */
  readonly maxSkew: number;
}

/** The topology spread constraints of a workload's pods. Each property is read when it is asked for. */
export const spreadsOf = (workload: Workload): SpreadConstraint[] =>
  podReader(workload)
    .objects("topologySpreadConstraints")
    .map((constraint) => ({
      get topologyKey() {
        return topologyKeyOf(constraint);
      },
      get maxSkew() {
        return constraint.required("maxSkew", constraint.number("maxSkew"), "a number of pods, 1 or more");
      },
      get required() {
        return constraint.text("whenUnsatisfiable") !== "ScheduleAnyway";
      },
      countsOwn: () => {
        const [labels, labelSelector] = [labelsOfPods(workload), selectorAt(constraint, "labelSelector")];
        const matchLabelKeys = constraint.texts("matchLabelKeys");
        return asSelector(constraint, "labelSelector", () =>
          spreadCounts({ labelSelector: labelSelector ?? null, matchLabelKeys }, labels, labels),
        );
      },
    }));

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

/** The terms of a workload's anti-affinity to other pods. Each property is read when it is asked for. */
export function antiAffinitiesOf(workload: Workload): Apartness[] {
  const affinity = podReader(workload).object("affinity").object("podAntiAffinity");
  const termsOf = (terms: Reader[], isRequired: boolean): Apartness[] =>
    terms.map((term) => ({
      get topologyKey() {
        return topologyKeyOf(term);
      },
      required: isRequired,
      countsOwn: () => isOfNamespace(term, workload.namespace) && countsOwn(term, workload),
    }));
  return [
    ...termsOf(affinity.objects(required), true),
    ...termsOf(
      affinity.objects(preferred).map((weighted) => weighted.object("podAffinityTerm")),
      false,
    ),
  ];
}

/** Without both, its own namespace; with an empty selector, every namespace (k8s.io/api v0.36.3, `PodAffinityTerm`). */
function isOfNamespace(term: Reader, namespace: string): boolean {
  const [names, selector] = [term.texts("namespaces"), selectorAt(term, "namespaceSelector")];
  if (names.includes(namespace)) return true;
  if (selector === undefined) return names.length === 0;
  // Which labels a namespace has beside that of its name is not asked: nobody is blamed for them.
  const keys = [...Object.keys(selector.matchLabels ?? {}), ...(selector.matchExpressions ?? []).map(({ key }) => key)];
  if (keys.some((key) => key !== namespaceLabel)) return true;
  return asSelector(term, "namespaceSelector", () => matchesLabelSelector(selector, { [namespaceLabel]: namespace }));
}

/** Its selector, which selects nothing where it is absent, and everything where it is empty; labels that must differ differ from no own pod. */
function countsOwn(term: Reader, workload: Workload): boolean {
  const labels = labelsOfPods(workload);
  const selector = selectorAt(term, "labelSelector");
  if (term.texts("mismatchLabelKeys").some((key) => key in labels)) return false;
  return asSelector(term, "labelSelector", () => matchesLabelSelector(selector, labels));
}

const topologyKeyOf = (of: Reader): string =>
  of.required("topologyKey", of.text("topologyKey"), "a label of nodes, such as topology.kubernetes.io/zone");

const podReader = ({ title, podSpec, path }: Workload): Reader => new Reader(title, podSpec, path);
