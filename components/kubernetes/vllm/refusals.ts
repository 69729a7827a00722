import { gpuMemoryGib } from "@breakwater/azure-sizes";
import type { Problem } from "../../validation";
import { modelServerProbes } from "../probes";
import { neededGib, offeredGib } from "./gpu-memory";
import { modelSizeOf } from "./model-size";
import { longestStartSeconds, modelLoadSeconds, type StartUp } from "./start-up";
import { vllmPort } from "./vllm-pod";

/** Share of the GPU's memory for vLLM. What is left is for whatever else CUDA puts there. */
export const defaultGpuMemoryUtilization = 0.9;

/** Load time of a model whose size nobody knows, seconds. Such a model is refused, for its size. */
const unknownLoadSeconds = 300;

/** Usual load time of a model by its id, seconds. */
export function derivedLoadSeconds(args: { model: string; weightsGb?: number } & Omit<StartUp, "weightsGb">): number {
  const size = modelSizeOf(args.model, args.weightsGb);
  return size === undefined ? unknownLoadSeconds : modelLoadSeconds({ ...args, weightsGb: size.weightsGb });
}

/** A model on a GPU. */
export interface ModelOnGpu {
  model: string;
  /** GB. Default: by the model's id. */
  weightsGb?: number;
  /** Tokens. */
  maxModelLen: number;
  gpuVmSize: string;
  /** Default: 0.9. */
  gpuMemoryUtilization?: number;
}

/** What keeps a model off a GPU. Of a VM size that is not known here nothing is said. */
export function unfitModel(args: ModelOnGpu): Problem[] {
  const { model, weightsGb, maxModelLen, gpuVmSize, gpuMemoryUtilization = defaultGpuMemoryUtilization } = args;
  const size = modelSizeOf(model, weightsGb);
  if (size === undefined) {
    const allowed = "known, or say its parameters (such as 8B), or go with weightsGb";
    return [{ propertyPath: "model", value: model, allowed }];
  }
  const gpuGib = gpuMemoryGib(gpuVmSize);
  if (gpuGib === undefined) return [];
  const needed = neededGib(size, maxModelLen);
  const offered = offeredGib(gpuGib, gpuMemoryUtilization);
  if (needed <= offered) return [];
  const allowed =
    `one that fits the GPU of ${gpuVmSize}: weights of ${size.weightsGb} GB and a request of ${maxModelLen} tokens ` +
    `need ${needed.toFixed(1)} GiB of ${offered.toFixed(1)} GiB`;
  return [{ propertyPath: "model", value: model, allowed }];
}

/** What makes a new pod answer after its deadline. */
export function tooLateStart(args: { modelLoadSeconds: number; scaleUpDeadlineSeconds: number }): Problem[] {
  const longest = longestStartSeconds(modelServerProbes(vllmPort, args.modelLoadSeconds).startup);
  if (longest <= args.scaleUpDeadlineSeconds) return [];
  const allowed = `${longest} at least: image and start-up budget of a model that loads for ${args.modelLoadSeconds} s`;
  return [{ propertyPath: "scaleUpDeadlineSeconds", value: args.scaleUpDeadlineSeconds, allowed }];
}
