import type { Settings } from "./schema";

/** `prod`: three zones, an SLA, no static credentials, purge protection. Read it beside `dev.ts`. */
export const prod: Settings = {
  environment: "prod",
  location: "koreacentral",
  tags: { product: "breakwater", environment: "prod" },

  network: {
    addressSpace: "10.20.0.0/16",
    nodeSubnet: "10.20.0.0/20",
    podCidr: "10.244.0.0/16",
    serviceCidr: "10.0.0.0/16",
    endpointSubnet: "10.20.16.0/26",
    privateEndpoints: ["vault", "registry", "cache", "models"],
    operatorIpRanges: [],
    natGateway: { enabled: true, addresses: 2, idleMinutes: 4 },
  },

  cluster: {
    kubernetesVersion: "1.35",
    tier: "Standard",
    localAccounts: false,
    adminGroupObjectIds: [],
    deployerGroupObjectId: "",
    zones: ["1", "2", "3"],
    authorizedIpRanges: [],
    privateApiServer: false,
    encryptionAtHost: true,
    upgradeChannel: "patch",
    maintenance: { day: "Tuesday", startHour: 17, hours: 6 },
    imageCleanerHours: 168,
  },

  pools: {
    system: { vmSize: "Standard_D4s_v5", name: "system1", count: 3 },
    cpu: { vmSize: "Standard_D8s_v5", name: "cpu1", minCount: 2, maxCount: 20, initialCount: 2 },
    gpu: {
      vmSize: "Standard_NC24ads_A100_v4",
      name: "gpu1",
      minCount: 0,
      maxCount: 3,
      initialCount: 1,
      zones: ["1", "2", "3"],
    },
  },

  registry: { sku: "Premium", dockerHubUsername: "" },
  vault: { purgeProtection: true, softDeleteDays: 90 },
  taskQueue: { enabled: true, sku: "Standard", lockSeconds: 120, maxDeliveryCount: 20 },
  sessionStore: { kind: "managedRedis", sku: "Balanced_B3", highAvailability: true },
  modelStore: { enabled: true, redundancy: "ZRS" },
  observability: { enabled: true, logRetentionDays: 90, dailyLogGb: 20, alertEmails: [] },
  guardrails: {
    budgetMonthlyUsd: 15_000,
    budgetStart: "",
    budgetEmails: [],
    defender: true,
    azurePolicy: true,
    locks: true,
  },

  keda: { replicas: 2 },
  monitoring: {
    retentionDays: 15,
    storageGb: 50,
    replicas: 2,
    alertReceiver: "none",
    dailyTokenBudgetUsd: 1000,
  },
  externalSecrets: { replicas: 2 },
  edge: {
    enabled: true,
    host: "",
    acmeEmail: "",
    replicas: 2,
    login: { tenantId: "", clientId: "", roles: [], groups: [] },
  },
  warmBuffer: { pods: 8 },

  app: {
    namespace: "production",
    image: "ai-service:0.1.0",
    gatewayBaseUrl: "https://api.holysheep.ai/v1",
    model: "gpt-4.1",
    maxTokens: 2048,
    maxN: 8,
    parameters: { models: {}, useCases: {} },
    corsOrigins: [],
    temperature: 0.7,
    clientKeys: true,
    dailyBudgetUsd: 5000,
    httpTimeoutSeconds: 60,
    sessionTtlSeconds: 3600,
    minReplicas: 2,
    maxReplicas: 100,
    latencyP99Seconds: 2,
    preWarm: [{ timeZone: "Asia/Seoul", start: "10:00", end: "12:00", replicas: 20 }],
  },

  worker: { minReplicas: 1, maxReplicas: 20 },
  vllm: { model: "Qwen/Qwen3-14B", maxModelLen: 16_384, minReplicas: 1, scaleUpDeadlineSeconds: 1200, preWarm: [] },

  surge: { traffic: "sale-day", fromPerSecond: 0.12, toPerSecond: 12, peakPerSecond: 42, rampMinutes: 60 },
  quotas: { standardDSv5Family: 240, StandardNCADSA100v4Family: 72 },
};
