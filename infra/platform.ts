import type { Provider } from "@pulumi/kubernetes/provider";
import type { Keda, PodSecurityNamespace, PrometheusStack } from "../components/kubernetes";
import type { Settings } from "../stacks";
import type { Foundation } from "./foundation";
import { createEdge } from "./platform/edge";
import { createGpuServices } from "./platform/gpu";
import { createPlatformContext } from "./platform/context";
import { isolate } from "./platform/isolation";
import { createKeda } from "./platform/keda";
import { createMonitoring } from "./platform/monitoring";
import { createRecommendations } from "./platform/recommendations";
import { createRedis } from "./platform/redis";
import { createSecrets } from "./platform/secrets";
import { createWarmBuffer } from "./platform/warm-buffer";
import type { Secrets } from "./secrets";

/** What the cluster itself gives to the workloads. */
export interface Platform {
  /** The one way into the cluster; every Kubernetes object goes through it. */
  provider: Provider;
  /** Namespace of `ai-service`. */
  appNamespace: PodSecurityNamespace;
  /** Namespace of `vllm`. */
  modelsNamespace: PodSecurityNamespace;
  /** What ScaledObjects must wait for. */
  keda: Keda;
  /** Where metrics are asked for. */
  monitoring: PrometheusStack;
}

/** The in-cluster side, in the order in which it comes to be: each part is a file of `platform/`. */
export function createPlatform(settings: Settings, secrets: Secrets, foundation: Foundation): Platform {
  const context = createPlatformContext(settings, foundation);
  const { provider, namespaces } = context;
  const keda = createKeda(context);
  const monitoring = createMonitoring(context, secrets);
  createSecrets(context);
  createGpuServices(context);
  createRedis(context);
  createWarmBuffer(context);
  createRecommendations(context);
  createEdge(context);
  isolate(context);
  return { provider, appNamespace: namespaces.app, modelsNamespace: namespaces.models, keda, monitoring };
}
