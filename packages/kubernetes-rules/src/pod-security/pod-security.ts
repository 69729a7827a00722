import { capabilityChecks } from "./capabilities";
import type { PodSecurityCheck, PodSecurityFault, PodSecurityLevel, Questions } from "./check";
import { hostChecks } from "./host";
import { kernelChecks } from "./kernel";
import { moduleChecks } from "./linux-modules";
import type { SecuredPod } from "./pod";
import { privilegeChecks } from "./privileges";
import { seccompChecks } from "./seccomp";
import { userChecks } from "./users";
import { volumeChecks } from "./volumes";

/**
 * The checks of the Pod Security Standards, as Kubernetes 1.36 makes them (k8s.io/pod-security-admission v0.36.3, `policy/check_*.go`;
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/). Held to Kubernetes' own code and to a real API server by recorded
 * vectors.
 */
export const podSecurityChecks: readonly PodSecurityCheck[] = [
  ...hostChecks,
  ...privilegeChecks,
  ...capabilityChecks,
  ...userChecks,
  ...seccompChecks,
  ...moduleChecks,
  ...kernelChecks,
  ...volumeChecks,
];

/** Newest minor version of the checks: 36 is v1.36. A newer policy is judged by these. */
export const newestPodSecurity = 36;

/** A part of a pod: itself, a volume or a container. */
export interface PodPart {
  /** Path of the part in the pod's spec, `containers[0]`; empty for the pod itself. */
  path: string;
  kind: "pod" | "volume" | "container";
  /** Of a volume or a container; `undefined` where it has none. It is read when it is asked for: no check needs it. */
  readonly name: string | undefined;
  /** What of it a check refuses. */
  faults(questions: Questions): PodSecurityFault[];
}

/** The checks of a level, each with what it asks at a version of the policy. */
export function checksAt(level: PodSecurityLevel, version = newestPodSecurity): { id: string; questions: Questions }[] {
  const asked = podSecurityChecks.flatMap((check) => {
    const questions = check.versions.findLast(({ from }) => from <= version);
    return questions === undefined || (level === "baseline" && check.level === "restricted")
      ? []
      : [{ id: check.id, replaces: check.replaces, questions }];
  });
  return asked.filter(({ id }) => !asked.some(({ replaces }) => replaces === id));
}

/** The pod itself. */
export const podItself = (pod: SecuredPod): PodPart => ({
  path: "",
  kind: "pod",
  name: undefined,
  faults: ({ ofPod }) => ofPod?.(pod) ?? [],
});

/** Its volumes. */
export const volumesOfPod = ({ spec }: SecuredPod): PodPart[] =>
  (spec.volumes ?? []).map((volume, index) => ({
    path: `volumes[${index}]`,
    kind: "volume",
    get name() {
      return volume.name ?? undefined;
    },
    faults: ({ ofVolume }) => ofVolume?.(volume) ?? [],
  }));

/** All its containers: those that start before the others, those that run, those that were added to it. */
export const containersOfPod = (pod: SecuredPod): PodPart[] =>
  (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) =>
    (pod.spec[list] ?? []).map((container, index): PodPart => ({
      path: `${list}[${index}]`,
      kind: "container",
      get name() {
        return container.name ?? undefined;
      },
      faults: ({ ofContainer }) => ofContainer?.(container, pod) ?? [],
    })),
  );

/** What a level refuses of a pod: each fault with the check and the part of the pod that has it. None: the level admits it. */
export function podSecurityFaults(
  pod: SecuredPod,
  level: PodSecurityLevel,
  version?: number,
): (PodSecurityFault & { check: string; part: PodPart })[] {
  const parts = [podItself(pod), ...volumesOfPod(pod), ...containersOfPod(pod)];
  return checksAt(level, version).flatMap(({ id, questions }) =>
    parts.flatMap((part) => part.faults(questions).map((fault) => ({ ...fault, check: id, part }))),
  );
}
