import type { Inputs, Mutations } from "./changing";

/** What every workload owes its neighbours. */
export const hygiene: Mutations = {
  "container-resources": {
    "no memory, neither request nor limit": (c) => withoutResource(c.container("vllm"), "memory"),
    "no memory limit": (c) => void delete c.container("ai-service").resources.limits.memory,
    "no CPU, neither request nor limit, nor by a LimitRange": (c) => {
      withoutResource(c.container("agent-worker"), "cpu");
      c.remove(":LimitRange");
    },
    "a sidecar that asks for nothing": (c) =>
      void (c.pod("ai-service").spec.initContainers = [{ name: "proxy", restartPolicy: "Always" }]),
  },
  "pod-security-restricted": {
    "escalation allowed": (c) => void (c.container("ai-service").securityContext.allowPrivilegeEscalation = true),
    "capabilities kept": (c) => void (c.container("vllm").securityContext.capabilities.drop = []),
    privileged: (c) => void (c.container("ai-service").securityContext.privileged = true),
    "a capability": (c) => void (c.container("agent-worker").securityContext.capabilities.add = ["SYS_ADMIN"]),
    "no seccomp profile": (c) => {
      delete c.pod("ai-service").spec.securityContext?.seccompProfile;
      delete c.container("ai-service").securityContext.seccompProfile;
    },
    "root by number": (c) => void (c.container("ai-service").securityContext.runAsUser = 0),
    "a path of the host": (c) => void c.pod("ai-service").spec.volumes.push({ name: "host", hostPath: { path: "/" } }),
    "a port of the host": (c) => void (c.container("ai-service").ports[0].hostPort = 80),
    "the host's processes": (c) => void (c.pod("agent-worker").spec.hostPID = true),
    "the host's IPC": (c) => void (c.pod("agent-worker").spec.hostIPC = true),
    "the host's network": (c) => void (c.pod("agent-worker").spec.hostNetwork = true),
    "root allowed": (c) => {
      delete c.pod("ai-service").spec.securityContext?.runAsNonRoot;
      delete c.container("ai-service").securityContext.runAsNonRoot;
    },
    "root for the whole pod": (c) => void (c.pod("vllm").spec.securityContext.runAsUser = 0),
    "an unsafe sysctl": (c) =>
      void (c.pod("vllm").spec.securityContext.sysctls = [{ name: "kernel.msgmax", value: "1" }]),
    "a volume of NFS": (c) =>
      void c.pod("ai-service").spec.volumes.push({ name: "nfs", nfs: { server: "nas", path: "/" } }),
    "a probe of another host": (c) => void (c.container("ai-service").livenessProbe.httpGet.host = "169.254.169.254"),
    "an unmasked /proc": (c) => void (c.container("agent-worker").securityContext.procMount = "Unmasked"),
  },
  "image-not-latest": {
    latest: (c) => void (c.container("ai-service").image = "crbreakwater.azurecr.io/ai-service:latest"),
    "no tag": (c) => void (c.container("agent-worker").image = "crbreakwater.azurecr.io/ai-service"),
    "an init container's": (c) =>
      void (c.pod("vllm").spec.initContainers = [{ name: "init", image: "docker.io/library/busybox:latest" }]),
  },
  "image-by-digest": {
    "a tag of somebody else": (c) => void (c.container("vllm").image = "docker.io/vllm/vllm-openai:v0.27.1"),
    "a tag of a mirror": (c) =>
      void (c.container("vllm").image = "crbreakwater.azurecr.io/docker-hub/vllm/vllm-openai:v0.27.1"),
    "the app of another registry": (c) => void (c.container("ai-service").image = "ghcr.io/acme/ai-service:0.1.0"),
  },
  "replicas-spread": {
    "no spread": (c) => void delete c.pod("ai-service").spec.topologySpreadConstraints,
    "of other pods": (c) => {
      for (const constraint of c.pod("agent-worker").spec.topologySpreadConstraints)
        constraint.labelSelector = { matchLabels: { "app.kubernetes.io/name": "ai-service" } };
    },
    "over a label that no node has": (c) => {
      for (const constraint of c.pod("ai-service").spec.topologySpreadConstraints)
        constraint.topologyKey = "topology.kubernetes.io/hostname";
    },
    "GPU pods that must be spread": (c) => {
      for (const constraint of c.pod("vllm").spec.topologySpreadConstraints)
        constraint.whenUnsatisfiable = "DoNotSchedule";
    },
  },
  "pdb-exists": {
    removed: (c) => c.remove(":PodDisruptionBudget", "ai-service"),
    "of other pods": (c) =>
      void (c.of(":PodDisruptionBudget", "ai-service").spec.selector.matchLabels["app.kubernetes.io/name"] = "shop"),
    "in another namespace": (c) => void (c.of(":PodDisruptionBudget", "ai-service").metadata.namespace = "default"),
    "the model server's removed": (c) => c.remove(":PodDisruptionBudget", "vllm"),
  },
  "namespace-default-deny": {
    "no policies": (c) => c.remove(":NetworkPolicy"),
    "one that lets everything out": (c) => {
      for (const { type, inputs } of c.plan.resources)
        if (type.endsWith(":NetworkPolicy")) (inputs as Inputs).spec.egress = [{}];
    },
    "another that lets everything in": (c) => {
      const { namespace } = c.of("apps/v1:Deployment", "ai-service").metadata;
      const allow = c.copy(":NetworkPolicy", c.resource(":NetworkPolicy").name, "allow-all");
      allow.metadata = { name: "allow-all", namespace };
      allow.spec = { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] };
    },
    "only for some pods": (c) => {
      for (const { type, inputs } of c.plan.resources)
        if (type.endsWith(":NetworkPolicy")) (inputs as Inputs).spec.podSelector = { matchLabels: { some: "pods" } };
    },
  },
};

/** Takes a resource out of a container's requests and limits: a limit alone would be a request. */
function withoutResource({ resources }: Inputs, name: string): void {
  for (const amounts of [resources.requests, resources.limits]) Reflect.deleteProperty(amounts, name);
}
