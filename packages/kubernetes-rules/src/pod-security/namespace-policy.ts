import type { PodSecurityLevel } from "./check";
import { newestPodSecurity } from "./pod-security";

/** What a namespace enforces on its pods. */
export interface NamespacePolicy {
  /** `privileged` refuses nothing. */
  level: PodSecurityLevel | "privileged";
  /** Minor version of its checks: 36 is v1.36. */
  version: number;
}

/**
 * What the labels of a namespace make Kubernetes enforce. What Kubernetes cannot read it takes for the level `restricted`, and for the
 * newest version (`PolicyToEvaluate` of k8s.io/pod-security-admission/api v0.36.3).
 *
 * @param label value of a label; `undefined` where the namespace has none of this name
 * @returns `undefined` where no label names a level: then nothing is enforced, unless the API server is told otherwise, and AKS' is not
 * (https://learn.microsoft.com/azure/aks/use-psa)
 */
export function podSecurityOf(label: (name: string) => string | undefined): NamespacePolicy | undefined {
  const level = label("pod-security.kubernetes.io/enforce");
  if (level === undefined) return undefined;
  const version = label("pod-security.kubernetes.io/enforce-version") ?? "latest";
  const minor = /^v1\.(0|[1-9][0-9]*)$/.exec(version)?.[1];
  return {
    level: level === "privileged" || level === "baseline" ? level : "restricted",
    version: minor === undefined ? newestPodSecurity : Math.min(Number(minor), newestPodSecurity),
  };
}
