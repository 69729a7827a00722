import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import type { PodSpec } from "./pod-template";

/** How important pods are, and whether they make others leave for their place. */
export interface PodPriority {
  value: number;
  preemptionPolicy: "PreemptLowerPriority" | "Never";
}

/** A PriorityClass. Each property is read when it is asked for. */
export interface PriorityClass extends KubernetesObject, Readonly<PodPriority> {
  /** Pods that name no class are of this one. Default: false */
  readonly globalDefault: boolean;
}

const ofNoClass: PodPriority = { value: 0, preemptionPolicy: "PreemptLowerPriority" };

/** Those that every cluster has (k8s.io/kubernetes v1.33, pkg/apis/scheduling/v1/helpers.go). */
const builtIn: ReadonlyMap<string, PodPriority> = new Map([
  ["system-cluster-critical", { ...ofNoClass, value: 2_000_000_000 }],
  ["system-node-critical", { ...ofNoClass, value: 2_000_001_000 }],
]);

/** The priority classes among the resources, in their order. */
export const priorityClassesOf = (resources: readonly Resource[]): PriorityClass[] =>
  objectsOf(resources, "kubernetes:scheduling.k8s.io:PriorityClass").map((priorityClass) => {
    const read = () => readerOf(priorityClass);
    return viewOf(priorityClass, {
      get value() {
        return read().number("value") ?? ofNoClass.value;
      },
      get preemptionPolicy(): PriorityClass["preemptionPolicy"] {
        return read().text("preemptionPolicy") === "Never" ? "Never" : ofNoClass.preemptionPolicy;
      },
      get globalDefault() {
        return read().flag("globalDefault") ?? false;
      },
    });
  });

/**
 * What the API server writes into pods (k8s.io/kubernetes v1.33, plugin/pkg/admission/priority): the value and the policy of their class, without
 * one those of the cluster's default, the least important where there are several. A class that the stack does not declare is taken for none:
 * somebody else may have made it.
 */
export function priorityOf(
  { priorityClassName = "" }: Pick<PodSpec, "priorityClassName">,
  classes: readonly PriorityClass[],
): PodPriority {
  const named = builtIn.get(priorityClassName) ?? classes.find(({ name }) => name === priorityClassName);
  if (named !== undefined) return named;
  if (priorityClassName !== "") return ofNoClass;
  const defaults = classes.filter(({ globalDefault }) => globalDefault);
  return defaults.toSorted((a, b) => a.value - b.value)[0] ?? ofNoClass;
}
