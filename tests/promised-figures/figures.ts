/**
 * What was promised, by id, and where it stands in the Plans, or in a component that no stack uses: the test holds each figure, `npm run
 * docs` makes docs/coverage.md of it. A path goes through lists by `[name=value]`.
 */
export interface Figure {
  id: string;
  /** The promise in a few words. */
  promise: string;
  stack: "dev" | "prod" | "component";
  /** End of the type token. */
  type: string;
  name: string;
  path: string;
  value: unknown;
}

type Row = [promise: string, path: string, value: unknown];

const at = (id: string, stack: Figure["stack"], type: string, name: string, rows: readonly Row[]): Figure[] =>
  rows.map(([promise, path, value]) => ({ id, promise, stack, type, name, path, value }));

const container = (workload: string) => `spec.template.spec.containers[name=${workload}]`;
const roleDefinition = (id: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/${id}`;
const behavior = "spec.advanced.horizontalPodAutoscalerConfig.behavior";

export const figures: readonly Figure[] = [
  ...at("A1", "prod", ":ManagedCluster", "aks", [
    ["system pool", "agentPoolProfiles[name=system1].vmSize", "Standard_D4s_v5"],
    ["critical add-ons only", "agentPoolProfiles[name=system1].nodeTaints[0]", "CriticalAddonsOnly=true:NoSchedule"],
  ]),
  ...at("A1", "prod", ":AgentPool", "cpu", [["cpu pool", "vmSize", "Standard_D8s_v5"]]),
  ...at("A1", "prod", ":AgentPool", "gpu-z1", [["gpu pool", "vmSize", "Standard_NC24ads_A100_v4"]]),
  ...at("A2", "dev", ":AgentPool", "gpu", [
    ["taint", "nodeTaints[0]", "sku=gpu:NoSchedule"],
    ["label", "nodeLabels.sku", "gpu"],
    ["from none", "minCount", 0],
    ["created with one node", "count", 1],
  ]),
  ...at("A2", "prod", "apps/v1:Deployment", "vllm", [
    ["toleration", "spec.template.spec.tolerations[key=sku].value", "gpu"],
    ["selector", "spec.template.spec.nodeSelector.sku", "gpu"],
    ["one GPU", `${container("vllm")}.resources.limits["nvidia.com/gpu"]`, "1"],
  ]),
  ...["gpu-z1", "gpu-z2", "gpu-z3"].flatMap((pool) =>
    at("A2", "prod", ":AgentPool", pool, [["to three in all, one a zone", "maxCount", 1]]),
  ),
  ...at("A3", "prod", ":AgentPool", "cpu", [["the autoscaler owns the count", "enableAutoScaling", true]]),
  ...at("A3", "prod", ":ManagedCluster", "aks", [
    ["an idle node goes after 10 min", "autoScalerProfile.scaleDownUnneededTime", "10m"],
  ]),
  ...at("A4", "prod", ":ManagedCluster", "aks", [
    ["OIDC issuer", "oidcIssuerProfile.enabled", true],
    ["Workload Identity", "securityProfile.workloadIdentity.enabled", true],
    ["Azure RBAC", "aadProfile.enableAzureRBAC", true],
    ["no local accounts", "disableLocalAccounts", true],
    ["Azure Policy add-on", "addonProfiles.azurepolicy.enabled", true],
    ["Defender for Containers", "securityProfile.defender.securityMonitoring.enabled", true],
  ]),
  ...at("A4", "prod", ":RoleAssignment", "aks-deployer", [
    [
      "who deploys is the cluster's administrator",
      "roleDefinitionId",
      roleDefinition("b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"),
    ],
  ]),
  ...at("A4", "prod", ":DiagnosticSetting", "cluster-logs", [
    ["diagnostics of the control plane", "logs[category=kube-audit-admin].enabled", true],
  ]),
  ...at("A5", "prod", ":Registry", "registry", [["no admin user", "adminUserEnabled", false]]),
  ...at("A5", "prod", ":RoleAssignment", "registry-pull", [
    ["AcrPull for the kubelets", "roleDefinitionId", roleDefinition("7f951dda-4ed3-4680-a7ca-43fe172d538d")],
  ]),
  ...at("A6", "prod", "keyvault:Vault", "vault", [
    ["RBAC mode", "properties.enableRbacAuthorization", true],
    ["purge protection", "properties.enablePurgeProtection", true],
  ]),
  ...at("A6", "dev", "keyvault:Vault", "vault", [
    ["left out elsewhere", "properties.enablePurgeProtection", undefined],
  ]),
  ...at("B1", "prod", ":FederatedIdentityCredential", "ai-service-production-ai-service", [
    ["subject", "subject", "system:serviceaccount:production:ai-service"],
  ]),
  ...at("B1", "prod", ":RoleAssignment", "ai-service-keyVaultSecretsUser", [
    ["Key Vault Secrets User", "roleDefinitionId", roleDefinition("4633458b-17de-408a-b874-0445c86b69e6")],
  ]),
  ...at("B2", "prod", ":ClusterSecretStore", "key-vault-store", [
    ["by Workload Identity", "spec.provider.azurekv.authType", "WorkloadIdentity"],
  ]),
  ...at("B2", "prod", ":ExternalSecret", "key-vault-secret", [
    ["refreshed every hour", "spec.refreshInterval", "1h"],
    ["target Secret", "spec.target.name", "ai-api-secrets"],
    ["key", "spec.data[0].secretKey", "holysheep-api-key"],
  ]),
  ...at("B3", "prod", "apps/v1:Deployment", "ai-service", [
    [
      "the key is mounted, so that it can change",
      "spec.template.spec.volumes[name=secrets].secret.secretName",
      "ai-api-secrets",
    ],
  ]),
  ...at("C1", "prod", "apps/v1:Deployment", "ai-service", [
    ["surge", "spec.strategy.rollingUpdate.maxSurge", "25%"],
    ["none unavailable", "spec.strategy.rollingUpdate.maxUnavailable", 0],
    ["http", `${container("ai-service")}.ports[name=http].containerPort`, 8080],
    ["grpc", `${container("ai-service")}.ports[name=grpc].containerPort`, 9090],
    ["CPU request", `${container("ai-service")}.resources.requests.cpu`, "1"],
    ["memory request", `${container("ai-service")}.resources.requests.memory`, "1Gi"],
    ["CPU limit", `${container("ai-service")}.resources.limits.cpu`, "2"],
    ["memory limit", `${container("ai-service")}.resources.limits.memory`, "2Gi"],
    ["cache volume", "spec.template.spec.volumes[name=cache].emptyDir.sizeLimit", "500Mi"],
    ["cache mount", `${container("ai-service")}.volumeMounts[name=cache].mountPath`, "/app/cache"],
    ["scraped", 'spec.template.metadata.annotations["prometheus.io/scrape"]', "true"],
  ]),
  ...at("C2", "prod", "core/v1:ConfigMap", "ai-service", [
    ["gateway", "data.HOLYSHEEP_BASE_URL", "https://api.holysheep.ai/v1"],
    ["model", "data.MODEL_NAME", "gpt-4.1"],
    ["most tokens", "data.MAX_TOKENS", "2048"],
    ["temperature", "data.TEMPERATURE", "0.7"],
    ["time-out", "data.HTTP_TIMEOUT", "60"],
    ["session's life", "data.SESSION_TTL", "3600"],
    ["Managed Redis by TLS", "data.REDIS_PORT", "10000"],
  ]),
  ...at("C2", "dev", "core/v1:ConfigMap", "ai-service", [["plain Redis", "data.REDIS_PORT", "6379"]]),
  ...at("C2", "prod", "apps/v1:Deployment", "ai-service", [
    [
      "key from the Secret",
      `${container("ai-service")}.env[name=HOLYSHEEP_API_KEY].valueFrom.secretKeyRef.name`,
      "ai-api-secrets",
    ],
  ]),
  ...at("C8", "prod", "core/v1:Service", "ai-service", [
    ["inside the cluster", "spec.type", "ClusterIP"],
    ["port", "spec.ports[name=http].port", 80],
    ["to the app's http", "spec.ports[name=http].targetPort", "http"],
  ]),
  ...at("C8", "prod", ":BackendTrafficPolicy", "edge-limits", [
    ["100 requests", "spec.rateLimit.local.rules[0].limit.requests", 100],
    ["a second", "spec.rateLimit.local.rules[0].limit.unit", "Second"],
    ["per client address", "spec.rateLimit.local.rules[0].clientSelectors[0].sourceCIDR.type", "Distinct"],
    ["bodies to 50 MB", "spec.requestBuffer.limit", "50Mi"],
    ["no end to a stream", "spec.timeout.http.requestTimeout", "0s"],
  ]),
  ...at("C9", "prod", "apps/v1:Deployment", "ai-service", [
    [
      "liveness",
      `${container("ai-service")}.livenessProbe`,
      {
        httpGet: { path: "/health", port: 8080 },
        initialDelaySeconds: 30,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
        terminationGracePeriodSeconds: 70,
      },
    ],
    [
      "readiness",
      `${container("ai-service")}.readinessProbe`,
      {
        httpGet: { path: "/ready", port: 8080 },
        initialDelaySeconds: 5,
        periodSeconds: 5,
        timeoutSeconds: 5,
        failureThreshold: 3,
      },
    ],
    ["longest block", 'spec.template.metadata.annotations["breakwater.dev/longest-block-seconds"]', "5"],
  ]),
  ...at("C10", "prod", "core/v1:ConfigMap", "ai-service", [
    ["callers need a key", "data.CLIENT_API_KEYS_FILE", "/etc/breakwater/keys/client-api-keys"],
  ]),
  ...at("C10", "prod", ":ExternalSecret", "key-vault-client-api-keys", [
    ["the keys come from the vault", "spec.data[0].remoteRef.key", "client-api-keys"],
  ]),
  ...at("C10", "prod", ":ClientTrafficPolicy", "edge-clients", [
    ["no client says who it is", "spec.headers.earlyRequestHeaders.remove[0]", "x-user-id"],
  ]),
  ...at("C11", "prod", "core/v1:ConfigMap", "ai-service", [
    ["dollars a day for the whole service", "data.DAILY_BUDGET_USD", "5000"],
  ]),
  ...at("D2", "prod", "apps/v1:Deployment", "agent-worker", [
    [
      "liveness",
      `${container("agent-worker")}.livenessProbe`,
      {
        httpGet: { path: "/health/live", port: 8000 },
        initialDelaySeconds: 60,
        periodSeconds: 30,
        timeoutSeconds: 30,
        failureThreshold: 3,
        terminationGracePeriodSeconds: 10,
      },
    ],
    [
      "readiness",
      `${container("agent-worker")}.readinessProbe`,
      {
        httpGet: { path: "/health/ready", port: 8000 },
        initialDelaySeconds: 30,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
      },
    ],
    ["longest block", 'spec.template.metadata.annotations["breakwater.dev/longest-block-seconds"]', "60"],
  ]),
  ...at("D4", "component", ":Pod", "heartbeat", [
    [
      "an exec probe",
      `${container("worker")}.livenessProbe`.replace("template.spec.", ""),
      {
        exec: { command: ["node", "check.js"] },
        initialDelaySeconds: 30,
        periodSeconds: 15,
        timeoutSeconds: 5,
        failureThreshold: 3,
        terminationGracePeriodSeconds: 10,
      },
    ],
  ]),
  ...at("E1", "component", ":HorizontalPodAutoscaler", "proxy", [
    ["CPU 70 %", "spec.metrics[0].resource", { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } }],
    [
      "memory 80 %",
      "spec.metrics[1].resource",
      { name: "memory", target: { type: "Utilization", averageUtilization: 80 } },
    ],
    ["from 2", "spec.minReplicas", 2],
    ["to 50", "spec.maxReplicas", 50],
    [
      "up",
      "spec.behavior.scaleUp",
      { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
    ],
    [
      "down",
      "spec.behavior.scaleDown",
      { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
    ],
  ]),
  ...at("E2", "prod", ":ScaledObject", "ai-service", [
    ["CPU 60 %", "spec.triggers[name=cpu].metadata.value", "60"],
    ["queue depth 50", "spec.triggers[name=queue-depth].metadata.threshold", "50"],
    ["… a pod", "spec.triggers[name=queue-depth].metricType", "AverageValue"],
    ["p99 of 2 s", "spec.triggers[name=latency-p99].metadata.threshold", "2"],
    ["… as a ratio of what runs", "spec.triggers[name=latency-p99].metricType", "Value"],
    ["from 2", "spec.minReplicaCount", 2],
    ["to 100", "spec.maxReplicaCount", 100],
    [
      "up",
      `${behavior}.scaleUp`,
      { stabilizationWindowSeconds: 30, policies: [{ type: "Pods", value: 10, periodSeconds: 60 }] },
    ],
    [
      "down",
      `${behavior}.scaleDown`,
      { stabilizationWindowSeconds: 600, policies: [{ type: "Pods", value: 2, periodSeconds: 300 }] },
    ],
  ]),
  ...at("E3", "prod", ":ScaledObject", "ai-service", [
    ["cron's zone", "spec.triggers[name=cron].metadata.timezone", "Asia/Seoul"],
    ["from 10:00", "spec.triggers[name=cron].metadata.start", "0 10 * * *"],
    ["to 12:00", "spec.triggers[name=cron].metadata.end", "0 12 * * *"],
    ["20 replicas", "spec.triggers[name=cron].metadata.desiredReplicas", "20"],
  ]),
  ...at("E3", "component", ":ScaledObject", "consumer", [
    ["from 2", "spec.minReplicaCount", 2],
    ["to 100", "spec.maxReplicaCount", 100],
    ["Kafka's topic", "spec.triggers[name=kafka].metadata.topic", "ai-requests"],
    ["its group", "spec.triggers[name=kafka].metadata.consumerGroup", "ai-service-group"],
    ["lag 100", "spec.triggers[name=kafka].metadata.lagThreshold", "100"],
  ]),
  ...at("E3", "dev", ":ScaledObject", "agent-worker", [
    ["polling", "spec.pollingInterval", 15],
    ["cooldown", "spec.cooldownPeriod", 300],
    ["fallback", "spec.fallback", { failureThreshold: 3, replicas: 6, behavior: "currentReplicasIfHigher" }],
    ["the count stays when it goes", "spec.advanced.restoreToOriginalReplicaCount", false],
    ["Redis list", "spec.triggers[name=redis-list].metadata.listName", "ai-requests"],
    ["50 a pod", "spec.triggers[name=redis-list].metadata.listLength", "50"],
    ["up at once, by Kubernetes' own policies", `${behavior}.scaleUp`, { stabilizationWindowSeconds: 0 }],
    [
      "down as E1",
      `${behavior}.scaleDown`,
      { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
    ],
  ]),
  ...at("E4", "prod", ":ScaledObject", "agent-worker", [
    ["queue", "spec.triggers[name=service-bus].metadata.queueName", "ai-task-queue"],
    ["5 messages a pod", "spec.triggers[name=service-bus].metadata.messageCount", "5"],
    ["from 1", "spec.minReplicaCount", 1],
    ["to 20", "spec.maxReplicaCount", 20],
  ]),
  ...at("E4", "prod", ":TriggerAuthentication", "agent-worker-service-bus", [
    ["by Workload Identity", "spec.podIdentity.provider", "azure-workload"],
  ]),
  ...at("E5", "prod", ":VerticalPodAutoscaler", "ai-service", [
    ["recommends only", "spec.updatePolicy.updateMode", "Off"],
  ]),
  ...at("F1", "prod", "core/v1:Service", "vllm", [["OpenAI-compatible on", "spec.ports[name=http].port", 8000]]),
  ...at("F1", "prod", "apps/v1:Deployment", "vllm", [
    ["start-up probe", `${container("vllm")}.startupProbe.httpGet.path`, "/health"],
    ["10 min to start at least", `${container("vllm")}.startupProbe.failureThreshold`, 60],
    ["… asked every 10 s", `${container("vllm")}.startupProbe.periodSeconds`, 10],
    ["liveness with patience", `${container("vllm")}.livenessProbe.timeoutSeconds`, 30],
    ["… asked every 10 s", `${container("vllm")}.livenessProbe.periodSeconds`, 10],
    ["a hang ends within 2 min", `${container("vllm")}.livenessProbe.terminationGracePeriodSeconds`, 20],
    ["readiness", `${container("vllm")}.readinessProbe.periodSeconds`, 5],
    ["Qwen3-14B from the model store", `${container("vllm")}.args[0]`, "--model=az://models/Qwen/Qwen3-14B"],
    ["streamed", `${container("vllm")}.args[1]`, "--load-format=runai_streamer"],
    ["no service links", "spec.template.spec.enableServiceLinks", false],
  ]),
  ...at("G1", "prod", ":Release", "keda", [
    ["KEDA", "chart", "keda"],
    ["version", "version", "2.20.2"],
    ["namespace", "namespace", "keda"],
  ]),
  ...at("G2", "prod", ":Release", "kube-prometheus-stack", [
    ["Prometheus stack", "chart", "kube-prometheus-stack"],
    ["version", "version", "88.5.3"],
    ["namespace", "namespace", "monitoring"],
  ]),
  ...at("G3", "prod", ":Release", "external-secrets", [
    ["External Secrets Operator", "chart", "external-secrets"],
    ["version", "version", "2.9.0"],
    ["namespace", "namespace", "external-secrets"],
  ]),
  ...at("G4", "prod", "gateway.networking.k8s.io/v1:Gateway", "edge-gateway", [
    ["in its namespace", "metadata.namespace", "edge"],
  ]),
  ...at("G5", "prod", ":ManagedCluster", "aks", [
    ["VPA by AKS' add-on", "workloadAutoScalerProfile.verticalPodAutoscaler.enabled", true],
    ["KEDA not by the add-on", "workloadAutoScalerProfile.keda.enabled", false],
  ]),
  ...at("J1", "prod", "keyvault:Secret", "sessions-key", [["no secret in clear", "properties.value", "[secret]"]]),
  ...at("J3", "prod", ":BlobContainer", "models-container", [["weights, for nobody outside", "publicAccess", "None"]]),
  ...at("J3", "prod", ":RoleAssignment", "vllm-storageBlobDataReader", [
    ["vLLM reads them", "roleDefinitionId", roleDefinition("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")],
  ]),
];
