import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { annotations, labelsOf, scrapedOn, selectorOf } from "../conventions";
import { restrictedContainer, restrictedPod } from "../pod-security";
import type { ModelServerProbes } from "../probes";
import { spreadOverZonesAndNodes, toleratesGpuTaint, toleratesSpotTaint } from "../scheduling";
import { text } from "../text";

/** Port on which vLLM answers and has its metrics. */
export const vllmPort = 8000;

/** A container of Azure Blob Storage with the weights of models, each in a folder of its Hugging Face id. */
export interface ModelStoreSource {
  /** Name of the storage account. */
  accountName: pulumi.Input<string>;
  /** Name of the container. */
  containerName: pulumi.Input<string>;
  /** Client id of the managed identity that may read it. */
  identityClientId: pulumi.Input<string>;
}

/** What differs between two pods of vLLM. */
export interface VllmPodArgs {
  name: string;
  image: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  model: pulumi.Input<string>;
  servedModelName: pulumi.Input<string>;
  maxModelLen: pulumi.Input<number>;
  gpuMemoryUtilization: pulumi.Input<number>;
  modelLoadSeconds: pulumi.Input<number>;
  drainSeconds: pulumi.Input<number>;
  probes: pulumi.Output<ModelServerProbes>;
  spotNodes: boolean;
  priorityClassName: pulumi.Input<string> | undefined;
  /** Where weights are streamed from; `undefined`: downloaded from Hugging Face. */
  modelStore: ModelStoreSource | undefined;
  compileCacheClaim: pulumi.Input<string> | undefined;
}

/** Time before SIGTERM in which routers and kube-proxy drop the pod's address, seconds: llm-d's and KServe's figure (kserve#5496). */
const preStopSeconds = 15;

/** Time after the drain in which the engine gives its GPU back, seconds; with it the grace period is llm-d's 75 s. */
const exitSeconds = 15;

/** User `vllm` of the image and the group that owns its home (vllm#40275). */
const vllmUser = { uid: 2000, gid: 0 } as const;

/** Writable, because the root file system is not. */
const cachePath = "/cache";

/** What vLLM compiles: found again, it brings 110 s down to 52 s. */
const compileCachePath = `${cachePath}/vllm`;

/** The pod of vLLM: one GPU of the GPU pool, and nothing else may land there. */
export function vllmPod(args: VllmPodArgs): types.input.core.v1.PodTemplateSpec {
  return {
    metadata: {
      labels: { ...labelsOf(args.name), ...(args.modelStore && { "azure.workload.identity/use": "true" }) },
      annotations: {
        ...scrapedOn(vllmPort),
        [annotations.modelLoadSeconds]: text(args.modelLoadSeconds),
        [annotations.drainSeconds]: text(args.drainSeconds),
      },
    },
    spec: {
      serviceAccountName: args.serviceAccountName,
      automountServiceAccountToken: false,
      // A Service called `vllm` would set VLLM_PORT in the pod, which vLLM takes for its own setting and fails on.
      enableServiceLinks: false,
      nodeSelector: { sku: "gpu" },
      priorityClassName: args.priorityClassName,
      tolerations: args.spotNodes ? [toleratesGpuTaint, toleratesSpotTaint] : [toleratesGpuTaint],
      topologySpreadConstraints: spreadOverZonesAndNodes(selectorOf(args.name)),
      terminationGracePeriodSeconds: pulumi
        .output(args.drainSeconds)
        .apply((drainSeconds) => preStopSeconds + drainSeconds + exitSeconds),
      securityContext: restrictedPod(vllmUser.uid, vllmUser.gid),
      containers: [container(args)],
      volumes: volumes(args),
    },
  };
}

function container(args: VllmPodArgs): types.input.core.v1.Container {
  return {
    name: "vllm",
    image: args.image,
    args: [
      ...weightsArguments(args),
      pulumi.interpolate`--served-model-name=${args.servedModelName}`,
      `--port=${vllmPort}`,
      pulumi.interpolate`--max-model-len=${args.maxModelLen}`,
      pulumi.interpolate`--gpu-memory-utilization=${args.gpuMemoryUtilization}`,
      // Questions to one shop begin alike: what was computed for the system prompt serves all of them.
      "--enable-prefix-caching",
      // Without it vLLM drops the answers that it is giving at SIGTERM (vllm#24885).
      pulumi.interpolate`--shutdown-timeout=${args.drainSeconds}`,
    ],
    env: [
      // PyTorch asks for the user's name and home while it is imported, and fails where there is none (kserve#5666).
      { name: "USER", value: "vllm" },
      { name: "HOME", value: cachePath },
      { name: "HF_HOME", value: `${cachePath}/huggingface` },
      { name: "VLLM_CACHE_ROOT", value: compileCachePath },
      // What is served here is nobody else's business.
      { name: "VLLM_NO_USAGE_STATS", value: "1" },
      ...(args.modelStore ? [{ name: "AZURE_STORAGE_ACCOUNT_NAME", value: args.modelStore.accountName }] : []),
    ],
    ports: [{ name: "http", containerPort: vllmPort }],
    resources: {
      requests: { cpu: "8", memory: "64Gi", "ephemeral-storage": disk(args) },
      // No limit on CPU: the node is vLLM's alone, and a throttled scheduler thread leaves the GPU idle.
      limits: { memory: "128Gi", "ephemeral-storage": disk(args), "nvidia.com/gpu": "1" },
    },
    startupProbe: args.probes.startup,
    livenessProbe: args.probes.liveness,
    readinessProbe: args.probes.readiness,
    lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } },
    securityContext: restrictedContainer,
    volumeMounts: [
      { name: "cache", mountPath: cachePath },
      ...(args.compileCacheClaim === undefined ? [] : [{ name: "compiled", mountPath: compileCachePath }]),
      { name: "tmp", mountPath: "/tmp" },
      { name: "shm", mountPath: "/dev/shm" },
    ],
  };
}

/** With a store the safetensors go from it to the GPU in one stream (vllm#34614); the pod's identity opens it. */
function weightsArguments({ model, modelStore }: VllmPodArgs): pulumi.Input<string>[] {
  if (modelStore === undefined) return [pulumi.interpolate`--model=${model}`];
  return [pulumi.interpolate`--model=az://${modelStore.containerName}/${model}`, "--load-format=runai_streamer"];
}

/** Weights that are downloaded lie on the node's disk; those that are streamed never touch it. GiB. */
const cacheGi = ({ modelStore }: VllmPodArgs): number => (modelStore === undefined ? 80 : 20);

/** Size of `/tmp`, GiB. */
const tmpGi = 4;

/** What the pod may write on its node: its caches and a GiB of logs. */
const disk = (args: VllmPodArgs): string => `${cacheGi(args) + tmpGi + 1}Gi`;

function volumes(args: VllmPodArgs): types.input.core.v1.Volume[] {
  const { compileCacheClaim } = args;
  const claimed: types.input.core.v1.Volume[] =
    compileCacheClaim === undefined
      ? []
      : [{ name: "compiled", persistentVolumeClaim: { claimName: compileCacheClaim } }];
  return [
    { name: "cache", emptyDir: { sizeLimit: `${cacheGi(args)}Gi` } },
    ...claimed,
    { name: "tmp", emptyDir: { sizeLimit: `${tmpGi}Gi` } },
    // PyTorch's processes pass tensors through shared memory, of which a container has 64 MiB by default.
    { name: "shm", emptyDir: { medium: "Memory", sizeLimit: "4Gi" } },
  ];
}
