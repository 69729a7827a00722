import { AiService, Autoscaler, priorityClasses, type VllmServer } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { Foundation } from "../foundation";
import type { Platform } from "../platform";
import { appArgs } from "./app-args";

/** The API with its autoscaler: on the app's own metrics, and with hours in which it stands ready. */
export function createAiService(
  settings: Settings,
  foundation: Foundation,
  platform: Platform,
  vllm: VllmServer,
): AiService {
  const { sessionTtlSeconds, minReplicas, maxReplicas, latencyP99Seconds, preWarm } = settings.app;
  const { provider, keda, monitoring, appNamespace } = platform;
  const aiService = new AiService(
    "ai-service",
    {
      ...appArgs(settings, foundation, platform, vllm),
      identityClientId: foundation.appIdentity.clientId,
      sessionTtlSeconds,
      priorityClassName: priorityClasses.app.name,
      trustedEdge: platform.edge?.proxiesHost,
      logoutPath: platform.edge?.logoutPath,
      corsOrigins: settings.app.corsOrigins.length === 0 ? undefined : settings.app.corsOrigins,
    },
    { provider, dependsOn: foundation.endpoints },
  );
  new Autoscaler(
    "ai-service",
    {
      namespace: appNamespace.namespaceName,
      target: { kind: "Deployment", name: "ai-service" },
      minReplicas,
      maxReplicas,
      policy: { type: "appMetrics", prometheusUrl: monitoring.prometheusUrl, latencyP99Seconds, preWarm },
    },
    { provider, dependsOn: [aiService, keda] },
  );
  return aiService;
}
