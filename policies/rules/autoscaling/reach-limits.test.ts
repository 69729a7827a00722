import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { object, pool, upTo, workload } from "../../testing/reach";
import { resource } from "../../testing/resources";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";

/* What a namespace admits, whom the Cluster Autoscaler adds nodes for, and what kinds are scaled. Ten nodes take seventy pods of one core. */

const quota = (hard: Properties, more: Properties = {}): Resource =>
  object("core/v1:ResourceQuota", "quota", { spec: { hard, ...more } });
const range = (limits: Properties): Resource =>
  object("core/v1:LimitRange", "range", { spec: { limits: [{ type: "Container", ...limits }] } });
const priority = (value: number, more: Properties = {}): Resource =>
  resource("kubernetes:scheduling.k8s.io/v1:PriorityClass", "own", { metadata: { name: "own" }, value, ...more });
const ranked = (name = "app") => workload(name, { priorityClassName: "own" });
const bare = (resources: Properties) => workload("app", {}, { resources });
const allows = (pods: number, by: string) => [`ResourceQuota "shop/quota" allows ${pods} pods (${by})`];
const inScope = (scopeName: string, operator = "Exists", ...values: string[]) => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, ...(values.length > 0 && { values }) }] },
});

judgesAs(autoscalingMaxReachable, [
  // https://kubernetes.io/docs/concepts/policy/resource-quotas/
  ["a quota of pods", [workload("app"), upTo(20), pool(), quota({ pods: "20" })], []],
  ["a quota of too few pods", [workload("app"), upTo(21), pool(), quota({ pods: "20" })], allows(20, "pods")],
  ["a count of pods", [workload("app"), upTo(21), pool(), quota({ "count/pods": "20" })], allows(20, "count/pods")],
  ["a quota of CPU", [workload("app"), upTo(20), pool(), quota({ "requests.cpu": "20" })], []],
  [
    "a quota of too little CPU",
    [workload("app"), upTo(21), pool(), quota({ "requests.cpu": "20500m" })],
    allows(20, "requests.cpu"),
  ],
  ["by its short name", [workload("app"), upTo(21), pool(), quota({ cpu: "20" })], allows(20, "cpu")],
  [
    "a quota of memory",
    [workload("app"), upTo(21), pool(), quota({ "requests.memory": "20Gi" })],
    allows(20, "requests.memory"),
  ],
  [
    "a quota of limits",
    [workload("app"), upTo(21), pool(), quota({ "limits.memory": "20Gi" })],
    allows(20, "limits.memory"),
  ],
  [
    "a quota of CPU limits, which the pods do not have",
    [workload("app"), upTo(2), pool(), quota({ "limits.cpu": "20" })],
    ["lets no pod in that does not say limits.cpu of each container"],
  ],
  [
    "a quota of disk",
    [
      bare({ requests: { "ephemeral-storage": "1Gi" } }),
      upTo(21),
      pool(),
      quota({ "requests.ephemeral-storage": "20Gi" }),
    ],
    allows(20, "requests.ephemeral-storage"),
  ],
  [
    "a quota of another namespace",
    [workload("app"), upTo(70), pool(), { ...quota({ pods: "2" }), namespace: "other" }],
    [],
  ],
  [
    "a quota of Services",
    [
      workload("app"),
      upTo(70),
      pool(),
      quota({ "services.loadbalancers": "0", "requests.storage": "0", "count/jobs.batch": "0" }),
    ],
    [],
  ],
  [
    "what others take of it",
    [workload("app"), workload("other", {}, {}, { replicas: 5 }), upTo(16), pool(), quota({ pods: "20" })],
    allows(15, "pods"),
  ],
  [
    "two quotas, the lesser one decides",
    [workload("app"), upTo(21), pool(), quota({ pods: "50" }), { ...quota({ pods: "20" }), urn: "second" }],
    allows(20, "pods"),
  ],
  [
    "best effort, which these pods are not",
    [workload("app"), upTo(70), pool(), quota({ pods: "2" }, { scopes: ["BestEffort"] })],
    [],
  ],
  [
    "best effort, which these are",
    [bare({}), upTo(3), pool(), quota({ pods: "2" }, { scopes: ["BestEffort"] })],
    allows(2, "pods"),
  ],
  [
    "not best effort",
    [workload("app"), upTo(3), pool(), quota({ pods: "2" }, { scopes: ["NotBestEffort"] })],
    allows(2, "pods"),
  ],
  [
    "pods that end by themselves",
    [workload("app"), upTo(70), pool(), quota({ pods: "2" }, { scopes: ["Terminating"] })],
    [],
  ],
  [
    "pods that do not",
    [workload("app"), upTo(3), pool(), quota({ pods: "2" }, { scopes: ["NotTerminating"] })],
    allows(2, "pods"),
  ],
  [
    "pods of a class",
    [ranked(), priority(5), upTo(3), pool(), quota({ pods: "2" }, inScope("PriorityClass", "In", "own"))],
    allows(2, "pods"),
  ],
  [
    "pods of another class",
    [ranked(), priority(5), upTo(70), pool(), quota({ pods: "2" }, inScope("PriorityClass", "In", "else"))],
    [],
  ],
  ["pods of no class", [workload("app"), upTo(70), pool(), quota({ pods: "2" }, inScope("PriorityClass"))], []],
  // https://kubernetes.io/docs/concepts/policy/limit-range/
  ["a default request", [bare({}), upTo(71), pool(), range({ defaultRequest: { cpu: "1" } })], ["holds 70 pods"]],
  ["a default limit is a request", [bare({}), upTo(71), pool(), range({ default: { cpu: "1" } })], ["holds 70 pods"]],
  ["a maximum is a default", [bare({}), upTo(71), pool(), range({ max: { cpu: "1" } })], ["holds 70 pods"]],
  [
    "a default where it is said",
    [bare({ requests: { cpu: "500m" } }), upTo(140), pool(), range({ defaultRequest: { cpu: "4" } })],
    [],
  ],
  [
    "a default that a quota counts",
    [bare({}), upTo(21), pool(), range({ defaultRequest: { cpu: "1" } }), quota({ "requests.cpu": "20" })],
    allows(20, "requests.cpu"),
  ],
  // kubernetes/autoscaler#1037: the cutoff of expendable pods is -10.
  [
    "expendable: no node is added",
    [ranked(), priority(-20), upTo(8), pool()],
    ["what binds is CPU or its priority: the Cluster Autoscaler adds no node for -20"],
  ],
  [
    "expendable, and the nodes that are always there are enough",
    [ranked(), priority(-20), upTo(14), pool({ minCount: 2 })],
    [],
  ],
  ["at the cutoff", [ranked(), priority(-10), upTo(70), pool()], []],
  [
    "by the default class",
    [workload("app"), priority(-20, { globalDefault: true }), upTo(8), pool()],
    ["its priority"],
  ],
  ["a class that somebody else has made", [ranked(), upTo(70), pool()], []],
  [
    "who ranks lower makes room",
    [ranked(), workload("buffer", {}, {}, { replicas: 10 }), priority(5), upTo(70), pool()],
    [],
  ],
  [
    "who ranks lower has what is left",
    [ranked(), workload("other", {}, {}, { replicas: 10 }), priority(-5), upTo(61), pool()],
    ["holds 60 pods"],
  ],
  [
    "who never makes others leave",
    [
      ranked(),
      workload("other", {}, {}, { replicas: 10 }),
      priority(5, { preemptionPolicy: "Never" }),
      upTo(70),
      pool(),
    ],
    [],
  ],
  // Kinds.
  [
    "a StatefulSet",
    [workload("app", {}, {}, { kind: "StatefulSet" }), upTo(71, "app", "StatefulSet"), pool()],
    ["holds 70 pods"],
  ],
  [
    "a Rollout",
    [
      workload("app", {}, {}, { kind: "Rollout", type: "kubernetes:argoproj.io/v1alpha1:Rollout" }),
      upTo(71, "app", "Rollout"),
      pool(),
    ],
    ["holds 70 pods"],
  ],
  [
    "a patch, whose rest nobody sees",
    [workload("app", {}, {}, { type: "kubernetes:apps/v1:DeploymentPatch" }), upTo(900), pool()],
    ["not applicable"],
  ],
  // Several at once.
  ["two that fit together", [workload("app"), upTo(35), workload("other"), upTo(35, "other"), pool()], []],
  [
    "two that do not",
    [workload("app"), upTo(36), workload("other"), upTo(35, "other"), pool()],
    ["can never all reach their replicas"],
  ],
  [
    "one of them gives way on purpose",
    [ranked(), priority(-1), upTo(36), workload("other"), upTo(35, "other"), pool()],
    [],
  ],
  [
    "two on pools of their own",
    [
      workload("app", { nodeSelector: { agentpool: "cpu1" } }),
      upTo(70),
      workload("other", { nodeSelector: { agentpool: "cpu2" } }),
      upTo(70, "other"),
      pool(),
      pool({ agentPoolName: "cpu2" }),
    ],
    [],
  ],
  // Values that are not known.
  [
    "a size that is not known",
    [workload("app"), upTo(5), { ...pool(), props: { ...pool().props, vmSize: "Standard_XYZ9" } }],
    ["not applicable: VM size Standard_XYZ9"],
  ],
]);
