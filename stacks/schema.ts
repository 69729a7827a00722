import { z } from "zod";
import { azureRegion, azureTags, oneOf } from "./formats";
import { clusterSettings } from "./schema/cluster";
import { guardrailsSettings, observabilitySettings } from "./schema/governance";
import { networkSettings } from "./schema/network";
import {
  edgeSettings,
  externalSecretsSettings,
  kedaSettings,
  monitoringSettings,
  warmBufferSettings,
} from "./schema/platform";
import { poolsSettings } from "./schema/pools";
import {
  modelStoreSettings,
  registrySettings,
  sessionStoreSettings,
  taskQueueSettings,
  vaultSettings,
} from "./schema/stores";
import { quotasSettings, surgeSettings } from "./schema/surge";
import { appSettings, vllmSettings, workerSettings } from "./schema/workloads";

/**
 * Everything that may differ between environments: each part is a file of `schema/`. `dev.ts` and `prod.ts` fill it in, side by
 * side. What one value alone cannot show to be wrong is in `conflicts/`.
 */
export const settingsSchema = z.strictObject({
  /** Which file of `stacks/` the settings come from; also part of every Azure name. */
  environment: oneOf(["dev", "prod"]),
  /** Region of everything, of Azure's public cloud, in its short form, for example `koreacentral`. */
  location: azureRegion,
  /** Tags that every Azure resource carries. */
  tags: azureTags,

  network: networkSettings,
  cluster: clusterSettings,
  pools: poolsSettings,
  registry: registrySettings,
  vault: vaultSettings,
  taskQueue: taskQueueSettings,
  sessionStore: sessionStoreSettings,
  modelStore: modelStoreSettings,
  observability: observabilitySettings,
  guardrails: guardrailsSettings,
  keda: kedaSettings,
  monitoring: monitoringSettings,
  externalSecrets: externalSecretsSettings,
  edge: edgeSettings,
  warmBuffer: warmBufferSettings,
  app: appSettings,
  worker: workerSettings,
  vllm: vllmSettings,
  surge: surgeSettings,
  quotas: quotasSettings,
});

/** Settings of one environment, checked. */
export type Settings = z.infer<typeof settingsSchema>;
