import { isEmptySelector, type LabelSelector, matchesLabelSelector, SelectorError } from "@breakwater/kubernetes-rules";
import type { Reader } from "./read";
import type { Resource } from "./resource";
import { UnknownValueError } from "./unknown";

/** Pods that something may select by their labels. */
export interface SelectablePods {
  readonly namespace: string;
  readonly podLabels: Record<string, string>;
  /** What makes them; tells which labels they get beside those of their template. Default: they get none. */
  readonly resource?: Pick<Resource, "type">;
}

/** A label selector that a property holds; `undefined` where it is absent. @throws PlanValueError where it is none */
export function selectorAt(read: Reader, name: string): LabelSelector | undefined {
  if (read.record(name) === undefined) return undefined;
  const selector = read.object(name);
  return {
    matchLabels: selector.textsByName("matchLabels"),
    matchExpressions: selector.objects("matchExpressions").map((expression) => ({
      key: expression.required("key", expression.text("key"), "the name of a label"),
      operator: expression.required("operator", expression.text("operator"), "In, NotIn, Exists or DoesNotExist"),
      values: expression.texts("values"),
    })),
  };
}

/**
 * Whether the label selector that a property holds selects an object with these labels: everything where it is empty, nothing where it is
 * absent. Labels that do not matter are not read.
 *
 * @throws PlanValueError for a selector that Kubernetes refuses
 */
export function selectsAt(read: Reader, name: string, labels: () => Record<string, string>): boolean {
  const selector = selectorAt(read, name);
  if (selector === undefined) return false;
  return isEmptySelector(selector) || asSelector(read, name, () => matchesLabelSelector(selector, labels()));
}

/** What a rule of Kubernetes makes of the selector that a property holds. */
export function asSelector<T>(read: Reader, name: string, by: () => T): T {
  try {
    return by();
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw read.wrong(name, `one that Kubernetes takes: ${error.message}`);
  }
}

/**
 * The labels of pods as something selects them: those of the template, and those that a controller adds. What these hold is not known before
 * the pods are there, and throws when it is read, as every value that is not known.
 */
export function labelsOfPods({
  podLabels,
  resource,
}: Pick<SelectablePods, "podLabels" | "resource">): Record<string, string> {
  if (resource === undefined) return podLabels;
  const labels = { ...podLabels };
  for (const key of addedLabels[kindOfType(resource.type)] ?? []) {
    if (key in podLabels) continue;
    Object.defineProperty(labels, key, {
      enumerable: true,
      get: () => {
        throw new UnknownValueError(`label ${key} of the pods of ${resource.type} is not known before they are there`);
      },
    });
  }
  return labels;
}

/** Labels that controllers add to the pods of a template (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
const jobLabels = ["job-name", "controller-uid", "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid"];
const rayLabels = [
  "ray.io/cluster",
  "ray.io/node-type",
  "ray.io/group",
  "ray.io/identifier",
  "ray.io/is-ray-node",
  "ray.io/serve",
];
const addedLabels: Readonly<Record<string, readonly string[]>> = {
  "apps:Deployment": ["pod-template-hash"],
  "apps:StatefulSet": [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-revision-hash",
  ],
  "apps:DaemonSet": ["controller-revision-hash", "pod-template-generation"],
  "batch:Job": [...jobLabels, "batch.kubernetes.io/job-completion-index"],
  "batch:CronJob": [...jobLabels, "batch.kubernetes.io/job-completion-index"],
  "argoproj.io:Rollout": ["rollouts-pod-template-hash"],
  "keda.sh:ScaledJob": [...jobLabels, "scaledjob.keda.sh/name"],
  "leaderworkerset.x-k8s.io:LeaderWorkerSet": [
    "name",
    "group-index",
    "worker-index",
    "group-key",
    "template-revision-hash",
  ].map((label) => `leaderworkerset.sigs.k8s.io/${label}`),
  "jobset.x-k8s.io:JobSet": [
    ...jobLabels,
    ...["jobset-name", "replicatedjob-name", "replicatedjob-replicas", "job-index", "job-key", "global-replicas"].map(
      (label) => `jobset.sigs.k8s.io/${label}`,
    ),
  ],
  "ray.io:RayCluster": rayLabels,
  "ray.io:RayService": rayLabels,
  "ray.io:RayJob": rayLabels,
};

/** `apps:Deployment` of `kubernetes:apps/v1:Deployment`. */
function kindOfType(type: string): string {
  const [, apiVersion = "", kind = ""] = type.split(":");
  return `${apiVersion.split("/")[0]}:${kind}`;
}
