import type { ApiServer, KubernetesObject, ObjectReference } from "../controlplane";

/** Removes a node. It is drained first: without a kubelet its pods would only be missed by the garbage collector, a minute later. */
export async function removeNode(
  api: Pick<ApiServer, "merge" | "list" | "delete">,
  node: Pick<KubernetesObject, "metadata">,
): Promise<void> {
  const name = node.metadata.name;
  await api.merge(referenceToNode(node), { spec: { unschedulable: true } });
  const pods = await api.list("v1", "Pod", undefined, { fieldSelector: `spec.nodeName=${name}` });
  for (const { metadata } of pods) {
    await api.delete(
      { apiVersion: "v1", kind: "Pod", namespace: metadata.namespace, name: metadata.name },
      { gracePeriodSeconds: 0 },
    );
  }
  await api.delete(referenceToNode(node));
}

export function referenceToNode(node: Pick<KubernetesObject, "metadata">): ObjectReference {
  return { apiVersion: "v1", kind: "Node", name: node.metadata.name };
}
