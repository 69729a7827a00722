import { formatLabelSelector, type LabelSelector } from "@breakwater/kubernetes-rules";
import { ControlPlaneError } from "../../controlplane";
import type { ApiServer } from "../../controlplane";
import { usageAnnotations } from "./usage";

/** CPU that a Deployment's pods use all together. */
export interface Usage {
  namespace: string;
  deployment: string;
  cores: number;
}

/**
 * Shares CPU usage among the pods that a Deployment has now. Pods that come later use nothing, so that the use of all together
 * stays as it was put on, and that of the average pod falls with each: what a real load does when its work is shared.
 *
 * @returns how many pods share it
 * @throws ControlPlaneError when there is no such Deployment, or it has no pods
 */
export async function putUsage(api: ApiServer, { namespace, deployment, cores }: Usage): Promise<number> {
  const target = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: deployment };
  const found = await api.get(target);
  if (!found) throw new ControlPlaneError(`There is no Deployment ${namespace}/${deployment}.`);
  const { selector } = found["spec"] as { selector: LabelSelector };
  const labelSelector = formatLabelSelector(selector);
  const pods = await api.list("v1", "Pod", namespace, { labelSelector });
  if (pods.length === 0) throw new ControlPlaneError(`Deployment ${namespace}/${deployment} has no pods to use CPU.`);
  const cpu = `${Math.round((cores / pods.length) * 1000)}m`;
  for (const { metadata } of pods) {
    const pod = { apiVersion: "v1", kind: "Pod", namespace, name: metadata.name };
    await api.merge(pod, { metadata: { annotations: { [usageAnnotations.cpu]: cpu } } });
  }
  return pods.length;
}
