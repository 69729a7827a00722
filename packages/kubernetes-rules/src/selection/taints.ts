/** Keeps pods off a node. */
export interface Taint {
  key: string;
  value?: string | null;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. */
  effect: string;
}

/** Lets a pod onto tainted nodes. */
export interface Toleration {
  /** Not set, or empty: every taint, with the operator `Exists`. */
  key?: string | null;
  /** `Equal` or `Exists`. Default: `Equal`. */
  operator?: string | null;
  value?: string | null;
  /** Not set, or empty: every effect. */
  effect?: string | null;
}

/**
 * Whether a toleration tolerates a taint (`ToleratesTaint` of k8s.io/api v0.36.3). `Lt` and `Gt` tolerate nothing: they are an alpha feature
 * of Kubernetes 1.35 and later (`TaintTolerationComparisonOperators`), which AKS does not switch on. `Equal` without a key, which the API
 * server refuses, tolerates nothing either.
 */
export function toleratesTaint({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  switch (operator || "Equal") {
    case "Equal":
      return Boolean(key) && (value ?? "") === (taint.value ?? "");
    case "Exists":
      return true;
    default:
      return false;
  }
}

/** Effects for which the scheduler keeps a pod off a node. `PreferNoSchedule` keeps nobody away. */
const keepingEffects: readonly string[] = ["NoSchedule", "NoExecute"];

/** The first taint that keeps a pod with these tolerations off a node; `undefined` where none does. */
export function untoleratedTaint<T extends Taint>(
  taints: readonly T[] | null | undefined,
  tolerations: readonly Toleration[] | null | undefined,
): T | undefined {
  return (taints ?? []).find(
    (taint) =>
      keepingEffects.includes(taint.effect) &&
      !(tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint)),
  );
}

/** Whether the scheduler may put a pod with these tolerations onto a node with these taints. */
export function toleratesTaints(
  taints: readonly Taint[] | null | undefined,
  tolerations: readonly Toleration[] | null | undefined,
): boolean {
  return untoleratedTaint(taints, tolerations) === undefined;
}
