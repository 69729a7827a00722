import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { pdbAllowsEviction } from "./pdb-allows-eviction";

const label = "app.kubernetes.io/name";
const budget = (spec: Properties, name = "shop", namespace = "production") =>
  resource("kubernetes:policy/v1:PodDisruptionBudget", name, {
    metadata: { name, namespace },
    spec: { selector: { matchLabels: { [label]: "shop" } }, ...spec },
  });
const all = (spec: Properties, name = "all") => budget({ selector: {}, ...spec }, name);
const of = (count: number, name = "shop") => deployment({}, {}, { name, spec: { replicas: count } });
const scaler = (minReplicas: number | undefined): Resource =>
  resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {
    metadata: { name: "hpa", namespace: "production" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
      minReplicas,
      maxReplicas: 50,
    },
  });
const scaledObject = (minReplicaCount: number): Resource =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "scaled", {
    metadata: { name: "scaled", namespace: "production" },
    spec: { scaleTargetRef: { name: "shop" }, minReplicaCount, triggers: [{ type: "redis", metadata: {} }] },
  });
const ofKind = (type: string, from = of(3)): Resource => ({ ...from, type: `kubernetes:${type}` });
const job = resource("kubernetes:batch/v1:Job", "migrate", {
  metadata: { name: "migrate", namespace: "production" },
  spec: { template: { metadata: { labels: { [label]: "migrate" } }, spec: { containers: [{ name: "migrate" }] } } },
});
const pod = resource("kubernetes:core/v1:Pod", "toolbox", {
  metadata: { name: "toolbox", namespace: "production", labels: { [label]: "toolbox" } },
  spec: { containers: [{ name: "toolbox" }] },
});
const daemonSet = ofKind("apps/v1:DaemonSet", deployment({}, {}, { name: "agent" }));
const two = "of a pod with more than one PodDisruptionBudget the API refuses every eviction";
const uncounted = (title: string) => `selects the pods of ${title}, of which Kubernetes has no count of replicas`;

judgesAs(pdbAllowsEviction, [
  ["one at a time", [budget({ maxUnavailable: 1 }), of(1)], []],
  ["a small share, which is rounded up to one", [budget({ maxUnavailable: "1%" }), of(2)], []],
  ["one of two stays", [budget({ minAvailable: 1 }), deployment(), scaler(2)], []],
  ["no budget", [of(3)], ["not applicable"]],
  ["none ever", [budget({ maxUnavailable: 0 })], ["maxUnavailable 0: no pod may ever be evicted"]],
  ["none ever, in percent", [budget({ maxUnavailable: "0%" })], ["maxUnavailable 0%"]],
  ["all must stay", [budget({ minAvailable: "100%" })], ["minAvailable 100%"]],
  [
    "all must stay but the sick",
    [budget({ minAvailable: "100%", unhealthyPodEvictionPolicy: "AlwaysAllow" })],
    ["minAvailable 100%"],
  ],
  ["no count, which is none", [budget({}), of(3)], ["neither maxUnavailable nor minAvailable: no pod may ever"]],
  ["both counts", [budget({ minAvailable: 1, maxUnavailable: 1 }), of(3)], ["the API server takes one only"]],
  ["all may go", [budget({ minAvailable: 0 }), of(1)], []],
  ["a share that leaves one", [budget({ minAvailable: "50%" }), deployment(), scaler(2)], []],
  [
    "a share that is rounded up to all",
    [budget({ minAvailable: "60%" }), deployment(), scaler(2)],
    ["may have 2 pods"],
  ],
  ["as many as there are", [budget({ minAvailable: 2 }), deployment(), scaler(2)], ["may have 2 pods"]],
  ["more than there are", [budget({ minAvailable: 5 }), of(3)], ['"production/shop" may have 3 pods']],
  ["one of one", [budget({ minAvailable: 1 }), of(1)], ["may have 1 pod: none"]],
  ["one of one, by default", [budget({ minAvailable: 1 }), deployment()], ["may have 1 pod: none"]],
  [
    "one of one, by the autoscaler's default",
    [budget({ minAvailable: 1 }), deployment(), scaler(undefined)],
    ["may have 1 pod: none"],
  ],
  ["half of one", [budget({ minAvailable: "50%" }), of(1)], ["may have 1 pod: none"]],
  [
    "one of a workload that comes up from none",
    [budget({ minAvailable: 1 }), deployment(), scaledObject(0)],
    ["may have 1 pod: none"],
  ],
  ["one of a workload that is switched off", [budget({ minAvailable: 1 }), of(0)], []],
  ["fewer replicas than the autoscaler keeps", [budget({ minAvailable: 2 }), of(1), scaler(3)], []],
  ["all of a namespace", [all({ minAvailable: 2 }), deployment(), scaler(2)], ["may have 2 pods"]],
  ["of two workloads together", [all({ minAvailable: 4 }), of(3), of(3, "worker")], []],
  [
    "as many as two workloads have together",
    [all({ minAvailable: 6 }), of(3), of(3, "worker")],
    ['"production/shop" and "production/worker" may have 6 pods'],
  ],
  ["half of two workloads with one pod each", [all({ minAvailable: "50%" }), of(1), of(1, "worker")], []],
  ["of pods in another namespace", [budget({ minAvailable: 3 }, "shop", "staging"), of(3)], []],
  ["of pods that are not here", [budget({ minAvailable: 3 }), of(3, "worker")], []],
  ["of a StatefulSet", [budget({ minAvailable: 3 }), ofKind("apps/v1:StatefulSet")], ["may have 3 pods"]],
  ["of a Rollout", [budget({ minAvailable: 3 }), ofKind("argoproj.io/v1alpha1:Rollout")], ["may have 3 pods"]],
  ["of a kind whose pods nobody here counts", [budget({ minAvailable: 3 }), ofKind("ray.io/v1:RayCluster")], []],
  ["of what a patch changes", [budget({ minAvailable: 3 }), ofKind("apps/v1:DeploymentPatch")], []],
  ["of a DaemonSet, whose pods nobody evicts", [all({ maxUnavailable: 0 }), daemonSet], []],
  ["some of a DaemonSet", [all({ maxUnavailable: 1 }), daemonSet], []],
  [
    "of a DaemonSet and others",
    [all({ maxUnavailable: 1 }), daemonSet, of(3)],
    [uncounted('DaemonSet "production/agent"')],
  ],
  ["a whole number of a DaemonSet and others", [all({ minAvailable: 3 }), daemonSet, of(3)], []],
  ["of a Job", [all({ maxUnavailable: 1 }), job], [uncounted('Job "production/migrate"')]],
  ["of a Job and others", [all({ maxUnavailable: 1 }), job, of(3)], [uncounted('Job "production/migrate"')]],
  ["a share of a Job and others", [all({ minAvailable: "50%" }), job, of(3)], [uncounted('Job "production/migrate"')]],
  ["a whole number of a Job and others", [all({ minAvailable: 2 }), job, of(3)], []],
  ["a whole number of a Job", [all({ minAvailable: 1 }), job], []],
  ["of a pod without a controller", [all({ maxUnavailable: 1 }), pod], [uncounted('Pod "production/toolbox"')]],
  ["of a pod without a controller and others", [all({ maxUnavailable: 1 }), pod, of(3)], []],
  ["a whole number of a pod without a controller", [all({ minAvailable: 1 }), pod], ["may have 1 pod: none"]],
  [
    "two budgets on the same pods",
    [of(3), budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1 }, "web")],
    [
      `PodDisruptionBudget "production/web" selects the pods of Deployment "production/shop", which PodDisruptionBudget "production/shop" also selects: ${two}`,
    ],
  ],
  [
    "a budget of the namespace beside one of its own",
    [of(3), budget({ maxUnavailable: 1 }), all({ maxUnavailable: 1 })],
    [two],
  ],
  [
    "two budgets on different pods",
    [
      of(3),
      of(3, "worker"),
      budget({ maxUnavailable: 1 }),
      budget({ maxUnavailable: 1, selector: { matchLabels: { [label]: "worker" } } }, "web"),
    ],
    [],
  ],
  [
    "two budgets in two namespaces",
    [of(3), budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1 }, "web", "staging")],
    [],
  ],
  [
    "two budgets, one without a selector",
    [of(3), budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1, selector: undefined }, "web")],
    [],
  ],
  ["two budgets on a DaemonSet", [daemonSet, all({ maxUnavailable: 1 }), all({ maxUnavailable: 1 }, "web")], []],
  ["two budgets on what has no pods", [of(0), budget({ maxUnavailable: 1 }), all({ maxUnavailable: 1 })], []],
]);
