import type { Properties, Resource } from "@breakwater/plan-views";
import { hpa } from "../../testing/autoscalers";
import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, gpuDeployment, gpuPool, resource } from "../../testing/resources";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";
import { surgeFeasibility } from "./surge-feasibility";

const surge = { fromPerSecond: 0.12, toPerSecond: 12, peakPerSecond: 42, rampMinutes: 60 };
const stack = (outputs: Properties = {}) =>
  resource("pulumi:pulumi:Stack", "stack", { surge, quotas: { standardDSv5Family: 200 }, ...outputs });
const cluster = (podCidr: string) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", { networkProfile: { podCidr } });
const worker = deployment({}, {}, { name: "worker" });
const scaledModel = (maxReplicas: number) => {
  const scaler = hpa({ minReplicas: 0, maxReplicas }, "vllm");
  return { ...scaler, namespace: "models" };
};
const b300 = "Standard_ND128isr_GB300_v6";
const assumed = { workload: "shop" };
const few = { workload: "shop", answersPerSecondPerReplica: 1 };

judgesAs(surgeFeasibility, [
  ["room for all of it", [stack(), deployment(), hpa(), cpuPool()], [], assumed],
  [
    "replicas that answer one a second each, and pools for them",
    [stack(), deployment(), hpa({ minReplicas: 42 }), cpuPool()],
    [],
    few,
  ],
  [
    "nodes whose size is not known here",
    [stack(), deployment(), hpa({ minReplicas: 42 }), cpuPool({ vmSize: "Standard_HB120rs_v3" })],
    ["not applicable: VM size Standard_HB120rs_v3 of pool cpu1: it is not in the table"],
    few,
  ],
  ["no surge declared", [deployment(), hpa(), cpuPool()], ["not applicable: the stack has no output"], assumed],
  ["no autoscaler", [stack(), deployment(), cpuPool()], ["not applicable: no autoscaler scales"], assumed],
  [
    "too few replicas",
    [stack(), deployment(), hpa({ minReplicas: 1, maxReplicas: 1 }), cpuPool()],
    ["what binds first, at 25/s, is maxReplicas 1"],
    assumed,
  ],
  [
    "too few nodes",
    [stack(), deployment(), hpa({ minReplicas: 42 }), cpuPool({ maxCount: 4 })],
    ["at 28/s, is pool cpu1 (at most 4 nodes) holds 28 pods"],
    few,
  ],
  [
    "too little quota",
    [stack({ quotas: { standardDSv5Family: 40 } }), deployment(), hpa({ minReplicas: 42 }), cpuPool()],
    ["at 35/s, is quota of standardDSv5Family: 40 vCPUs"],
    few,
  ],
  [
    "too few addresses",
    [stack(), deployment(), hpa({ minReplicas: 42 }), cpuPool(), cluster("10.244.0.0/22")],
    ["at 28/s, is pod addresses 10.244.0.0/22"],
    few,
  ],
  [
    "steps that are too small",
    [
      stack(),
      deployment(),
      hpa({ behavior: { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 120 }] } } }),
      cpuPool(),
    ],
    ["is scale-up policies add 0.5 pods a minute, the surge needs 1.5"],
    few,
  ],
  [
    "a pod that comes too late",
    [stack(), deployment(), hpa({ behavior: { scaleUp: { stabilizationWindowSeconds: 600 } } }), cpuPool()],
    ["is a new pod takes 900 s with its node (2 are there), this growth allows 399.3 s"],
    few,
  ],
]);

judgesAs(autoscalingMaxReachable, [
  ["a pool for all of them", [stack(), deployment(), hpa(), cpuPool()], []],
  ["a pool for exactly all", [stack(), deployment(), hpa({ maxReplicas: 140 }), cpuPool()], []],
  ["GPUs for all of them", [gpuDeployment(), scaledModel(3), gpuPool()], []],
  [
    "a size whose GPUs are not known here",
    [gpuDeployment(), scaledModel(30), gpuPool({ vmSize: b300 })],
    [`not applicable: VM size ${b300} of pool gpu1: its processor is Arm's`],
  ],
  [
    "GPUs of several to a node",
    [gpuDeployment(), scaledModel(24), gpuPool({ vmSize: "Standard_ND96isr_H100_v5" })],
    [],
  ],
  [
    "a pod that 64 cores have room for only if AKS kept 0.2 of them, not 0.74",
    [
      deployment({}, { resources: { requests: { cpu: "63" } } }),
      hpa({ maxReplicas: 1 }),
      cpuPool({ vmSize: "Standard_D64s_v5" }),
    ],
    ["holds 0 pods"],
  ],
  ["no pool", [deployment(), hpa()], ["not applicable: the stack has no node pool"]],
  ["an autoscaler of others", [hpa({}, "other"), cpuPool()], ["not applicable: no autoscaler scales"]],
  [
    "a pool that is too small",
    [stack(), deployment(), hpa({ maxReplicas: 141 }), cpuPool()],
    ["never reach its 141 replicas: pool cpu1"],
  ],
  ...[{ cpu: "1000000u" }, { cpu: "1e0" }, { cpu: "+1" }].map((requests): [string, Resource[], string[]] => [
    `as Kubernetes writes CPU too: ${requests.cpu}`,
    [stack(), deployment({}, { resources: { requests } }), hpa({ maxReplicas: 141 }), cpuPool()],
    ["never reach its 141 replicas: pool cpu1"],
  ]),
  [
    "a limit alone, which is a request too",
    [stack(), deployment({}, { resources: { limits: { cpu: "1" } } }), hpa({ maxReplicas: 141 }), cpuPool()],
    ["never reach its 141 replicas: pool cpu1"],
  ],
  [
    "a sidecar that asks for as much again",
    [
      stack(),
      deployment({
        initContainers: [{ name: "proxy", restartPolicy: "Always", resources: { requests: { cpu: "1" } } }],
      }),
      hpa({ maxReplicas: 71 }),
      cpuPool(),
    ],
    ["never reach its 71 replicas: pool cpu1"],
  ],
  [
    "an init container that asks for more than all that runs after it",
    [
      stack(),
      deployment({ initContainers: [{ name: "migrate", resources: { requests: { cpu: "4" } } }] }),
      hpa({ maxReplicas: 50 }),
      cpuPool(),
    ],
    ["never reach its 50 replicas: pool cpu1"],
  ],
  [
    "fewer GPUs than pods",
    [gpuDeployment(), scaledModel(4), gpuPool(), cpuPool()],
    ["never reach its 4 replicas: pool gpu1 (at most 3 nodes) holds 3 pods"],
  ],
  [
    "a pool that nobody makes larger",
    [deployment(), hpa(), cpuPool({ enableAutoScaling: false, count: 2 })],
    ["pool cpu1 (at most 2 nodes) holds 14 pods"],
  ],
  [
    "a pool that does not say how many nodes it has: for Azure that is one",
    [
      deployment(),
      hpa({ maxReplicas: 8 }),
      cpuPool({ enableAutoScaling: false, minCount: undefined, maxCount: undefined }),
    ],
    ["pool cpu1 (at most 1 nodes) holds 7 pods"],
  ],
  ["no pool for its pods", [gpuDeployment(), scaledModel(1), cpuPool()], ["pool none holds 0 pods"]],
  [
    "a quota that is too small",
    [stack({ quotas: { standardDSv5Family: 159 } }), deployment(), hpa(), cpuPool()],
    ["159 vCPUs granted, the pools may need 160"],
  ],
  [
    "a quota whose name is no function of the size's",
    [stack({ quotas: { standardDav6Family: 159 } }), deployment(), hpa(), cpuPool({ vmSize: "Standard_D8as_v6" })],
    ["quota of standardDav6Family: 159 vCPUs granted, the pools may need 160"],
  ],
  [
    "a quota whose family is written in other letters",
    [
      stack({ quotas: { StandardNCadsH100v5Family: 40 } }),
      gpuDeployment(),
      scaledModel(3),
      gpuPool({ vmSize: "Standard_NC40ads_H100_v5" }),
    ],
    ["40 vCPUs granted, the pools may need 120"],
  ],
  [
    "too few addresses",
    [deployment(), hpa(), cpuPool(), cluster("10.244.0.0/22")],
    ["are enough for 4 nodes, the pools may have 20"],
  ],
  [
    "room for each of two, and not for both",
    [deployment(), hpa({ maxReplicas: 100 }), worker, hpa({ maxReplicas: 60 }, "worker", "second"), cpuPool()],
    [
      '(100), HorizontalPodAutoscaler "production/second" (60) can never all reach their replicas: pool cpu1 (at most 20 nodes) has room for 40 of 60 for',
    ],
  ],
]);
