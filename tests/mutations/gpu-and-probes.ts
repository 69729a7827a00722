import type { Inputs, Mutations } from "./changing";

/** GPUs for those who need them; pods that work are not killed for it. */
export const gpuAndProbes: Mutations = {
  "gpu-pool-tainted": {
    "taint removed": (c) => void (c.of(":AgentPool", "gpu-z1").nodeTaints = []),
    "taint that only prefers": (c) => void (c.of(":AgentPool", "gpu-z2").nodeTaints = ["sku=gpu:PreferNoSchedule"]),
  },
  "gpu-nodes-for-gpu-pods": {
    "the app tolerates the taint, and selects no other nodes": (c) => {
      const { spec } = c.pod("ai-service");
      spec.tolerations = [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }];
      delete spec.nodeSelector;
    },
    "the model server without a GPU": (c) => void delete c.container("vllm").resources.limits["nvidia.com/gpu"],
  },
  "gpu-request-complete": {
    "limit moved to requests": (c) => {
      const { resources } = c.container("vllm");
      resources.requests = { ...resources.requests, "nvidia.com/gpu": "1" };
      delete resources.limits["nvidia.com/gpu"];
    },
    "toleration removed": (c) => void (c.pod("vllm").spec.tolerations = []),
    "a label that no pool has": (c) => void (c.pod("vllm").spec.nodeSelector.sku = "h100"),
    "selector removed": (c) => void delete c.pod("vllm").spec.nodeSelector.sku,
  },
  "gpu-device-plugin": {
    "GPUs of AMD": (c) => void (c.of(":AgentPool", "gpu-z1").vmSize = "Standard_NG8ads_V620_v1"),
    "plugin removed": (c) =>
      void (c.plan.resources = c.plan.resources.filter(
        (resource) => (resource.inputs as Inputs).chart !== "nvidia-device-plugin",
      )),
    "its toleration removed": (c) => {
      const plugin = c.plan.resources.find((resource) => (resource.inputs as Inputs).chart === "nvidia-device-plugin");
      (plugin!.inputs as Inputs).values.tolerations = [];
    },
  },
  "gpu-unmanaged-with-autoscaler": {
    "managed GPUs": (c) => void (c.of(":AgentPool", "gpu-z1").gpuProfile = { nvidia: { managementMode: "Managed" } }),
    "no driver": (c) => void (c.of(":AgentPool", "gpu-z1").gpuProfile = { driver: "None" }),
  },
  "answers-have-their-time": {
    "more tokens than there is time for": (c) =>
      void (c.of("core/v1:ConfigMap", "ai-service").data.MAX_TOKENS = "16000"),
    "an edge that waits for a minute": (c) =>
      void (c.of(":ClientTrafficPolicy", "edge-clients").spec.timeout.http.streamIdleTimeout = "60s"),
    "a drain of a minute": (c) => void (c.of("core/v1:ConfigMap", "ai-service").data.DRAIN_SECONDS = "60"),
  },
  "probe-startup-budget": {
    "probe shortened": (c) => void (c.container("vllm").startupProbe.failureThreshold = 2),
    "probe removed": (c) => void delete c.container("vllm").startupProbe,
    "a longer load": (c) => void (c.pod("vllm").metadata.annotations["breakwater.dev/model-load-seconds"] = "7200"),
  },
  "probe-liveness-budget": {
    "time-out and failures cut": (c) =>
      Object.assign(c.container("ai-service").livenessProbe, { timeoutSeconds: 1, failureThreshold: 1 }),
    "a longer block": (c) =>
      void (c.pod("ai-service").metadata.annotations["breakwater.dev/longest-block-seconds"] = "600"),
    "the worker's patience cut": (c) =>
      Object.assign(c.container("agent-worker").livenessProbe, { periodSeconds: 5, timeoutSeconds: 5 }),
  },
  "probe-detection-time": {
    "failures raised": (c) => void (c.container("ai-service").livenessProbe.failureThreshold = 60),
    "period raised": (c) => void (c.container("vllm").livenessProbe.periodSeconds = 300),
    "the worker keeps its pod's grace": (c) =>
      void delete c.container("agent-worker").livenessProbe.terminationGracePeriodSeconds,
    "the model server keeps its pod's grace": (c) =>
      void delete c.container("vllm").livenessProbe.terminationGracePeriodSeconds,
  },
  "probe-liveness-not-readiness": {
    "liveness asks as readiness does": (c) => {
      const container = c.container("ai-service");
      container.livenessProbe = structuredClone(container.readinessProbe);
    },
    "the model server's liveness as hasty as its readiness": (c) => {
      const container = c.container("vllm");
      container.livenessProbe = structuredClone(container.readinessProbe);
    },
  },
  "probe-liveness-without-dependency": {
    "liveness asks for readiness": (c) => void (c.container("ai-service").livenessProbe.httpGet.path = "/ready"),
    "liveness asks another host": (c) => void (c.container("ai-service").livenessProbe.httpGet.host = "redis"),
    "a command asks another service": (c) =>
      void (c.container("ai-service").livenessProbe = { exec: { command: ["redis-cli", "-h", "redis", "ping"] } }),
  },
  "probe-readiness-set": {
    "the app is not asked": (c) => {
      delete c.container("ai-service").readinessProbe;
      delete c.container("ai-service").startupProbe;
    },
    "only a sidecar is asked": (c) => {
      const { spec } = c.pod("ai-service");
      const { readinessProbe } = spec.containers[0];
      delete spec.containers[0].readinessProbe;
      delete spec.containers[0].startupProbe;
      const httpGet = { ...readinessProbe.httpGet, port: 15021 };
      spec.initContainers = [
        { name: "proxy", restartPolicy: "Always", readinessProbe: { ...readinessProbe, httpGet } },
      ];
    },
  },
  "probe-health-strategy": {
    "the worker's main thread answers": (c) => {
      const container = c.container("agent-worker");
      container.ports = [{ name: "http", containerPort: container.livenessProbe.httpGet.port }];
    },
    "no queue": (c) => void (c.scaler("agent-worker").triggers = [{ type: "cpu", metadata: {} }]),
  },
  "drain-within-grace": {
    "grace shortened": (c) => void (c.pod("ai-service").spec.terminationGracePeriodSeconds = 10),
    "a hook as long as the grace": (c) =>
      void (c.container("agent-worker").lifecycle = { preStop: { exec: { command: ["sleep", "65"] } } }),
    "grace left to Kubernetes": (c) => void delete c.pod("vllm").spec.terminationGracePeriodSeconds,
    "a longer drain": (c) => void (c.pod("agent-worker").metadata.annotations["breakwater.dev/drain-seconds"] = "900"),
  },
};
