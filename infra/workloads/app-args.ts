import * as pulumi from "@pulumi/pulumi";
import type { AppArgs, VllmServer } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import type { Foundation } from "../foundation";
import type { Platform } from "../platform";

/** What `ai-service` and `agent-worker` take alike: one image, one configuration. */
export function appArgs(
  settings: Settings,
  foundation: Foundation,
  platform: Platform,
  vllm: VllmServer,
): Omit<AppArgs, "identityClientId"> {
  const { app } = settings;
  const { sessions, taskQueue } = foundation.stores;
  return {
    namespace: platform.appNamespace.namespaceName,
    image: pulumi.interpolate`${foundation.registry.loginServer}/${app.image}`,
    gatewayBaseUrl: app.gatewayBaseUrl,
    vllmUrl: vllm.url,
    vllmModel: settings.vllm.model,
    vllmContextWindow: settings.vllm.maxModelLen,
    model: app.model,
    maxTokens: app.maxTokens,
    maxN: app.maxN,
    parameters: isEmpty(app.parameters) ? undefined : app.parameters,
    temperature: app.temperature,
    httpTimeoutSeconds: app.httpTimeoutSeconds,
    clientKeys: app.clientKeys,
    dailyBudgetUsd: app.dailyBudgetUsd === 0 ? undefined : app.dailyBudgetUsd,
    redisHost: sessions.host,
    redisPort: sessions.port,
    redisTls: sessions.tls,
    redisPasswordKey: sessions.passwordSecret,
    taskQueue: taskQueue && { host: taskQueue.host, queueName: taskQueue.queueName },
  };
}

const isEmpty = ({ models, useCases }: Settings["app"]["parameters"]): boolean =>
  Object.keys(models).length + Object.keys(useCases).length === 0;
