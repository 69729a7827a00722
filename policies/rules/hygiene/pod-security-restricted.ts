import { isWorkload, type Properties, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

/** What of a pod the level `restricted` refuses. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
function podProblems({ hostNetwork, hostPID, hostIPC, volumes = [] }: Properties): string[] {
  return [
    ...(hostNetwork ? ["uses the host's network"] : []),
    ...(hostPID ? ["sees the host's processes"] : []),
    ...(hostIPC ? ["shares the host's IPC"] : []),
    ...volumes
      .filter((volume: Properties) => volume.hostPath)
      .map((volume: Properties) => `mounts the host's ${volume.hostPath.path}`),
  ];
}

/** What of a container the level `restricted` refuses; what it does not set it has of its pod. */
function containerProblems({ securityContext: own = {}, ports = [] }: Properties, pod: Properties): string[] {
  const { capabilities = {} } = own;
  const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type;
  return [
    ...(own.privileged ? ["is privileged"] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ["does not set allowPrivilegeEscalation: false"]),
    ...((own.runAsNonRoot ?? pod.runAsNonRoot) === true ? [] : ["does not set runAsNonRoot: true"]),
    ...((own.runAsUser ?? pod.runAsUser) === 0 ? ["runs as user 0"] : []),
    ...((capabilities.drop ?? []).includes("ALL") ? [] : ["does not drop ALL capabilities"]),
    ...(capabilities.add ?? [])
      .filter((name: string) => name !== "NET_BIND_SERVICE")
      .map((name: string) => `adds ${name}`),
    ...(seccomp === "RuntimeDefault" || seccomp === "Localhost" ? [] : ["sets no seccompProfile"]),
    ...(ports.some((port: Properties) => port.hostPort) ? ["takes a port of the host"] : []),
  ];
}

export const podSecurityRestricted: ResourceRule = {
  name: "pod-security-restricted",
  description:
    "Every pod keeps to the restricted Pod Security level. What must have more is exempted, with its reason.",
  guardsAgainst: "A process that is taken over must have no way to its node.",
  severity: "high",
  tags: ["hygiene"],
  remediationSteps:
    "Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation false and capabilities.drop [ALL]; no host namespaces, paths or ports.",
  appliesTo: isWorkload,
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      const { podSpec } = workload;
      for (const problem of podProblems(podSpec)) violation(`${workload.title} ${problem}`, resource);
      each(workload.allContainers, (container) => {
        for (const problem of containerProblems(container, podSpec.securityContext ?? {})) {
          // What a patch does not set stands in the object that it changes.
          if (workload.isPatch && /^(does not|sets no) /.test(problem)) continue;
          violation(`Container "${container.name}" of ${workload.title} ${problem}`, resource);
        }
      });
    });
  },
};
