import { QuantityError, SelectorError } from "@breakwater/kubernetes-rules";
import {
  containerDefaultsOf,
  ifKnown,
  objectsOf,
  PlanValueError,
  priorityClassesOf,
  priorityOf,
  readerOf,
  withDefaults,
  type PodSpec,
  type Resource,
  type Workload,
} from "@breakwater/plan-views";
import { podTemplateOf, type DisruptionBudget, type PodTemplate } from "../cluster/pod-template";
import type { NodeLabels } from "./node-choice";
import { placedSpecOf, type PlacedSpec } from "./placed-spec";
import { chargesOf, podQuotasOf, type DeclaredQuota } from "./quotas";

/** What of a workload is read for its pods' place. */
export type PlacedWorkload = Pick<
  Workload,
  "title" | "kind" | "id" | "path" | "namespace" | "name" | "podSpec" | "podLabels" | "podAnnotations"
>;

/** What the objects of a namespace say of its pods. */
interface OfNamespace {
  defaults: ReturnType<typeof containerDefaultsOf>;
  quotas: readonly DeclaredQuota[];
}

const kinds = /:(PriorityClass|LimitRange|ResourceQuota|Namespace|RuntimeClass)$/;

/**
 * The pods of a Plan's workloads as the scheduler meets them: as the API server admits them, with the priority of their class, what LimitRanges and
 * runtime classes add, and what quotas count. Pods that a quota covers share it, so that all must be read by one reader.
 */
export class PlanPods {
  private readonly classes;
  private readonly own: readonly Resource[];
  private readonly ofNamespaces = new Map<string, OfNamespace>();
  private readonly namespaces;
  private readonly runtimes;

  /**
   * @param labels of the pools' nodes
   */
  constructor(
    resources: readonly Resource[],
    private readonly labels: NodeLabels,
  ) {
    // Few of them are of any matter here.
    this.own = resources.filter(({ type }) => kinds.test(type));
    this.classes = priorityClassesOf(this.own);
    this.namespaces = objectsOf(this.own, "kubernetes:core:Namespace");
    this.runtimes = objectsOf(this.own, "kubernetes:node.k8s.io:RuntimeClass");
  }

  /**
   * @throws PlanValueError where Kubernetes would refuse a quantity, a selector or an expression
   */
  templateOf(
    workload: PlacedWorkload,
    more: { budgets?: readonly DisruptionBudget[]; daemon?: boolean } = {},
  ): PodTemplate {
    const { namespace, name, podAnnotations } = workload;
    const spec = this.admitted(workload);
    const { value: priority, preemptionPolicy } = priorityOf(spec, this.classes);
    try {
      const template = podTemplateOf(
        {
          namespace,
          name,
          priority,
          quotas: chargesOf({ spec, priorityClass: this.priorityClassOf(spec) }, this.rulesOf(namespace).quotas),
          namespaceLabels: this.labelsOfNamespace(namespace),
          ...more,
        },
        {
          metadata: { annotations: podAnnotations, labels: { ...workload.podLabels, ...revisionOf(workload) } },
          spec: { ...spec, preemptionPolicy },
        },
      );
      return { ...template, choice: this.labels.sayable(spec), ...this.sayableConstraints(template) };
    } catch (error) {
      const { path } = workload;
      if (error instanceof QuantityError)
        throw new PlanValueError(workload.title, `${path}.${error.property}`, error.value, QuantityError.allowed);
      if (error instanceof SelectorError) throw new PlanSelectorError(workload.title, path, error);
      throw error;
    }
  }

  /** A pod's spec with what admission writes into it. */
  private admitted({ podSpec, namespace }: PlacedWorkload): PlacedSpec {
    const spec = withDefaults(placedSpecOf(podSpec), namespace, this.rulesOf(namespace).defaults);
    const { runtimeClassName } = spec;
    const runtime = runtimeClassName && this.runtimes.find((each) => ifKnown(() => each.name) === runtimeClassName);
    if (!runtime) return spec;
    // https://kubernetes.io/docs/concepts/containers/runtime-class/#scheduling
    const read = readerOf(runtime);
    const scheduling = read.object("scheduling");
    const overhead = read.object("overhead").record("podFixed");
    const tolerations = scheduling.records("tolerations") as NonNullable<PodSpec["tolerations"]>;
    return {
      ...spec,
      nodeSelector: { ...spec.nodeSelector, ...scheduling.textsByName("nodeSelector") },
      tolerations: [...(spec.tolerations ?? []), ...tolerations],
      ...(overhead && { overhead }),
    };
  }

  /** What admission does in a namespace: read once, and only where somebody is in it. */
  private rulesOf(namespace: string): OfNamespace {
    let rules = this.ofNamespaces.get(namespace);
    if (!rules) {
      const [defaults, quotas] = [containerDefaultsOf(this.own, namespace), podQuotasOf(this.own, namespace)];
      this.ofNamespaces.set(namespace, (rules = { defaults, quotas }));
    }
    return rules;
  }

  private priorityClassOf({ priorityClassName }: PodSpec): string {
    return priorityClassName || (this.classes.find(({ globalDefault }) => globalDefault)?.name ?? "");
  }

  private labelsOfNamespace(namespace: string): Record<string, string> {
    // One whose name or labels are not known is taken for another, or for one without.
    const found = this.namespaces.find((each) => ifKnown(() => each.name) === namespace);
    return (found && ifKnown(() => readerOf(found).object("metadata").textsByName("labels"))) ?? {};
  }

  /** What pods ask of others by labels of nodes whose values nobody can tell is left out. */
  private sayableConstraints({ spread, affinity, antiAffinity }: PodTemplate): Partial<PodTemplate> {
    const isSayable = ({ topologyKey }: { topologyKey: string }) =>
      topologyKey.startsWith("topology.kubernetes.io/") ||
      topologyKey === "kubernetes.io/hostname" ||
      this.labels.isKnown(topologyKey);
    return {
      spread: spread.filter(isSayable),
      affinity: affinity.filter(isSayable),
      antiAffinity: antiAffinity.filter(isSayable),
    };
  }
}

/** A pod's choice of nodes, or of other pods, that Kubernetes refuses. */
class PlanSelectorError extends PlanValueError {
  constructor(subject: string, path: string, { message }: SelectorError) {
    super(subject, path, undefined, "one that Kubernetes takes");
    this.message = `${subject}: ${path}: ${message}`;
  }
}

/** The label by which a controller tells the pods of one template from those of an earlier one: `matchLabelKeys` name it. */
function revisionOf({ kind, id }: PlacedWorkload): Record<string, string> {
  const key = kind === "StatefulSet" || kind === "DaemonSet" ? "controller-revision-hash" : "pod-template-hash";
  return { [key]: id };
}
