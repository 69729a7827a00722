import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";

/** Kinds that stand in no namespace, of Kubernetes itself and of the custom resources that this product uses. */
const clusterScoped = new Set([
  "APIService",
  "ClusterExternalSecret",
  "ClusterIssuer",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterSecretStore",
  "ClusterTriggerAuthentication",
  "CSIDriver",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "GatewayClass",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/** Whether an object stands in no namespace. */
export function isClusterScoped(object: JsonObject): boolean {
  return typeof object.kind === "string" && clusterScoped.has(object.kind);
}

/** Whether a resource is a Helm release. */
export function isHelmRelease({ type }: PlanResource): boolean {
  return type === "kubernetes:helm.sh/v3:Release";
}

/** Whether a resource is one Kubernetes object. */
export function isKubernetesObject(resource: PlanResource): boolean {
  return resource.custom && resource.type.startsWith("kubernetes:") && !isHelmRelease(resource);
}

/** The kinds of a Plan's Kubernetes objects with their API groups, each once; the group of Kubernetes' first kinds is empty. */
export function kindsOf({ resources }: Plan): { group: string; kind: string }[] {
  const kinds = resources.filter(isKubernetesObject).map(({ inputs: { apiVersion, kind } }) => {
    const [group, version] = String(apiVersion).split("/");
    return { group: version === undefined ? "" : String(group), kind: String(kind) };
  });
  return [...new Map(kinds.map((kind) => [`${kind.kind}.${kind.group}`, kind])).values()];
}
