import * as pulumi from "@pulumi/pulumi";
import { Service } from "@pulumi/kubernetes/core/v1";
import type { types } from "@pulumi/kubernetes";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { labelsOf, notAwaited, selectorOf } from "./conventions";

/**
 * Puts the pods of a workload behind a Service that is called as it.
 *
 * @returns the Service's host inside the cluster, `<name>.<namespace>.svc`
 */
export function createService(
  name: string,
  namespace: pulumi.Input<string>,
  ports: types.input.core.v1.ServicePort[],
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { metadata } = new Service(
    name,
    {
      metadata: { name, namespace, labels: labelsOf(name), annotations: notAwaited },
      spec: { type: "ClusterIP", selector: selectorOf(name), ports },
    },
    opts,
  );
  return pulumi.interpolate`${metadata.name}.${metadata.namespace}.svc`;
}

/**
 * Lets one pod of a workload go at a time when nodes are drained. Never none, which would block the drain and so every upgrade
 * of a node; and a pod that is broken anyway may always go.
 *
 * @param pods labels by which the pods are found. Default: those of the workload that is called `name`
 */
export function createDisruptionBudget(
  name: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
  pods: Record<string, string> = selectorOf(name),
): void {
  new PodDisruptionBudget(
    name,
    { metadata: { name, namespace, labels: labelsOf(name) }, spec: { ...oneAtATime, selector: { matchLabels: pods } } },
    opts,
  );
}

/** How pods make way for a drain: one at a time, and a broken one always. */
export const oneAtATime = { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" };
