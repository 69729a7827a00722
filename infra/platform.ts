import type { Provider } from "@pulumi/kubernetes/provider";
import {
  type EdgeGateway,
  GpuServices,
  Keda,
  PlainRedis,
  type PodSecurityNamespace,
  type PrometheusStack,
  VerticalRecommendation,
  WarmBuffer,
} from "../components/kubernetes";
import type { Settings } from "../stacks";
import type { Foundation } from "./foundation";
import { createEdge } from "./platform/edge";
import { createPlatformContext } from "./platform/context";
import { isolate } from "./platform/isolation";
import { createMonitoring } from "./platform/monitoring";
import { createSecrets } from "./platform/secrets";
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
  /** The way in from the internet; `undefined` where there is none. */
  edge: EdgeGateway | undefined;
}

/** The in-cluster side, in the order in which it comes to be: what is more than one component is a file of `platform/`. */
export function createPlatform(settings: Settings, secrets: Secrets, foundation: Foundation): Platform {
  const context = createPlatformContext(settings, foundation);
  const { provider, namespaces } = context;
  const namespace = namespaces.app.namespaceName;
  const { dockerHubMirror } = foundation;

  const keda = new Keda(
    "keda",
    {
      namespace: namespaces.keda.namespaceName,
      // The identity that it measures the task queue with, where there is one.
      identityClientId: foundation.kedaIdentity?.clientId,
      replicas: settings.keda.replicas,
    },
    { provider },
  );
  const monitoring = createMonitoring(context, secrets);
  createSecrets(context);
  new GpuServices("gpu-services", { namespace: namespaces.gpuServices.namespaceName }, { provider });
  // Where the settings have none of Azure's. Its name is a part of `stores.sessions.host`.
  if (settings.sessionStore.kind === "plain") new PlainRedis("redis", { namespace, dockerHubMirror }, { provider });
  const { pods } = settings.warmBuffer;
  if (pods > 0) new WarmBuffer("warm-buffer", { namespace, pods }, { provider });
  // What `ai-service` should request, by what it uses. AKS runs the recommender.
  const target = { kind: "Deployment", name: "ai-service" } as const;
  new VerticalRecommendation("ai-service", { namespace, target }, { provider });
  const edge = createEdge(context);
  isolate(context);
  return { provider, appNamespace: namespaces.app, modelsNamespace: namespaces.models, keda, monitoring, edge };
}
