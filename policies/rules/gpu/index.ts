import type { Rule } from "../../rule";
import { gpuDevicePlugin } from "./gpu-device-plugin";
import { gpuNodesForGpuPods } from "./gpu-nodes-for-gpu-pods";
import { gpuPoolTainted } from "./gpu-pool-tainted";
import { gpuRequestComplete } from "./gpu-request-complete";
import { gpuUnmanagedWithAutoscaler } from "./gpu-unmanaged-with-autoscaler";

/** What keeps GPUs for those who need them, and those who need them on GPUs. */
export const gpuRules: readonly Rule[] = [
  gpuPoolTainted,
  gpuNodesForGpuPods,
  gpuRequestComplete,
  gpuDevicePlugin,
  gpuUnmanagedWithAutoscaler,
];
