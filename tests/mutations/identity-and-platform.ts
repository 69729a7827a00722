import type { Inputs, Mutations } from "./changing";

/** Nobody signs in by a password; the platform is one that AKS supports. */
export const identityAndPlatform: Mutations = {
  "no-client-secret": {
    "a cluster of a service principal": (c) =>
      void (c.of(":ManagedCluster").servicePrincipalProfile = { clientId: "an-app" }),
    "a secret store by its own secret": (c) =>
      void (c.of(":ClusterSecretStore").spec.provider.azurekv.authType = "ServicePrincipal"),
    "a secret store that does not say how": (c) =>
      void delete c.of(":ClusterSecretStore").spec.provider.azurekv.authType,
    "a secret for a pod": (c) => void c.container("agent-worker").env.push({ name: "AZURE_CLIENT_SECRET", value: "x" }),
  },
  "exposed-model-authenticated": {
    "an app that no longer asks for keys": (c) =>
      void delete c.of("core/v1:ConfigMap", "ai-service").data.CLIENT_API_KEYS_FILE,
    "a model on a load balancer of its own": (c) => void (c.of("core/v1:Service", "vllm").spec.type = "LoadBalancer"),
  },
  "exposed-route-authenticated": {
    "a route to a Service that nobody here knows": (c) => {
      const [{ backendRefs }] = c.of(":HTTPRoute", "edge-route").spec.rules;
      backendRefs[0].name = "elsewhere";
    },
    "an app whose variables nobody gives": (c) => {
      const container = c.container("ai-service");
      container.env = [];
      container.envFrom = [];
    },
  },
  "no-literal-secret": {
    "a key in clear": (c) => void c.container("ai-service").env.push({ name: "HOLYSHEEP_API_KEY", value: "sk-1" }),
    "a secret of the program": (c) => void c.container("vllm").env.push({ name: "OTHER", value: "[secret]" }),
    "an argument": (c) => void c.container("vllm").args.push("--api-key=abc"),
  },
  "no-secret-in-config": {
    "a trigger with a password": (c) =>
      void (c.scaler("agent-worker").triggers[0].metadata.connection = "amqp://shop:hunter2@mq:5672/"),
    "an annotation": (c) =>
      void (c.of("apps/v1:Deployment", "ai-service").metadata.annotations = { "example.com/token": "abc" }),
  },
  "no-secret-in-program": {
    "a Secret in clear": (c) => void (c.of("core/v1:Secret").stringData = { password: "hunter2" }),
    "a chart's password": (c) => void (c.of(":Release", "keda").values.auth = { password: "hunter2" }),
  },
  "federated-subject-exists": {
    "another name": (c) => {
      const credential = c.plan.resources.find(({ inputs }) =>
        String((inputs as Inputs).subject).endsWith(":ai-service"),
      )!;
      (credential.inputs as Inputs).subject += "s";
    },
    "the account removed": (c) => c.remove("core/v1:ServiceAccount", "vllm"),
  },
  "vault-rbac": {
    "access policies": (c) => void (c.of("keyvault:Vault").properties.enableRbacAuthorization = false),
    "RBAC mode left out": (c) => void delete c.of("keyvault:Vault").properties.enableRbacAuthorization,
    "a policy beside it": (c) => void (c.of("keyvault:Vault").properties.accessPolicies = [{ objectId: "1" }]),
  },
  "vault-purge-protection": { "left out": (c) => void delete c.of("keyvault:Vault").properties.enablePurgeProtection },
  "registry-no-admin": {
    "an admin": (c) => void (c.of("containerregistry:Registry").adminUserEnabled = true),
    "a pull secret": (c) => void (c.pod("ai-service").spec.imagePullSecrets = [{ name: "pull" }]),
  },
  "cluster-local-accounts-off": {
    "local accounts": (c) => void (c.of(":ManagedCluster").disableLocalAccounts = false),
    "no Azure RBAC": (c) => void (c.of(":ManagedCluster").aadProfile.enableAzureRBAC = false),
  },
  "aks-feature-conflicts": {
    "an Arm pool for images of amd64": (c) => void (c.of(":AgentPool", "cpu").vmSize = "Standard_D8ps_v5"),
    kubenet: (c) => void (c.of(":ManagedCluster").networkProfile.networkPlugin = "kubenet"),
    "Azure's own network policies": (c) => void (c.of(":ManagedCluster").networkProfile.networkPolicy = "azure"),
    "long-term support without Premium": (c) => void (c.of(":ManagedCluster").supportPlan = "AKSLongTermSupport"),
    "ephemeral disks that are deallocated": (c) =>
      Object.assign(c.of(":AgentPool", "gpu-z1"), { scaleDownMode: "Deallocate", osDiskType: "Ephemeral" }),
    "artifact streaming from a registry that cannot": (c) => {
      c.of(":AgentPool", "gpu-z1").artifactStreamingProfile = { enabled: true };
      c.of("containerregistry:Registry").sku.name = "Basic";
    },
    "another data plane": (c) => void (c.of(":ManagedCluster").networkProfile.networkDataplane = "azure"),
    "no issuer": (c) => void (c.of(":ManagedCluster").oidcIssuerProfile.enabled = false),
    "the KEDA add-on": (c) => void (c.of(":ManagedCluster").workloadAutoScalerProfile.keda.enabled = true),
    "no bounds": (c) => void delete c.of(":AgentPool", "cpu").maxCount,
  },
  "kubernetes-supported": {
    "an old version": (c) => void (c.of(":ManagedCluster").kubernetesVersion = "1.29"),
    "one that is not there yet": (c) => void (c.of(":ManagedCluster").kubernetesVersion = "1.99"),
  },
  "zones-in-production": {
    "no zones": (c) => void delete c.of(":AgentPool", "cpu").availabilityZones,
    "one zone for the CPU pool": (c) => void (c.of(":AgentPool", "cpu").availabilityZones = ["1"]),
    "no zones for the system pool": (c) => void delete c.of(":ManagedCluster").agentPoolProfiles[0].availabilityZones,
    "a GPU pool over all": (c) => void (c.of(":AgentPool", "gpu-z1").availabilityZones = ["1", "2", "3"]),
  },
  "budget-set": {
    removed: (c) => c.remove("consumption:Budget"),
    "nobody told": (c) => void (c.of("consumption:Budget").notifications = {}),
  },
  "alerts-reach-somebody": {
    "the action group switched off": (c) => void (c.of(":ActionGroup").enabled = false),
    "the role removed": (c) => void (c.of(":ActionGroup").armRoleReceivers = []),
    "the budget's action group removed": (c) => {
      for (const notification of Object.values(c.of("consumption:Budget").notifications as Record<string, Inputs>))
        notification.contactGroups = [];
    },
  },
  "diagnostics-on": {
    "the cluster's removed": (c) => c.remove(":DiagnosticSetting", "cluster-logs"),
    "the vault's removed": (c) => c.remove(":DiagnosticSetting", "vault-logs"),
    "the queue's removed": (c) => c.remove(":DiagnosticSetting", "tasks-logs"),
    "the sessions' removed": (c) => c.remove(":DiagnosticSetting", "sessions-logs"),
    "the weights' removed": (c) => c.remove(":DiagnosticSetting", "models-logs"),
    "the registry's removed": (c) => c.remove(":DiagnosticSetting", "registry-logs"),
  },
};
