import { Autoscaler, modelDemandPolicy, priorityClasses, VllmServer } from "../../components/kubernetes";
import { gpusOfGpuPool, type Settings } from "../../stacks";
import type { Foundation } from "../foundation";
import type { Platform } from "../platform";

/** The model server on the GPU pool, its weights from the model store where there is one, scaled on what is asked of it. */
export function createVllm(settings: Settings, foundation: Foundation, platform: Platform): VllmServer {
  const { model, weightsGb, maxModelLen, scaleUpDeadlineSeconds } = settings.vllm;
  const { modelStore } = foundation.stores;
  const { provider, modelsNamespace } = platform;
  const vllm = new VllmServer(
    "vllm",
    {
      namespace: modelsNamespace.namespaceName,
      model,
      weightsGb,
      maxModelLen,
      gpuVmSize: settings.pools.gpu.vmSize,
      scaleUpDeadlineSeconds,
      spotNodes: false,
      dockerHubMirror: foundation.dockerHubMirror,
      priorityClassName: priorityClasses.models.name,
      modelStore: modelStore && {
        accountName: modelStore.accountName,
        containerName: modelStore.containerName,
        identityClientId: foundation.modelIdentity.clientId,
      },
    },
    { provider, dependsOn: foundation.endpoints },
  );
  scaleVllm(settings, platform, vllm);
  return vllm;
}

function scaleVllm(settings: Settings, platform: Platform, vllm: VllmServer): void {
  const { minReplicas, preWarm, scaleUpDeadlineSeconds } = settings.vllm;
  const { provider, keda, monitoring, appNamespace, modelsNamespace } = platform;
  new Autoscaler(
    "vllm",
    {
      namespace: modelsNamespace.namespaceName,
      target: { kind: "Deployment", name: "vllm" },
      minReplicas,
      maxReplicas: gpusOfGpuPool(settings).count * settings.pools.gpu.maxCount,
      policy: modelDemandPolicy({
        prometheusUrl: monitoring.prometheusUrl,
        appNamespace: appNamespace.namespaceName,
        initialCooldownSeconds: scaleUpDeadlineSeconds,
        preWarm,
      }),
    },
    { provider, dependsOn: [vllm, keda] },
  );
}
