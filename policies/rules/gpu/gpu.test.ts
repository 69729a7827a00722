import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, gpuDeployment, gpuPool, resource } from "../../testing/resources";
import { gpuDevicePlugin } from "./gpu-device-plugin";
import { gpuNodesForGpuPods } from "./gpu-nodes-for-gpu-pods";
import { gpuPoolTainted } from "./gpu-pool-tainted";
import { gpuRequestComplete } from "./gpu-request-complete";
import { gpuUnmanagedWithAutoscaler } from "./gpu-unmanaged-with-autoscaler";

const tolerations = [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }];

const inline = (profile: object) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", {
    agentPoolProfiles: [{ name: "gpu0", vmSize: "Standard_ND96asr_v4", ...profile }],
  });

judgesAs(gpuPoolTainted, [
  ["a pool as it should be", [gpuPool()], []],
  ["a further taint does no harm", [gpuPool({ nodeTaints: ["a=b:NoExecute", "sku=gpu:NoSchedule"] })], []],
  ["a pool without GPUs", [cpuPool()], ["not applicable: no resource of this kind"]],
  [
    "no taints at all",
    [gpuPool({ nodeTaints: undefined })],
    ["has GPUs but not the taint sku=gpu:NoSchedule; its taints: none"],
  ],
  [
    "a taint that only prefers",
    [gpuPool({ nodeTaints: ["sku=gpu:PreferNoSchedule"] })],
    ["its taints: sku=gpu:PreferNoSchedule"],
  ],
  ["no label", [gpuPool({ nodeLabels: {} })], ["not the label sku=gpu"]],
  ["an inline pool of a cluster", [inline({})], ['Node pool "gpu0"', "not the label"]],
  [
    "another taint by config",
    [gpuPool()],
    ["not the taint sku=a100:NoSchedule", "not the label sku=a100"],
    { taintValue: "a100" },
  ],
]);

const affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: "sku", operator: "In", values: ["gpu"] }] }],
    },
  },
};
const withoutGpu = { name: "app", resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } } };
const needingGpu = (name: string, more: object = {}) => ({
  name,
  resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi", "nvidia.com/gpu": "1" } },
  ...more,
});

judgesAs(gpuRequestComplete, [
  ["a pod as it should be", [gpuDeployment()], []],
  ["a required affinity in place of the selector", [gpuDeployment({ nodeSelector: undefined, affinity })], []],
  [
    "a GPU before the app starts",
    [gpuDeployment({ initContainers: [needingGpu("warm-up")], tolerations: [] }, withoutGpu)],
    ['Container "warm-up" of Deployment "models/vllm" asks for nvidia.com/gpu but does not tolerate'],
  ],
  [
    "a GPU in a sidecar",
    [deployment({ initContainers: [needingGpu("model", { restartPolicy: "Always" })] })],
    ['Container "model" of Deployment "production/shop" asks for nvidia.com/gpu but does not tolerate', "not select"],
  ],
  [
    "a slice of a GPU",
    [gpuDeployment({ nodeSelector: {} }, { resources: { limits: { "nvidia.com/mig-1g.10gb": "1" } } })],
    ["asks for nvidia.com/mig-1g.10gb but does not select nodes with sku=gpu"],
  ],
  ["a toleration of every taint", [gpuDeployment({ tolerations: [{ operator: "Exists" }] })], []],
  ["a pod without GPUs", [deployment()], ["not applicable"]],
  [
    "no toleration",
    [gpuDeployment({ tolerations: [] })],
    ['Deployment "models/vllm" asks for nvidia.com/gpu but does not tolerate'],
  ],
  [
    "a toleration of another value",
    [gpuDeployment({ tolerations: [{ key: "sku", value: "cpu" }] })],
    ["does not tolerate"],
  ],
  ["no selector", [gpuDeployment({ nodeSelector: {} })], ["does not select nodes with sku=gpu"]],
  [
    "a request without a limit",
    [gpuDeployment({}, { resources: { requests: { "nvidia.com/gpu": 1 } } })],
    ["not in limits"],
  ],
]);

judgesAs(gpuNodesForGpuPods, [
  ["a pod with a GPU", [gpuDeployment()], []],
  ["a GPU before the app starts", [gpuDeployment({ initContainers: [needingGpu("warm-up")] }, withoutGpu)], []],
  [
    "a GPU in a sidecar",
    [gpuDeployment({ initContainers: [needingGpu("model", { restartPolicy: "Always" })] }, withoutGpu)],
    [],
  ],
  ["a slice of a GPU", [gpuDeployment({}, { resources: { limits: { "nvidia.com/mig-1g.10gb": "1" } } })], []],
  ["a pod without a toleration", [deployment()], []],
  ["a toleration of something else", [deployment({ tolerations: [{ key: "spot", operator: "Exists" }] })], []],
  [
    "a DaemonSet that serves the nodes",
    [deployment({ tolerations }, {}, { kind: "DaemonSet" })],
    ["not applicable: a DaemonSet"],
  ],
  [
    "the GPU pools' toleration without a GPU",
    [deployment({ tolerations })],
    ['Deployment "production/shop" tolerates sku=gpu'],
  ],
  [
    "a toleration of everything",
    [deployment({ tolerations: [{ operator: "Exists" }] })],
    ["asks for no nvidia.com/gpu"],
  ],
]);

const plugin = (values: object) =>
  resource("kubernetes:helm.sh/v3:Release", "plugin", { chart: "nvidia-device-plugin", values });

judgesAs(gpuDevicePlugin, [
  ["the chart with a toleration", [gpuPool(), plugin({ tolerations })], []],
  [
    "a DaemonSet of one's own",
    [
      gpuPool(),
      deployment({ tolerations }, { image: "nvcr.io/nvidia/k8s-device-plugin:v0.17.0" }, { kind: "DaemonSet" }),
    ],
    [],
  ],
  [
    "GPUs of AMD, which NVIDIA's plugin does not see",
    [gpuPool({ vmSize: "Standard_NG8ads_V620_v1" }), plugin({ tolerations })],
    ['Node pool "gpu1" has GPUs of AMD (Standard_NG8ads_V620_v1), but the stack has no device plugin of AMD'],
  ],
  [
    "GPUs of both, and NVIDIA's plugin",
    [gpuPool(), gpuPool({ agentPoolName: "amd1", vmSize: "Standard_ND96isr_MI300X_v5" }), plugin({ tolerations })],
    ['Node pool "amd1" has GPUs of AMD'],
  ],
  [
    "GPUs of AMD with AMD's plugin",
    [
      gpuPool({ vmSize: "Standard_NV4as_v4" }),
      deployment({ tolerations }, { image: "docker.io/rocm/k8s-device-plugin:1.31" }, { kind: "DaemonSet" }),
    ],
    [],
  ],
  [
    "AMD's plugin for GPUs of NVIDIA",
    [gpuPool(), deployment({ tolerations }, { image: "docker.io/rocm/k8s-device-plugin:1.31" }, { kind: "DaemonSet" })],
    ["has GPUs, but the stack has no device plugin"],
  ],
  [
    "a mirror's image of NVIDIA's plugin",
    [
      gpuPool(),
      deployment({ tolerations }, { image: "mirror.example/k8s-device-plugin:v1-amd64" }, { kind: "DaemonSet" }),
    ],
    [],
  ],
  ["no GPU pool", [cpuPool()], ["not applicable: no pool has GPUs"]],
  ["no plugin", [gpuPool(), cpuPool()], ['Node pool "gpu1" has GPUs, but the stack has no device plugin']],
  ["a plugin without the toleration", [gpuPool(), plugin({})], ["no device plugin that tolerates sku=gpu"]],
]);

judgesAs(gpuUnmanagedWithAutoscaler, [
  ["a pool that installs the driver", [gpuPool()], []],
  [
    "a managed pool of fixed size",
    [gpuPool({ enableAutoScaling: false, gpuProfile: { nvidia: { managementMode: "Managed" } } })],
    [],
  ],
  [
    "a managed pool that is autoscaled",
    [gpuPool({ gpuProfile: { nvidia: { managementMode: "Managed" } } })],
    ["managed GPU pool and autoscaled"],
  ],
  ["no driver", [gpuPool({ gpuProfile: { driver: "None" } })], ["installs no GPU driver"]],
]);
