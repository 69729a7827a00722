import type { PoolTaint as Taint } from "@breakwater/plan-views";

/** What a node must be like: one expression of a node affinity, or a label of a node selector. */
export interface NodeRequirement {
  key: string;
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  values?: readonly string[];
}

/** Lets a pod onto tainted nodes. An absent key matches every taint, an absent effect every effect. */
export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

/** Whether labels, or fields, meet a requirement, as Kubernetes' scheduler reads it. */
export function meets(
  labels: Readonly<Record<string, string>>,
  { key, operator, values = [] }: NodeRequirement,
): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return operator satisfies never;
  }
}

/** Whether a pod with these tolerations may be on a node with these taints. `PreferNoSchedule` keeps nobody away. */
export function toleratesAll(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
  return taints.every((taint) => taint.effect === "PreferNoSchedule" || isTolerated(taint, tolerations));
}

function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(({ key, operator = "Equal", value = "", effect }) => {
    if (effect && effect !== taint.effect) return false;
    // Exists without a key tolerates everything.
    if (!key) return operator === "Exists";
    return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
  });
}
