import type { SecuredContainer, SecuredPod, SecuredVolume } from "./pod";

/** A level of the Pod Security Standards. What `baseline` asks for, `restricted` asks for too. */
export type PodSecurityLevel = "baseline" | "restricted";

/** What of a part of a pod a check refuses. */
export interface PodSecurityFault {
  /** The property, from the part that sets it: `securityContext.runAsUser`. */
  property: string;
  /** What it holds; absent where the property is not set and must be, and where its name says it all, as `hostPath` does. */
  value?: unknown;
  /** Whether the property is not set, and must be. */
  isMissing?: boolean;
  /** Completes the sentence "it must be …". */
  allowed: string;
}

/** What a check asks. A pod passes it where none of its parts has a fault. */
export interface Questions {
  /** What the pod says as a whole. */
  ofPod?(pod: SecuredPod): PodSecurityFault[];
  ofVolume?(volume: SecuredVolume): PodSecurityFault[];
  ofContainer?(container: SecuredContainer, pod: SecuredPod): PodSecurityFault[];
}

/** A check of Kubernetes, with what it asks from a version on. */
export interface PodSecurityCheck {
  /** Kubernetes' own id of it. */
  id: string;
  level: PodSecurityLevel;
  /** Id of the baseline check that it takes the place of, at the level `restricted`. */
  replaces?: string;
  /** By the minor version from which on it asks so, in rising order: 25 is v1.25. */
  versions: readonly (Questions & { from: number })[];
}

/** A fault in each of the security contexts that has it: the pod's, and the containers' own. */
export const ofEveryContext = (
  faultsOf: (context: Omit<NonNullable<SecuredContainer["securityContext"]>, "capabilities">) => PodSecurityFault[],
): Questions => ({
  ofPod: ({ spec }) => (spec.securityContext ? faultsOf(spec.securityContext) : []),
  ofContainer: ({ securityContext }) => (securityContext ? faultsOf(securityContext) : []),
});

/** The same questions, which some pods are not asked. */
export const exceptFor = (isExempt: (pod: SecuredPod) => boolean, { ofPod, ofContainer }: Questions): Questions => ({
  ofPod: (pod) => (isExempt(pod) ? [] : (ofPod?.(pod) ?? [])),
  ofContainer: (container, pod) => (isExempt(pod) ? [] : (ofContainer?.(container, pod) ?? [])),
});
