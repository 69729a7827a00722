import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween, matching } from "../../validation";
import { claimDeploymentName } from "../deployment-name";
import { type DockerHubArgs, dockerHubImage, validMirror } from "../docker-hub";
import { dnsLabel, numberBetween, pinnedImage, someText } from "../rules";
import { defaultGpuMemoryUtilization, derivedLoadSeconds, tooLateStart, unfitModel } from "./refusals";
import type { ModelStoreSource } from "./vllm-pod";

/** What `VllmServer` takes. */
export interface VllmServerArgs extends DockerHubArgs {
  /** Namespace of every object. */
  namespace: pulumi.Input<string>;
  /** Hugging Face id of the model, an owner and a name. Default: `Qwen/Qwen3-14B`. */
  model?: pulumi.Input<string>;
  /** Size of the model's weights, GB. Default: by the model's id; one that is not known and does not say it (`8B`) needs it. */
  weightsGb?: number;
  /** Name by which clients ask for the model. Default: `model`. */
  servedModelName?: pulumi.Input<string>;
  /** Where the weights are streamed from, by Workload Identity. Default: they are downloaded from Hugging Face. */
  modelStore?: ModelStoreSource;
  /** Longest prompt plus answer, tokens. Default: 16384. */
  maxModelLen?: pulumi.Input<number>;
  /** VM size of the GPU pool; of one that is not known here the GPU's memory is not judged. Default: `Standard_NC24ads_A100_v4`. */
  gpuVmSize?: string;
  /** Share of the GPU's memory for weights, activations and KV cache, 0.1 to 0.98. Default: 0.9. */
  gpuMemoryUtilization?: pulumi.Input<number>;
  /** Pods, one GPU each. Default: left to the autoscaler that owns the Deployment. */
  replicas?: pulumi.Input<number>;
  /** Whether the pods may run on spot nodes, which Azure takes away at 30 s notice. Default: false. */
  spotNodes?: boolean;
  /** vLLM's image, 0.18 or later, with a tag other than `latest` or with a digest. Default: 0.27.1 by digest. */
  image?: pulumi.Input<string>;
  /**
   * A PersistentVolumeClaim beside the pods, ReadWriteMany, for what vLLM compiles: a new pod then starts in 52 s and not in 110 s
   * after its weights. Default: compiled kernels live as long as the pod.
   */
  compileCacheClaim?: pulumi.Input<string>;
  /** Usual time from the container's start to the first answer, seconds, 1 to 3600. Default: by the weights and where they come from. */
  modelLoadSeconds?: pulumi.Input<number>;
  /** Longest time that a new pod may take on its node until it answers, image and start-up budget together, seconds. Default: 1200. */
  scaleUpDeadlineSeconds?: pulumi.Input<number>;
  /** Class that says who goes first where nodes are full. Default: none. */
  priorityClassName?: pulumi.Input<string>;
  /** Time that vLLM has after SIGTERM to finish its answers, seconds. Default: 45. */
  drainSeconds?: pulumi.Input<number>;
}

/** Defaults (docs/coverage.md). */
const defaults = {
  // The digest is that of the tag's multi-platform index, as public projects that pin this release state it alike.
  version: ":v0.27.1@sha256:0a51ea5b4ae2dc5d81890e5173f54203d2a3ae0cfffe51b8fd2afd4391bfd967",
  model: "Qwen/Qwen3-14B",
  maxModelLen: 16_384,
  gpuVmSize: "Standard_NC24ads_A100_v4",
  gpuMemoryUtilization: defaultGpuMemoryUtilization,
  // The surge takes an hour, a GPU node ten minutes: a pod that needs more than twenty on top comes too late for either.
  scaleUpDeadlineSeconds: 1200,
  // llm-d's and KServe's figure (kserve#5496). An answer of 300 tokens takes some 10 s.
  drainSeconds: 45,
} as const;

const huggingFaceId = matching(/^[\w.-]+\/[\w.-]+$/, "an owner and a model, such as Qwen/Qwen3-14B");

/** The arguments with their defaults, or one error with everything that is wrong with them. */
export function validVllmArgs(name: string, args: VllmServerArgs) {
  const check = new ArgumentCheck("VllmServer", name);
  const { modelStore, compileCacheClaim } = args;
  check.optional("weightsGb", args.weightsGb, numberBetween(0.1, 10_000));
  if (modelStore !== undefined) {
    check.input("modelStore.accountName", modelStore.accountName, someText);
    check.input("modelStore.containerName", modelStore.containerName, someText);
    check.input("modelStore.identityClientId", modelStore.identityClientId, someText);
  }
  const fitting = check.together(
    {
      model: check.input("model", args.model ?? defaults.model, huggingFaceId),
      maxModelLen: check.input("maxModelLen", args.maxModelLen ?? defaults.maxModelLen, integerBetween(512, 1_048_576)),
      gpuMemoryUtilization: check.input(
        "gpuMemoryUtilization",
        args.gpuMemoryUtilization ?? defaults.gpuMemoryUtilization,
        numberBetween(0.1, 0.98),
      ),
    },
    (known) => unfitModel({ ...known, weightsGb: args.weightsGb, gpuVmSize: args.gpuVmSize ?? defaults.gpuVmSize }),
  );
  const { modelLoadSeconds } = check.together(
    {
      modelLoadSeconds: check.input("modelLoadSeconds", loadSeconds(args), integerBetween(1, 3600)),
      scaleUpDeadlineSeconds: check.input(
        "scaleUpDeadlineSeconds",
        args.scaleUpDeadlineSeconds ?? defaults.scaleUpDeadlineSeconds,
        integerBetween(1, 7200),
      ),
    },
    tooLateStart,
  );
  const defaultImage = dockerHubImage(validMirror(check, args), "vllm/vllm-openai", defaults.version);
  const known = {
    ...fitting,
    namespace: claimDeploymentName(check, "VllmServer", name, args.namespace),
    servedModelName: check.input("servedModelName", args.servedModelName ?? fitting.model, someText),
    modelStore,
    replicas: check.optional("replicas", args.replicas, integerBetween(0, 100)),
    spotNodes: args.spotNodes ?? false,
    image: check.input("image", args.image ?? defaultImage, pinnedImage),
    compileCacheClaim: check.optional("compileCacheClaim", compileCacheClaim, dnsLabel),
    modelLoadSeconds,
    priorityClassName: check.optional("priorityClassName", args.priorityClassName, someText),
    drainSeconds: check.input("drainSeconds", args.drainSeconds ?? defaults.drainSeconds, integerBetween(1, 3600)),
  };
  check.throwProblems();
  return known;
}

function loadSeconds(args: VllmServerArgs): pulumi.Input<number> {
  if (args.modelLoadSeconds !== undefined) return args.modelLoadSeconds;
  const { model = defaults.model, weightsGb, modelStore, compileCacheClaim } = args;
  const derived = (id: string) =>
    derivedLoadSeconds({
      model: id,
      weightsGb,
      loadPath: modelStore === undefined ? "hub" : "blobStream",
      compileCache: compileCacheClaim !== undefined,
    });
  return typeof model === "string" ? derived(model) : pulumi.output(model).apply(derived);
}
