import { judgesAs } from "../../testing/judged";
import { object, pool, upTo, workload, zone, onNodes, cluster } from "../../testing/reach";
import { gpuPool } from "../../testing/resources";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";

/*
 * What nodes offer, and which pools take the pods. A node of eight cores and 32 GiB leaves pods 7.42 cores and some 26 GiB: AKS keeps 0.18 cores and, with
 * 250 pods a node, 5 GiB; its DaemonSets take 0.4 cores and 0.7 GiB (https://learn.microsoft.com/azure/aks/node-resource-reservations).
 */

const asking = (requests: object, limits: object = {}) => workload("app", {}, { resources: { requests, limits } });
const gpus = (count: number) => asking({ cpu: "1", memory: "1Gi" }, { "nvidia.com/gpu": String(count) });
const gpuPods = (count: number) => ({
  ...gpus(count),
  props: {
    ...gpus(count).props,
    spec: {
      template: {
        metadata: { labels: { app: "app" } },
        spec: {
          tolerations: [{ key: "sku", operator: "Exists" }],
          containers: [
            { name: "app", resources: { requests: { cpu: "1" }, limits: { "nvidia.com/gpu": String(count) } } },
          ],
        },
      },
    },
  },
});
const eightGpus = gpuPool({ vmSize: "Standard_ND96asr_v4", maxCount: 2 });
const tainted = (...nodeTaints: string[]) => pool({ nodeTaints });
const tolerating = (...tolerations: object[]) => workload("app", { tolerations });
const never = (count: number, held: number) => [
  `never reach its ${count} replicas: pool cpu1 (at most 10 nodes) holds ${held} pods`,
];
const nowhere = (count: number) => [`never reach its ${count} replicas: pool none holds 0 pods`];
const sidecar = (requests: object) => ({
  initContainers: [{ name: "proxy", restartPolicy: "Always", resources: { requests } }],
});

judgesAs(autoscalingMaxReachable, [
  // Resources.
  ["CPU: seven a node", [workload("app"), upTo(70), pool()], []],
  [
    "CPU: one more",
    [workload("app"), upTo(71), pool()],
    [`${never(71, 70)[0]!}, maxReplicas is 71; what binds is CPU`],
  ],
  ["memory: two of 12Gi a node", [asking({ cpu: "100m", memory: "12Gi" }), upTo(20), pool()], []],
  ["memory: no third one", [asking({ cpu: "100m", memory: "12Gi" }), upTo(21), pool()], [never(21, 20)[0]!]],
  ["memory that no node has", [asking({ cpu: "100m", memory: "28Gi" }), upTo(2), pool()], ["holds 0 pods"]],
  [
    "memory of a node of fewer pods, of which AKS keeps less",
    [asking({ memory: "28Gi" }), upTo(10), pool({ maxPods: 30 })],
    [],
  ],
  ["disk: three of 15Gi on 64", [asking({ "ephemeral-storage": "15Gi" }), upTo(30), pool({ osDiskSizeGB: 64 })], []],
  [
    "disk: no fourth one",
    [asking({ "ephemeral-storage": "15Gi" }), upTo(31), pool({ osDiskSizeGB: 64 })],
    ["ephemeral storage"],
  ],
  ["a limit alone is a request", [asking({}, { cpu: "1", memory: "20Gi" }), upTo(11), pool()], ["holds 10 pods"]],
  [
    "the pod as a whole asks",
    [workload("app", { resources: { requests: { cpu: "4" } } }), upTo(11), pool()],
    ["holds 10 pods"],
  ],
  ["a sidecar asks for as long", [workload("app", sidecar({ cpu: "3" })), upTo(11), pool()], ["holds 10 pods"]],
  ["a small sidecar", [workload("app", sidecar({ cpu: "50m" })), upTo(70), pool()], []],
  [
    "an init container that asks for more than what follows",
    [
      workload("app", { initContainers: [{ name: "load", resources: { requests: { memory: "20Gi" } } }] }),
      upTo(11),
      pool(),
    ],
    ["what binds is memory"],
  ],
  ["overhead of a sandbox", [workload("app", { overhead: { cpu: "3" } }), upTo(11), pool()], ["holds 10 pods"]],
  ["pods of a node", [asking({ cpu: "10m" }), upTo(301), pool({ maxPods: 30 })], ["the most pods of a node (maxPods)"]],
  ["as many pods as nodes take", [asking({ cpu: "10m" }), upTo(300), pool({ maxPods: 30 })], []],
  // GPUs.
  ["GPUs: eight a node", [gpuPods(1), upTo(16), eightGpus], []],
  ["GPUs: one more", [gpuPods(1), upTo(17), eightGpus], ["what binds is GPUs"]],
  ["GPUs: two of three each, the rest is of no use", [gpuPods(3), upTo(5), eightGpus], ["holds 4 pods"]],
  ["GPUs where there are none", [gpus(1), upTo(1), pool()], ["holds 0 pods"]],
  [
    "GPUs in parts: how many, nobody can tell",
    [gpuPods(1), upTo(17), gpuPool({ gpuInstanceProfile: "MIG1g", maxCount: 2 })],
    ["not applicable: Deployment"],
  ],
  [
    "GPUs that are offered several times",
    [
      gpuPods(1),
      upTo(9),
      gpuPool({ maxCount: 1 }),
      object("core/v1:ConfigMap", "sharing", { data: { any: "sharing:\n  timeSlicing: {}" } }),
    ],
    ["not applicable"],
  ],
  [
    "a slice, which a plugin offers",
    [asking({}, { "nvidia.com/mig-1g.10gb": "1" }), upTo(2), pool()],
    ['not applicable: Deployment "shop/app" asks for nvidia.com/mig-1g.10gb'],
  ],
  [
    "a slice, and too much memory in any case",
    [asking({ memory: "28Gi" }, { "nvidia.com/mig-1g.10gb": "1" }), upTo(2), pool()],
    ["holds 0 pods"],
  ],
  [
    "a claim of a device",
    [workload("app", { resourceClaims: [{ name: "gpu", resourceClaimTemplateName: "gpu" }] }), upTo(70), pool()],
    ["not applicable: Deployment"],
  ],
  // Taints.
  ["NoExecute keeps pods away too", [workload("app"), upTo(1), tainted("only=batch:NoExecute")], nowhere(1)],
  [
    "a toleration of another effect",
    [tolerating({ key: "only", operator: "Exists", effect: "NoSchedule" }), upTo(1), tainted("only=batch:NoExecute")],
    ["taints that its pods do not tolerate (only=batch:NoExecute)"],
  ],
  [
    "a toleration of another value",
    [tolerating({ key: "only", value: "web" }), upTo(1), tainted("only=batch:NoSchedule")],
    nowhere(1),
  ],
  [
    "a toleration of any value",
    [tolerating({ key: "only", operator: "Exists" }), upTo(70), tainted("only=batch:NoSchedule")],
    [],
  ],
  [
    "a toleration of everything",
    [tolerating({ operator: "Exists" }), upTo(70), tainted("a=b:NoSchedule", "c=d:NoExecute")],
    [],
  ],
  [
    "one of two taints is tolerated",
    [tolerating({ key: "a", operator: "Exists" }), upTo(1), tainted("a=b:NoSchedule", "c=d:NoSchedule")],
    ["(c=d:NoSchedule)"],
  ],
  [
    "the taint of system pools",
    [workload("app"), upTo(1), pool({ mode: "System", nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] })],
    nowhere(1),
  ],
  [
    "Gt, which AKS does not switch on",
    [tolerating({ key: "sla", operator: "Gt", value: "1" }), upTo(1), tainted("sla=2:NoSchedule")],
    nowhere(1),
  ],
  // Labels.
  [
    "a label of the pool",
    [workload("app", { nodeSelector: { tier: "web" } }), upTo(70), pool({ nodeLabels: { tier: "web" } })],
    [],
  ],
  [
    "another value of it",
    [workload("app", { nodeSelector: { tier: "web" } }), upTo(1), pool({ nodeLabels: { tier: "batch" } })],
    ["(tier=web)"],
  ],
  [
    "NotIn holds without the label",
    [workload("app", onNodes({ key: "tier", operator: "NotIn", values: ["batch"] })), upTo(70), pool()],
    [],
  ],
  ["Exists does not", [workload("app", onNodes({ key: "tier", operator: "Exists" })), upTo(1), pool()], nowhere(1)],
  [
    "Gt of a label",
    [
      workload("app", onNodes({ key: "cores", operator: "Gt", values: ["4"] })),
      upTo(70),
      pool({ nodeLabels: { cores: "8" } }),
    ],
    [],
  ],
  ["a term without expressions selects no node", [workload("app", onNodes()), upTo(1), pool()], nowhere(1)],
  [
    "the system of the nodes",
    [workload("app", { nodeSelector: { "kubernetes.io/os": "windows" } }), upTo(1), pool()],
    nowhere(1),
  ],
  [
    "Windows nodes",
    [workload("app", { nodeSelector: { "kubernetes.io/os": "windows" } }), upTo(20), pool({ osType: "Windows" })],
    [],
  ],
  [
    "the processor of the nodes",
    [workload("app", { nodeSelector: { "kubernetes.io/arch": "arm64" } }), upTo(1), pool()],
    nowhere(1),
  ],
  [
    "one zone of three",
    [workload("app", { nodeSelector: { [zone]: "koreacentral-3" } }), upTo(21), pool(), cluster()],
    [],
  ],
  [
    "more than the zone's three nodes hold",
    [workload("app", { nodeSelector: { [zone]: "koreacentral-3" } }), upTo(22), pool(), cluster()],
    ["holds 21 pods"],
  ],
  [
    "a label that NFD may put on nodes",
    [workload("app", { nodeSelector: { "feature.node.kubernetes.io/pci-10de.present": "true" } }), upTo(70), pool()],
    [],
  ],
  [
    "a node by its name",
    [workload("app", { nodeName: "aks-cpu1-12345678-vmss000000" }), upTo(2), pool()],
    ["not applicable: Deployment"],
  ],
  [
    "another scheduler",
    [workload("app", { schedulerName: "volcano" }), upTo(900), pool()],
    ["not applicable: Deployment"],
  ],
  // Pools.
  ["two pools together", [workload("app"), upTo(140), pool(), pool({ agentPoolName: "cpu2" })], []],
  [
    "two pools are not enough",
    [workload("app"), upTo(141), pool(), pool({ agentPoolName: "cpu2" })],
    ["pool cpu1 (at most 10 nodes), cpu2 (at most 10 nodes) holds 140 pods"],
  ],
  ["a pool of a fixed size", [workload("app"), upTo(21), pool({ enableAutoScaling: false, count: 3 })], []],
  [
    "a pool of a fixed size, whatever maximum stands beside it",
    [workload("app"), upTo(22), pool({ enableAutoScaling: false, count: 3, maxCount: 10 })],
    ["(at most 3 nodes) holds 21 pods"],
  ],
  [
    "a pool that is stopped",
    [workload("app"), upTo(1), pool({ powerState: { code: "Stopped" } })],
    ["(at most 0 nodes) holds 0 pods"],
  ],
  [
    "nodes that AKS provisions beside the pools",
    [workload("app"), upTo(900), pool(), cluster({ nodeProvisioningProfile: { mode: "Auto" } })],
    ["not applicable: Deployment"],
  ],
  [
    "the cluster's virtual node",
    [
      tolerating({ key: "virtual-kubelet.io/provider", operator: "Exists" }),
      upTo(900),
      pool(),
      cluster({ addonProfiles: { aciConnectorLinux: { enabled: true } } }),
    ],
    ["not applicable: Deployment"],
  ],
]);
