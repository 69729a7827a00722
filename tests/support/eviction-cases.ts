import type { KubernetesObject } from "../../twin/controlplane";

/** Pods of one controller; without a kind they have none. */
export interface ControllerCase {
  kind?: "Deployment" | "StatefulSet" | "Job" | "DaemonSet";
  replicas: number;
  /** Of its pods; the others run and are not ready. */
  ready: number;
}

/** The parts of a budget that decide, as a manifest has them. */
export interface BudgetCase {
  minAvailable?: number | string;
  maxUnavailable?: number | string;
  unhealthyPodEvictionPolicy?: "IfHealthyBudget" | "AlwaysAllow";
  /** Default: the pods of all controllers. */
  selector?: object | null;
}

const replicas = (count: number, ready = count): ControllerCase => ({ kind: "Deployment", replicas: count, ready });

/** Sets of pods, by the name of the namespace that holds them. */
export const podCases: Record<string, ControllerCase[]> = {
  "of-one": [replicas(1)],
  "of-two": [replicas(2)],
  "of-three": [replicas(3)],
  "of-seven": [replicas(7)],
  "of-three-stateful": [{ kind: "StatefulSet", replicas: 3, ready: 3 }],
  "two-of-three-ready": [replicas(3, 2)],
  "none-of-two-ready": [replicas(2, 0)],
  "of-two-deployments": [replicas(3), replicas(1)],
  "of-a-job": [{ kind: "Job", replicas: 2, ready: 2 }],
  "beside-a-job": [replicas(3), { kind: "Job", replicas: 1, ready: 1 }],
  "of-a-daemonset": [{ kind: "DaemonSet", replicas: 2, ready: 2 }],
  "of-nobody": [{ replicas: 1, ready: 1 }],
  "beside-nobodys": [replicas(3), { replicas: 1, ready: 1 }],
};

const counts = [0, 1, 2, 3, 5, "0%", "1%", "33%", "34%", "50%", "60%", "67%", "99%", "100%"];

/** Lists of budgets of which each set of pods is given one after the other. */
export const budgetCases: BudgetCase[][] = [
  [],
  [{}],
  ...counts.flatMap((count) => [[{ minAvailable: count }], [{ maxUnavailable: count }]]),
  // What only matters for pods that are not ready.
  ...[1, 2, "100%"].map((minAvailable): BudgetCase[] => [{ minAvailable, unhealthyPodEvictionPolicy: "AlwaysAllow" }]),
  [{ maxUnavailable: 0, unhealthyPodEvictionPolicy: "IfHealthyBudget" }],
  // Selectors.
  [{ maxUnavailable: 0, selector: {} }],
  [{ maxUnavailable: 0, selector: null }],
  [{ maxUnavailable: 0, selector: { matchLabels: { app: "another" } } }],
  // Two on one pod, and two of which one selects nothing.
  [{ maxUnavailable: 1 }, { maxUnavailable: 1 }],
  [{ maxUnavailable: "100%" }, { minAvailable: 0, selector: {} }],
  [
    { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
  ],
  [{ maxUnavailable: 1 }, { maxUnavailable: 0, selector: null }],
  // What the API server does not take.
  ...[-1, 1.5, "101%", "-1%", "1.5%", "ten", "3", ""].flatMap((count) => [
    [{ minAvailable: count }],
    [{ maxUnavailable: count }],
  ]),
  [{ minAvailable: 1, maxUnavailable: 1 }],
];

const labels = { app: "shop" };

/** The objects that make the pods of a controller, by number so that several have room in one namespace. */
export function objectsFor(
  { kind, replicas: count }: ControllerCase,
  namespace: string,
  place: number,
): KubernetesObject[] {
  const name = `c${place}`;
  const own = { ...labels, controller: name };
  const template = {
    metadata: { labels: own },
    spec: { containers: [{ name: "app", image: "registry.example.com/app:1" }] },
  };
  const of = (apiVersion: string, ofKind: string, spec: object): KubernetesObject => ({
    apiVersion,
    kind: ofKind,
    metadata: { name, namespace },
    spec,
  });
  const selector = { matchLabels: own };
  switch (kind) {
    case "Deployment":
      return [of("apps/v1", kind, { replicas: count, selector, template })];
    case "StatefulSet":
      return [
        of("apps/v1", kind, {
          replicas: count,
          selector,
          template,
          podManagementPolicy: "Parallel",
          serviceName: name,
        }),
      ];
    case "Job":
      return [
        of("batch/v1", kind, {
          parallelism: count,
          completions: count,
          template: { ...template, spec: { ...template.spec, restartPolicy: "Never" } },
        }),
      ];
    case "DaemonSet":
      // Without a node its pods are made by hand.
      return [of("apps/v1", kind, { selector, template })];
    case undefined:
      return bare(count, namespace, name, template);
  }
}

/** Pods that stand for themselves. */
const bare = (
  count: number,
  namespace: string,
  name: string,
  { metadata, spec }: { metadata: object; spec: object },
): KubernetesObject[] =>
  Array.from({ length: count }, (_, index) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name: `${name}-${index}`, namespace },
    spec,
  }));

/** A budget over the pods of a namespace. */
export function budgetObject({ selector, ...spec }: BudgetCase, namespace: string, name: string): KubernetesObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace },
    spec: { ...spec, selector: selector === undefined ? { matchLabels: labels } : selector },
  };
}
