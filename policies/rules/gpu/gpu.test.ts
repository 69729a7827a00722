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
    ["has GPUs but not the taint sku=gpu:NoSchedule, and none that keeps other pods away; its taints: none"],
  ],
  [
    "a taint that only prefers",
    [gpuPool({ nodeTaints: ["sku=gpu:PreferNoSchedule"] })],
    ["its taints: sku=gpu:PreferNoSchedule"],
  ],
  ["a taint of another name", [gpuPool({ nodeTaints: ["nvidia.com/gpu=present:NoSchedule"] })], []],
  ["no label, because AKS gives nodes with GPUs one", [gpuPool({ nodeLabels: {} })], []],
  ["a spot pool, which AKS taints", [gpuPool({ nodeTaints: [], scaleSetPriority: "Spot" })], []],
  ["an inline pool of a cluster", [inline({})], ['Node pool "gpu0" (Standard_ND96asr_v4) has GPUs but not the taint']],
  ["another taint by config", [gpuPool()], ["not the taint sku=a100:NoSchedule"], { taintValue: "a100" }],
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

const operatorToleration = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const operatorTaint = { nodeTaints: ["nvidia.com/gpu=present:NoSchedule"], nodeLabels: { models: "yes" } };
const operatorPool = gpuPool(operatorTaint);
const operatorPod = (pod: object = {}) =>
  gpuDeployment({ tolerations: [operatorToleration], nodeSelector: { models: "yes" }, ...pod });

const resourceClaims = [{ name: "gpu", resourceClaimTemplateName: "gpu" }];
const claimOf = (deviceClassName: string) =>
  resource("kubernetes:resource.k8s.io/v1:ResourceClaimTemplate", "gpu", {
    metadata: { name: "gpu", namespace: "production" },
    spec: { spec: { devices: { requests: [{ name: "gpu", exactly: { deviceClassName } }] } } },
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
  ["a claim of a GPU", [gpuPool(), claimOf("gpu.nvidia.com"), deployment({ resourceClaims, tolerations })], []],
  ["a claim of something else", [claimOf("nic.example.com"), deployment({ resourceClaims })], ["not applicable"]],
  [
    "a claim of a GPU without a toleration",
    [gpuPool(), claimOf("gpu.nvidia.com"), deployment({ resourceClaims })],
    ['Deployment "production/shop" claims a GPU but does not tolerate sku=gpu:NoSchedule of node pool "gpu1"'],
  ],
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
    "a label that only nodes with GPUs have",
    [gpuDeployment({ nodeSelector: { "nvidia.com/gpu.present": "true" } })],
    [],
  ],
  [
    "labels that all nodes have",
    [gpuDeployment({ nodeSelector: { "kubernetes.io/os": "linux" } })],
    ["does not select"],
  ],
  ["the taint of a pool elsewhere", [gpuDeployment({ tolerations: [operatorToleration] })], []],
  [
    "a toleration that no GPU pool needs",
    [gpuDeployment({ tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }] })],
    ["does not tolerate sku=gpu"],
  ],
  [
    "a GPU of AMD",
    [gpuDeployment({ tolerations: [] }, { resources: { limits: { "amd.com/gpu": "1" } } })],
    ["asks for amd.com/gpu but does not tolerate"],
  ],
  [
    "GPUs of a ScaledJob",
    [
      resource("kubernetes:keda.sh/v1alpha1:ScaledJob", "job", {
        metadata: { name: "job", namespace: "models" },
        spec: {
          jobTargetRef: { template: { spec: { nodeSelector: { sku: "gpu" }, containers: [needingGpu("app")] } } },
        },
      }),
    ],
    ['ScaledJob "models/job" asks for nvidia.com/gpu but does not tolerate'],
  ],
  ["the stack's own taint and label", [operatorPool, cpuPool(), operatorPod()], []],
  ["the name of the pool", [operatorPool, cpuPool(), operatorPod({ nodeSelector: { agentpool: "gpu1" } })], []],
  [
    "what AKS calls nodes with GPUs",
    [operatorPool, cpuPool(), operatorPod({ nodeSelector: { "kubernetes.azure.com/accelerator": "nvidia" } })],
    [],
  ],
  [
    "what discovers GPUs",
    [operatorPool, cpuPool(), operatorPod({ nodeSelector: { "nvidia.com/gpu.product": "A100" } })],
    [],
  ],
  [
    "a size with GPUs",
    [
      operatorPool,
      cpuPool(),
      operatorPod({ nodeSelector: { "node.kubernetes.io/instance-type": "Standard_NC24ads_A100_v4" } }),
    ],
    [],
  ],
  ["every taint", [operatorPool, cpuPool(), operatorPod({ tolerations: [{ operator: "Exists" }] })], []],
  ["a pool without a taint", [gpuPool({ nodeTaints: [] }), cpuPool(), gpuDeployment({ tolerations: [] })], []],
  [
    "our taint, where the stack's is another",
    [operatorPool, cpuPool(), operatorPod({ tolerations })],
    ['does not tolerate nvidia.com/gpu=present:NoSchedule of node pool "gpu1"'],
  ],
  [
    "our label, where the stack's is another",
    [operatorPool, cpuPool(), operatorPod({ nodeSelector: { sku: "gpu" } })],
    ["selects nodes that no GPU pool has (gpu1)"],
  ],
  [
    "one of two taints",
    [gpuPool({ nodeTaints: ["sku=gpu:NoSchedule", "team=ml:NoExecute"] }), gpuDeployment()],
    ["does not tolerate team=ml:NoExecute"],
  ],
  [
    "a label that other pools have too",
    [
      gpuPool({ nodeLabels: { tier: "app" } }),
      cpuPool({ nodeLabels: { tier: "app" } }),
      gpuDeployment({ nodeSelector: { tier: "app" } }),
    ],
    ["does not select the nodes of a GPU pool (gpu1) by a label"],
  ],
  [
    "no label at all",
    [gpuPool(), cpuPool(), gpuDeployment({ nodeSelector: {} })],
    ["does not select the nodes of a GPU pool"],
  ],
  [
    "a GPU of a maker that no pool has",
    [gpuPool(), gpuDeployment({}, { resources: { limits: { "amd.com/gpu": "1" } } })],
    [],
  ],
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
    ["not applicable: the stack has no pods but those of DaemonSets"],
  ],
  [
    "the GPU pools' toleration without a GPU",
    [deployment({ tolerations })],
    ['Deployment "production/shop" tolerates sku=gpu'],
  ],
  [
    "the nodes of a label that only the pools would explain",
    [deployment({ tolerations, nodeSelector: { tier: "batch" } })],
    [],
  ],
  ["another taint than the stack's", [operatorPool, deployment({ tolerations })], []],
  [
    "every taint, on nodes of another pool",
    [gpuPool(), cpuPool(), deployment({ tolerations: [{ operator: "Exists" }], nodeSelector: { agentpool: "cpu1" } })],
    [],
  ],
  [
    "a claim of devices",
    [gpuPool(), deployment({ tolerations, resourceClaims: [{ name: "gpu", resourceClaimTemplateName: "gpu" }] })],
    [],
  ],
  [
    "what the cluster cannot do without",
    [gpuPool(), deployment({ tolerations: [{ operator: "Exists" }], priorityClassName: "system-cluster-critical" })],
    [],
  ],
  [
    "the stack's own taint",
    [operatorPool, cpuPool(), deployment({ tolerations: [operatorToleration] })],
    ['tolerates nvidia.com/gpu=present:NoSchedule of node pool "gpu1" but asks for no nvidia.com/gpu'],
  ],
  [
    "a toleration of everything",
    [deployment({ tolerations: [{ operator: "Exists" }] })],
    ["asks for no nvidia.com/gpu"],
  ],
]);

const plugin = (values: object, chart = "nvidia-device-plugin") =>
  resource("kubernetes:helm.sh/v3:Release", "plugin", { chart, values });
const operator = (values: object = {}) => plugin(values, "gpu-operator");

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
  ["the operator, which tolerates its own taint", [operatorPool, operator()], []],
  ["the chart, which tolerates the same", [operatorPool, plugin({})], []],
  ["the operator with another toleration", [gpuPool(), operator({ daemonsets: { tolerations } })], []],
  ["a pool without a taint", [gpuPool({ nodeTaints: [] }), plugin({})], []],
  ["a managed pool, which has its own", [gpuPool({ gpuProfile: { nvidia: { managementMode: "Managed" } } })], []],
  ["a driver for claims", [operatorPool, plugin({}, "nvidia-dra-driver-gpu")], []],
  ["the operator, and another taint", [gpuPool(), operator()], ["no device plugin that tolerates sku=gpu"]],
  ["the chart's list replaced", [operatorPool, plugin({ tolerations })], ["that tolerates nvidia.com/gpu=present"]],
  [
    "the operator without its plugin",
    [operatorPool, operator({ devicePlugin: { enabled: false } })],
    ["no device plugin"],
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
  ["the operator's driver", [gpuPool({ gpuProfile: { driver: "None" } }), operator()], []],
  ["no driver in a pool of fixed size", [gpuPool({ enableAutoScaling: false, gpuProfile: { driver: "None" } })], []],
  ["no driver", [gpuPool({ gpuProfile: { driver: "None" } })], ["installs no GPU driver"]],
  [
    "the operator without its driver",
    [gpuPool({ gpuProfile: { driver: "None" } }), operator({ driver: { enabled: false } })],
    ["no operator of the stack does"],
  ],
]);
