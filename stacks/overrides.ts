/** A configuration key of a stack that sets what belongs to one deployment. */
export interface Override {
  /** The setting that it overrides, for example `pools.gpu.maxCount`. */
  path: string;
  /** From the configuration's text to a value. What it cannot read it hands on as it is, and the schema refuses it. */
  parse: (text: string) => unknown;
  /** Whether it is added to the setting, entry by entry, and does not take the place of all of it. Default: false. */
  adds?: true;
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

const isScalar = (value: unknown): value is number | boolean => typeof value === "number" || typeof value === "boolean";

/** Texts: `pulumi config set --path 'zones[0]' 1` writes the number 1 into the file, as it writes a boolean for `true`. */
const asTexts = (text: string): unknown => {
  const values = asJson(text);
  return Array.isArray(values) ? values.map((value: unknown) => (isScalar(value) ? String(value) : value)) : values;
};

/** Numbers by names, of which a file may have one in quotes. */
const asNumbersByName = (text: string): unknown => {
  const values = asJson(text);
  if (typeof values !== "object" || values === null || Array.isArray(values)) return values;
  const entries = Object.entries(values as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? asNumber(value) : value]),
  );
};

/**
 * What `Pulumi.<stack>.yaml` may override, by key: what depends on the subscription, on the people and on the day. All
 * else is the same in every deployment of an environment and stands in `dev.ts` and `prod.ts`.
 */
export const overrides: Record<string, Override> = {
  location: { path: "location", parse: asText },
  tier: { path: "cluster.tier", parse: asText },
  kubernetesVersion: { path: "cluster.kubernetesVersion", parse: asText },
  zones: { path: "cluster.zones", parse: asTexts },
  adminGroupObjectIds: { path: "cluster.adminGroupObjectIds", parse: asTexts },
  deployerGroupObjectId: { path: "cluster.deployerGroupObjectId", parse: asText },
  authorizedIpRanges: { path: "cluster.authorizedIpRanges", parse: asTexts },
  privateApiServer: { path: "cluster.privateApiServer", parse: asJson },
  encryptionAtHost: { path: "cluster.encryptionAtHost", parse: asJson },
  operatorIpRanges: { path: "network.operatorIpRanges", parse: asTexts },
  cpuMaxCount: { path: "pools.cpu.maxCount", parse: asNumber },
  gpuInitialCount: { path: "pools.gpu.initialCount", parse: asNumber },
  gpuMaxCount: { path: "pools.gpu.maxCount", parse: asNumber },
  gpuZones: { path: "pools.gpu.zones", parse: asTexts },
  alertEmails: { path: "observability.alertEmails", parse: asTexts },
  edgeHost: { path: "edge.host", parse: asText },
  acmeEmail: { path: "edge.acmeEmail", parse: asText },
  edgeLoginTenant: { path: "edge.login.tenantId", parse: asText },
  edgeLoginClient: { path: "edge.login.clientId", parse: asText },
  edgeLoginRoles: { path: "edge.login.roles", parse: asTexts },
  edgeLoginGroups: { path: "edge.login.groups", parse: asTexts },
  corsOrigins: { path: "app.corsOrigins", parse: asTexts },
  clientKeys: { path: "app.clientKeys", parse: asJson },
  dailyBudgetUsd: { path: "app.dailyBudgetUsd", parse: asNumber },
  alertReceiver: { path: "monitoring.alertReceiver", parse: asText },
  dailyTokenBudgetUsd: { path: "monitoring.dailyTokenBudgetUsd", parse: asNumber },
  budgetMonthlyUsd: { path: "guardrails.budgetMonthlyUsd", parse: asNumber },
  budgetStart: { path: "guardrails.budgetStart", parse: asText },
  budgetEmails: { path: "guardrails.budgetEmails", parse: asTexts },
  defender: { path: "guardrails.defender", parse: asJson },
  quotas: { path: "quotas", parse: asNumbersByName, adds: true },
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

/** The key of the list of API keys of callers: digests, which nobody outside need know; it never becomes a setting. */
export const clientApiKeys = "clientApiKeys";

/** The key of the secret of the app registration that people log in to: it never becomes a setting. */
export const edgeLoginSecret = "edgeLoginSecret";

/** Secrets of a stack's configuration, which `infra/secrets.ts` reads. */
export const secretKeys: readonly string[] = [
  gatewayApiKey,
  alertWebhookUrl,
  dockerHubToken,
  clientApiKeys,
  edgeLoginSecret,
];

/** Every key that a stack's configuration may have. */
export const configKeys: readonly string[] = [environmentKey, ...secretKeys, ...Object.keys(overrides)].sort();
