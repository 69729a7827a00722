import type { Limit, Refusal } from "@breakwater/cluster-autoscaler";

/** Why a pod gets no node, in words. */
export function refusalText(reason: Refusal["reason"]): string {
  switch (reason.kind) {
    case "no-pool":
      return "no autoscaled pool has nodes that would take it";
    case "no-help":
      return "nodes were added for it, and the scheduler does not put it there";
    case "limits":
      return limitsText(reason.limits);
    default:
      return reason satisfies never;
  }
}

function limitsText(limits: readonly Limit[]): string {
  const full = limits.filter(({ reason }) => reason === "max").map(({ group }) => `${group.name} has its ${group.max}`);
  // Neither quotas nor addresses are simulated in the twin: what is left has failed before.
  const failed = limits.filter(({ reason }) => reason !== "max").map(({ group }) => group.name);
  return [
    ...(full.length > 0 ? [`the pools that would take it are at their maximum: ${full.join(", ")}`] : []),
    ...(failed.length > 0
      ? [`no node came when one was last asked for, and it is not tried again yet: ${failed.join(", ")}`]
      : []),
  ].join("; ");
}
