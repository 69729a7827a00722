import { groupOf, type ScaleTarget } from "@breakwater/plan-views";

/** Kubernetes' own kinds that can be scaled: older programs name them by groups and versions of which all meant the same object. */
const kubernetesOwn = new Set(["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]);

/** What an autoscaler is about, in one text that is equal where they are about the same object. */
export function targetKey({ namespace, target }: { namespace: string; target: ScaleTarget }): string {
  const { kind, name, apiVersion = "" } = target;
  return [namespace, kubernetesOwn.has(kind) ? "" : groupOf(apiVersion), kind, name].join("/");
}
