import type { Settings } from "./schema";

/** `dev`: one of everything, no zones, nothing that outlives a `pulumi destroy`. Read it beside `prod.ts`. */
export const dev: Settings = {
  environment: "dev",
  location: "koreacentral",
  tags: { product: "breakwater", environment: "dev" },

  network: {
    addressSpace: "10.10.0.0/16",
    nodeSubnet: "10.10.0.0/20",
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.0.0.0/16",
    endpointSubnet: "10.10.16.0/26",
    privateEndpoints: [],
    operatorIpRanges: [],
    natGateway: { enabled: false, addresses: 1, idleMinutes: 4 },
  },

  cluster: {
    kubernetesVersion: "1.35",
    tier: "Free",
    localAccounts: true,
    adminGroupObjectIds: [],
    deployerGroupObjectId: "",
    zones: [],
    authorizedIpRanges: [],
    privateApiServer: false,
    encryptionAtHost: false,
    upgradeChannel: "patch",
    maintenance: { day: "Tuesday", startHour: 17, hours: 6 },
    imageCleanerHours: 168,
  },

  pools: {
    system: { vmSize: "Standard_D4s_v5", name: "system1", count: 1 },
    cpu: { vmSize: "Standard_D8s_v5", name: "cpu1", minCount: 1, maxCount: 3, initialCount: 1 },
    gpu: { vmSize: "Standard_NC24ads_A100_v4", name: "gpu1", minCount: 0, maxCount: 1, initialCount: 1, zones: [] },
  },

  registry: { sku: "Basic", dockerHubUsername: "" },
  vault: { purgeProtection: false, softDeleteDays: 7 },
  taskQueue: { enabled: false, sku: "Standard", lockSeconds: 120, maxDeliveryCount: 20 },
  sessionStore: { kind: "plain", sku: "Balanced_B0", highAvailability: false },
  modelStore: { enabled: true, redundancy: "LRS" },
  observability: { enabled: false, logRetentionDays: 30, dailyLogGb: 1, alertEmails: [] },
  guardrails: {
    budgetMonthlyUsd: 0,
    budgetStart: "",
    budgetEmails: [],
    defender: false,
    azurePolicy: false,
    locks: false,
  },

  keda: { replicas: 1 },
  monitoring: {
    retentionDays: 3,
    storageGb: 10,
    replicas: 1,
    alertReceiver: "none",
    dailyTokenBudgetUsd: 20,
  },
  externalSecrets: { replicas: 1 },
  edge: {
    enabled: false,
    host: "",
    acmeEmail: "",
    replicas: 1,
    login: { tenantId: "", clientId: "", roles: [], groups: [] },
  },
  warmBuffer: { pods: 0 },

  app: {
    namespace: "development",
    image: "ai-service:0.1.0",
    gatewayBaseUrl: "https://api.holysheep.ai/v1",
    model: "gpt-4.1",
    maxTokens: 2048,
    maxN: 8,
    parameters: { models: {}, useCases: {} },
    corsOrigins: [],
    temperature: 0.7,
    clientKeys: false,
    dailyBudgetUsd: 0,
    httpTimeoutSeconds: 60,
    sessionTtlSeconds: 3600,
    minReplicas: 2,
    maxReplicas: 10,
    latencyP99Seconds: 2,
    preWarm: [{ timeZone: "Asia/Seoul", start: "10:00", end: "12:00", replicas: 4 }],
  },

  worker: { minReplicas: 1, maxReplicas: 10 },
  vllm: { model: "Qwen/Qwen3-14B", maxModelLen: 16_384, minReplicas: 0, scaleUpDeadlineSeconds: 1200, preWarm: [] },

  surge: { traffic: "sale-day", fromPerSecond: 0.12, toPerSecond: 12, peakPerSecond: 42, rampMinutes: 60 },
  quotas: { standardDSv5Family: 40, StandardNCADSA100v4Family: 24 },
};
