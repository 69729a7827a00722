/** A configuration key of a stack that sets what belongs to one deployment. */
export interface Override {
  /** The setting that it overrides, for example `pools.gpu.maxCount`. */
  path: string;
  /** From the configuration's text to a value. What it cannot read it hands on as it is, and the schema refuses it. */
  parse: (text: string) => unknown;
}

const asText = (text: string): unknown => text;
const asNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * What `Pulumi.<stack>.yaml` may override, by key: what depends on the subscription, on the people and on the day. All
 * else is the same in every deployment of an environment and stands in `dev.ts` and `prod.ts`.
 */
export const overrides: Record<string, Override> = {
  location: { path: "location", parse: asText },
  tier: { path: "cluster.tier", parse: asText },
  kubernetesVersion: { path: "cluster.kubernetesVersion", parse: asText },
  zones: { path: "cluster.zones", parse: asJson },
  adminGroupObjectIds: { path: "cluster.adminGroupObjectIds", parse: asJson },
  authorizedIpRanges: { path: "cluster.authorizedIpRanges", parse: asJson },
  privateApiServer: { path: "cluster.privateApiServer", parse: asJson },
  encryptionAtHost: { path: "cluster.encryptionAtHost", parse: asJson },
  operatorIpRanges: { path: "network.operatorIpRanges", parse: asJson },
  cpuMaxCount: { path: "pools.cpu.maxCount", parse: asNumber },
  gpuInitialCount: { path: "pools.gpu.initialCount", parse: asNumber },
  gpuMaxCount: { path: "pools.gpu.maxCount", parse: asNumber },
  gpuZones: { path: "pools.gpu.zones", parse: asJson },
  alertEmails: { path: "observability.alertEmails", parse: asJson },
  edgeHost: { path: "edge.host", parse: asText },
  acmeEmail: { path: "edge.acmeEmail", parse: asText },
  alertReceiver: { path: "monitoring.alertReceiver", parse: asText },
  dailyTokenBudgetUsd: { path: "monitoring.dailyTokenBudgetUsd", parse: asNumber },
  budgetMonthlyUsd: { path: "guardrails.budgetMonthlyUsd", parse: asNumber },
  budgetStart: { path: "guardrails.budgetStart", parse: asText },
  budgetEmails: { path: "guardrails.budgetEmails", parse: asJson },
  defender: { path: "guardrails.defender", parse: asJson },
  quotas: { path: "quotas", parse: asJson },
  image: { path: "app.image", parse: asText },
  dockerHubUsername: { path: "registry.dockerHubUsername", parse: asText },
};

/** The key that names the environment. */
export const environmentKey = "environment";
/** The key of the gateway's API key: a secret, which never becomes a setting: `infra/secrets.ts` reads it. */
export const gatewayApiKey = "gatewayApiKey";

/** The key of the address to which alerts go: a secret, because who knows it can write there. */
export const alertWebhookUrl = "alertWebhookUrl";

/** The key of the access token of `dockerHubUsername`: a secret, which never becomes a setting. */
export const dockerHubToken = "dockerHubToken";

/** Secrets of a stack's configuration, which `infra/secrets.ts` reads. */
export const secretKeys: readonly string[] = [gatewayApiKey, alertWebhookUrl, dockerHubToken];

/** Every key that a stack's configuration may have. */
export const configKeys: readonly string[] = [environmentKey, ...secretKeys, ...Object.keys(overrides)].sort();
