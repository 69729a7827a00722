/** Checks of the public linter kube-score from which an object may be exempted. */
type LinterCheck =
  | "container-image-pull-policy"
  | "container-resources"
  | "container-security-context-user-group-id"
  | "deployment-has-poddisruptionbudget"
  | "networkpolicy-targets-pod"
  | "pod-probes-identical";

/** Annotation whose value is the written reason of an exemption, before the check's name. */
export const lintReason = "lint.breakwater.dev/";

/** Every image here has a digest, or a tag that `make push` never moves. */
const sameImage =
  "The image never changes under its name, and a pod of a surge starts from the node's copy without asking the registry.";

/** Reason for which none of our containers has the pull policy `Always`. */
export const pullsOnce = { "container-image-pull-policy": sameImage } as const;

/** Annotations that exempt an object from checks of kube-score, each with its reason. The linter reads the first one. */
export const lintExemptions = (reasons: Partial<Record<LinterCheck, string>>): Record<string, string> => ({
  "kube-score/ignore": Object.keys(reasons).join(","),
  ...Object.fromEntries(Object.entries(reasons).map(([check, reason]) => [lintReason + check, reason])),
});
