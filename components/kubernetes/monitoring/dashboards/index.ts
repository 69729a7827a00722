import { appDashboard } from "./app";
import { autoscalingDashboard } from "./autoscaling";
import { costDashboard, type PoolVmSizes } from "./cost";
import type { Dashboard } from "./dashboard";
import { gpuDashboard } from "./gpu";
import { platformDashboard } from "./platform";
import { vllmDashboard } from "./vllm";

/** Every dashboard, each a file of this folder. */
export const allDashboards = (appNamespace: string, modelsNamespace: string, vmSizes: PoolVmSizes): Dashboard[] => [
  appDashboard(appNamespace),
  vllmDashboard(appNamespace, modelsNamespace),
  autoscalingDashboard(),
  gpuDashboard(),
  platformDashboard(),
  costDashboard(vmSizes),
];
