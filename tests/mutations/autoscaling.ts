import { behaviorOf, type Inputs, type Mutations } from "./changing";

/** A fleet that grows in time, and one hand on it. */
export const autoscaling: Mutations = {
  "autoscaling-one-owner": {
    "the worker's autoscaler on the app": (c) => void (c.scaler("agent-worker").scaleTargetRef.name = "ai-service"),
    "a second autoscaler": (c) => {
      const { resources } = c.plan;
      const first = resources.find(({ inputs }) => (inputs as Inputs).spec?.scaleTargetRef?.name === "ai-service")!;
      const second = structuredClone(first);
      resources.push({
        ...second,
        urn: `${second.urn}-2`,
        name: "second",
        type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      });
    },
  },
  "autoscaling-vertical-apart": {
    "a VPA that recreates pods": (c) =>
      void (c.of(":VerticalPodAutoscaler", "ai-service").spec.updatePolicy.updateMode = "Recreate"),
    "a VPA without a mode": (c) => void delete c.of(":VerticalPodAutoscaler", "ai-service").spec.updatePolicy,
  },
  "autoscaling-target-exists": {
    "a misspelt target": (c) => void (c.scaler("agent-worker").scaleTargetRef.name = "agent-wroker"),
    "a target of another kind": (c) => void (c.scaler("vllm").scaleTargetRef.kind = "StatefulSet"),
    "a target of another API group": (c) =>
      void (c.scaler("ai-service").scaleTargetRef.apiVersion = "argoproj.io/v1alpha1"),
  },
  "autoscaling-bounds-valid": {
    "a minimum above the maximum": (c) => void (c.scaler("agent-worker").minReplicaCount = 21),
    "idle at the minimum": (c) => void (c.scaler("agent-worker").idleReplicaCount = 1),
    "a cron window above the maximum": (c) =>
      void c.scaler("ai-service").triggers.push({ type: "cron", metadata: { desiredReplicas: "101" } }),
  },
  "autoscaling-triggers-valid": {
    "no trigger": (c) => void (c.scaler("agent-worker").triggers = []),
    "CPU of no kind": (c) => void delete c.scaler("ai-service").triggers[0].metricType,
    "a fallback without a threshold": (c) => void delete c.scaler("vllm").fallback.failureThreshold,
  },
  "autoscaling-no-fixed-replicas": {
    "the app fixed": (c) => void (c.of("apps/v1:Deployment", "ai-service").spec.replicas = 3),
    "the worker fixed": (c) => void (c.of("apps/v1:Deployment", "agent-worker").spec.replicas = 1),
  },
  "autoscaling-requests-set": {
    "request and limit removed, and no LimitRange": (c) => {
      c.remove(":LimitRange");
      c.container("ai-service").resources = { requests: {}, limits: {} };
    },
    "a sidecar without a request, and no LimitRange": (c) => {
      c.remove(":LimitRange");
      c.pod("ai-service").spec.containers.push({ name: "sidecar" });
    },
  },
  "autoscaling-two-in-production": {
    "a minimum of one": (c) => {
      const spec = c.scaler("ai-service");
      if ("minReplicaCount" in spec) spec.minReplicaCount = 1;
      else spec.minReplicas = 1;
    },
    "none while it is idle": (c) => void (c.scaler("ai-service").idleReplicaCount = 0),
    "paused at one": (c) =>
      void (c.of(":ScaledObject", "ai-service").metadata.annotations = { "autoscaling.keda.sh/paused-replicas": "1" }),
    "no autoscaler": (c) =>
      void (c.plan.resources = c.plan.resources.filter(
        ({ inputs }) => (inputs as Inputs).spec?.scaleTargetRef?.name !== "ai-service",
      )),
  },
  "autoscaling-not-paused": {
    "the app paused": (c) =>
      void (c.of(":ScaledObject", "ai-service").metadata.annotations = { "autoscaling.keda.sh/paused": "true" }),
    "the worker paused at a count": (c) =>
      void (c.of(":ScaledObject", "agent-worker").metadata.annotations = {
        "autoscaling.keda.sh/paused-replicas": "4",
      }),
    "no scaling up": (c) => void (behaviorOf(c.scaler("vllm")).scaleUp.selectPolicy = "Disabled"),
  },
  "autoscaling-fallback-set": {
    "fallback removed": (c) => void delete c.scaler("agent-worker").fallback,
    "a fallback that shrinks": (c) => void (c.scaler("agent-worker").fallback.behavior = "static"),
  },
  "autoscaling-max-reachable": {
    "a maximum beyond the pool": (c) => {
      const spec = c.scaler("ai-service");
      if ("maxReplicaCount" in spec) spec.maxReplicaCount = 1000;
      else spec.maxReplicas = 1000;
    },
    "the worker's maximum beyond the pool": (c) => void (c.scaler("agent-worker").maxReplicaCount = 1000),
    "more workers than there is room for beside the app": (c) => void (c.scaler("agent-worker").maxReplicaCount = 200),
    "more model servers than GPUs": (c) => void (c.scaler("vllm").maxReplicaCount = 4),
    "a pool that nobody makes larger": (c) => void (c.of(":AgentPool", "cpu").enableAutoScaling = false),
    "fewer GPU nodes": (c) => c.remove(":AgentPool", "gpu-z3"),
    "a pool below the maximum": (c) => void (c.of(":AgentPool", "cpu").maxCount = 2),
    "a quota below the pools": (c) => void ((c.plan.outputs.quotas as Inputs).standardDSv5Family = 16),
    "a quota that an upgrade exceeds": (c) => void ((c.plan.outputs.quotas as Inputs).standardDSv5Family = 231),
    "too few addresses of nodes for an upgrade": (c) =>
      void (c.of(":Subnet", "network-nodes").addressPrefix = "10.20.0.0/27"),
    "too few pod addresses": (c) => void (c.of(":ManagedCluster").networkProfile.podCidr = "10.244.0.0/23"),
    "memory that no node has": (c) => {
      c.container("ai-service").resources = { requests: { cpu: "1", memory: "28Gi" }, limits: { memory: "28Gi" } };
    },
    "one pod a node": (c) => {
      const labelSelector = { matchLabels: { "app.kubernetes.io/name": "ai-service" } };
      c.pod("ai-service").spec.affinity = {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", labelSelector }],
        },
      };
    },
    "a port of the node": (c) => void (c.container("ai-service").ports = [{ containerPort: 8080, hostPort: 8080 }]),
    "a label that no pool has": (c) => void (c.pod("ai-service").spec.nodeSelector = { tier: "web" }),
    "a namespace that admits fewer pods": (c) => void (c.of(":ResourceQuota", "production").spec.hard.pods = "60"),
    "pods for which no node is added": (c) => void (c.of(":PriorityClass", "breakwater-app").value = -100),
  },
  "pdb-allows-eviction": {
    "none may go": (c) => void (c.of(":PodDisruptionBudget", "ai-service").spec.maxUnavailable = 0),
    "a share that leaves none": (c) => {
      const { spec } = c.of(":PodDisruptionBudget", "ai-service");
      delete spec.maxUnavailable;
      spec.minAvailable = "60%";
    },
    "all must stay": (c) => {
      const { spec } = c.of(":PodDisruptionBudget", "vllm");
      delete spec.maxUnavailable;
      spec.minAvailable = "100%";
    },
    "a second one on the same pods": (c) => {
      c.copy(":PodDisruptionBudget", "ai-service", "second").metadata.name = "second";
    },
    "one that has no count of its pods": (c) => {
      c.resource("apps/v1:Deployment", "ai-service").type = "kubernetes:batch/v1:Job";
    },
  },
  "surge-feasibility": {
    "memory that no node has": (c) => {
      c.container("ai-service").resources = { requests: { cpu: "1", memory: "28Gi" }, limits: { memory: "28Gi" } };
    },
    "a higher peak": (c) => void ((c.plan.outputs.surge as Inputs).peakPerSecond = 100_000),
    "no scaling up": (c) => {
      const spec = c.scaler("ai-service");
      if ("minReplicaCount" in spec) spec.minReplicaCount = 1;
      else spec.minReplicas = 1;
      behaviorOf(spec).scaleUp.selectPolicy = "Disabled";
    },
  },
};
