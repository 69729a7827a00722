import { judgesAs } from "../../testing/judged";
import { awayFrom, besides, cluster, host, object, pool, spreadOver, upTo, workload, zone } from "../../testing/reach";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";

/*
 * What pods ask of one another, and of the nodes' ports (https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ and
 * topology-spread-constraints/). Ten nodes over three zones take seven pods of one core each.
 */

const app = (spec: object) => workload("app", spec);
const port = (hostPort: object) => workload("app", {}, { ports: [{ containerPort: 80, ...hostPort }] });
const other = (spec: object = {}, replicas = 3) =>
  workload("other", spec, { resources: { requests: { cpu: "10m" } } }, { replicas });
const fixedPool = (changes: object = {}) =>
  pool({ enableAutoScaling: false, count: 2, agentPoolName: "sys", ...changes });
const zonal = [pool(), cluster()];

judgesAs(autoscalingMaxReachable, [
  // Anti-affinity.
  ["one pod a node", [app(awayFrom(host, "app")), upTo(10), ...zonal], []],
  [
    "an eleventh",
    [app(awayFrom(host, "app")), upTo(11), ...zonal],
    ["holds 10 pods, maxReplicas is 11; what binds is its required anti-affinity (kubernetes.io/hostname)"],
  ],
  ["one pod a zone", [app(awayFrom(zone, "app")), upTo(3), ...zonal], []],
  ["a fourth in three zones", [app(awayFrom(zone, "app")), upTo(4), ...zonal], ["holds 3 pods"]],
  [
    "one pod in the only zone",
    [app(awayFrom(zone, "app")), upTo(2), pool({ availabilityZones: ["1"] }), cluster()],
    ["holds 1 pods"],
  ],
  ["one pod in the pool", [app(awayFrom("agentpool", "app")), upTo(2), ...zonal], ["holds 1 pods"]],
  ["a label that no node has keeps nobody apart", [app(awayFrom("rack", "app")), upTo(70), ...zonal], []],
  [
    "away from others, which have three nodes",
    [app(awayFrom(host, "other")), other(awayFrom(host, "other")), upTo(49), ...zonal],
    [],
  ],
  [
    "away from others: the rest is too few",
    [app(awayFrom(host, "other")), other(awayFrom(host, "other")), upTo(50), ...zonal],
    ["holds 49 pods"],
  ],
  [
    "others that want to be alone",
    [app({}), other(awayFrom(host, "", { labelSelector: {} }), 10), upTo(1), ...zonal],
    ["holds 0 pods"],
  ],
  [
    "others of another namespace are others",
    [app(awayFrom(host, "app", { namespaces: ["elsewhere"] })), upTo(70), ...zonal],
    [],
  ],
  [
    "its own namespace by name",
    [app(awayFrom(host, "app", { namespaces: ["shop"] })), upTo(11), ...zonal],
    ["holds 10 pods"],
  ],
  ["all namespaces", [app(awayFrom(host, "app", { namespaceSelector: {} })), upTo(11), ...zonal], ["holds 10 pods"]],
  [
    "an empty selector is everybody",
    [app(awayFrom(host, "app", { labelSelector: {} })), upTo(11), ...zonal],
    ["holds 10 pods"],
  ],
  ["no selector is nobody", [app(awayFrom(host, "app", { labelSelector: null })), upTo(70), ...zonal], []],
  [
    "only preferred",
    [
      app({
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, podAffinityTerm: { topologyKey: host, labelSelector: { matchLabels: { app: "app" } } } },
            ],
          },
        },
      }),
      upTo(70),
      ...zonal,
    ],
    [],
  ],
  // Affinity.
  ["all in one zone, that of the first: four nodes of it", [app(besides(zone, "app")), upTo(28), ...zonal], []],
  [
    "more than a zone holds",
    [app(besides(zone, "app")), upTo(29), ...zonal],
    ["what binds is CPU or its required affinity to pods"],
  ],
  ["all on one node", [app(besides(host, "app")), upTo(7), ...zonal], []],
  ["more than a node holds", [app(besides(host, "app")), upTo(8), ...zonal], ["holds 7 pods"]],
  ["beside a pod that is nowhere", [app(besides(host, "cache")), upTo(1), ...zonal], ["holds 0 pods"]],
  ["beside pods of others, wherever these are", [app(besides(zone, "other")), other(), upTo(60), ...zonal], []],
  ["beside others, by a label that no node has", [app(besides("rack", "app")), upTo(1), ...zonal], ["holds 0 pods"]],
  // Spread.
  ["over zones, as even as nodes are: 3 × 21 and one", [app(spreadOver(zone)), upTo(64), ...zonal], []],
  [
    "over zones: the fullest must wait for the others",
    [app(spreadOver(zone)), upTo(65), ...zonal],
    ["holds 64 pods, maxReplicas is 65; what binds is CPU or its required topology spread"],
  ],
  ["over zones with more skew", [app(spreadOver(zone, { maxSkew: 7 })), upTo(70), ...zonal], []],
  [
    "over zones, only preferred",
    [app(spreadOver(zone, { whenUnsatisfiable: "ScheduleAnyway" })), upTo(70), ...zonal],
    [],
  ],
  ["over nodes", [app(spreadOver(host)), upTo(70), ...zonal], []],
  ["over a label that no node has", [app(spreadOver("rack")), upTo(1), ...zonal], ["holds 0 pods"]],
  ["over more zones than there are", [app(spreadOver(zone, { minDomains: 4 })), upTo(4), ...zonal], ["holds 3 pods"]],
  ["over as many zones as there are", [app(spreadOver(zone, { minDomains: 3 })), upTo(60), ...zonal], []],
  [
    "by a selector that does not select them",
    [app(spreadOver(zone, { labelSelector: { matchLabels: { app: "else" } } })), upTo(70), ...zonal],
    [],
  ],
  ["without a selector", [app(spreadOver(zone, { labelSelector: undefined })), upTo(70), ...zonal], []],
  [
    "over nodes, two of them tainted, which count: two pods a node",
    [
      app(spreadOver(host, { maxSkew: 2 })),
      upTo(21),
      pool(),
      fixedPool({ nodeTaints: ["only=sys:NoSchedule"] }),
      cluster(),
    ],
    ["holds 20 pods"],
  ],
  [
    "over nodes whose taints it tolerates",
    [
      app(spreadOver(host, { maxSkew: 2, nodeTaintsPolicy: "Honor" })),
      upTo(70),
      pool(),
      fixedPool({ nodeTaints: ["only=sys:NoSchedule"] }),
      cluster(),
    ],
    [],
  ],
  [
    "over nodes that it selects",
    [
      app({ ...spreadOver(host), nodeSelector: { agentpool: "cpu1" } }),
      upTo(70),
      pool(),
      fixedPool({ vmSize: "Standard_D2s_v5" }),
      cluster(),
    ],
    [],
  ],
  [
    "over all nodes, selected or not",
    [
      app({ ...spreadOver(host, { nodeAffinityPolicy: "Ignore" }), nodeSelector: { agentpool: "cpu1" } }),
      upTo(11),
      pool(),
      fixedPool(),
      cluster(),
    ],
    ["holds 10 pods"],
  ],
  // Ports of the node.
  ["a port of the node", [port({ hostPort: 80 }), upTo(10), ...zonal], []],
  [
    "a port of the node, an eleventh",
    [port({ hostPort: 80 }), upTo(11), ...zonal],
    ["what binds is ports of the node (80)"],
  ],
  ["hostPort 0 is none", [port({ hostPort: 0 }), upTo(70), ...zonal], []],
  [
    "the node's own network",
    [workload("app", { hostNetwork: true }, { ports: [{ containerPort: 80 }] }), upTo(11), ...zonal],
    ["holds 10 pods"],
  ],
  ["the node's own network without a port", [workload("app", { hostNetwork: true }), upTo(70), ...zonal], []],
  [
    "a port that others have on three nodes",
    [
      port({ hostPort: 80 }),
      workload("other", {}, { resources: {}, ports: [{ containerPort: 80, hostPort: 80 }] }, { replicas: 3 }),
      upTo(8),
      ...zonal,
    ],
    ["holds 7 pods"],
  ],
  [
    "the same number of another protocol",
    [
      port({ hostPort: 53 }),
      workload(
        "other",
        {},
        { resources: {}, ports: [{ containerPort: 53, hostPort: 53, protocol: "UDP" }] },
        { replicas: 3 },
      ),
      upTo(10),
      ...zonal,
    ],
    [],
  ],
  ["a port that is not the node's", [port({}), upTo(70), ...zonal], []],
  // What stands on the nodes besides.
  [
    "a DaemonSet of the stack takes a core of each node",
    [
      app({}),
      object("apps/v1:DaemonSet", "agent", {
        spec: {
          template: { metadata: {}, spec: { containers: [{ name: "a", resources: { requests: { cpu: "1" } } }] } },
        },
      }),
      upTo(61),
      ...zonal,
    ],
    ["holds 60 pods"],
  ],
  [
    "a DaemonSet that does not come to the pool",
    [
      app({}),
      object("apps/v1:DaemonSet", "agent", {
        spec: {
          template: {
            metadata: {},
            spec: { nodeSelector: { tier: "gpu" }, containers: [{ name: "a", resources: { requests: { cpu: "1" } } }] },
          },
        },
      }),
      upTo(70),
      ...zonal,
    ],
    [],
  ],
  [
    "what others always have",
    [app({}), workload("other", {}, {}, { replicas: 10 }), upTo(61), ...zonal],
    ["holds 60 pods"],
  ],
  ["what others have and still leave", [app({}), workload("other", {}, {}, { replicas: 10 }), upTo(60), ...zonal], []],
  [
    "a Job is gone some day",
    [
      app({}),
      object("batch/v1:Job", "load", {
        spec: {
          parallelism: 70,
          template: { spec: { containers: [{ name: "a", resources: { requests: { cpu: "7" } } }] } },
        },
      }),
      upTo(70),
      ...zonal,
    ],
    [],
  ],
]);
