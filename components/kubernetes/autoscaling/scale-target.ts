import type * as pulumi from "@pulumi/pulumi";
import { type ArgumentCheck, oneOf } from "../../validation";
import { Claims } from "../claims";
import { dnsLabel } from "../rules";

/** A workload that can be scaled. Plain data: it says which object is meant, as a reference of Kubernetes does. */
export interface ScaleTarget {
  kind: "Deployment" | "StatefulSet";
  name: string;
}

const autoscalers = new Claims();

/**
 * Checks a target and makes `autoscaler` its owner; a target that has one already is a problem of `check`.
 *
 * @returns the namespace. Use it: with an Output, it is what carries the check.
 */
export function claimTarget(
  check: ArgumentCheck,
  autoscaler: string,
  namespace: pulumi.Input<string>,
  target: ScaleTarget,
): pulumi.Input<string> {
  check.input("target.kind", target.kind, oneOf("Deployment", "StatefulSet"));
  check.input("target.name", target.name, dnsLabel);
  const run = Claims.currentRun();
  return check.together({ namespace: check.input("namespace", namespace, dnsLabel) }, (known) => {
    const id = `${target.kind} ${known.namespace}/${target.name}`;
    const owner = autoscalers.take(run, id, autoscaler);
    if (owner === undefined) return [];
    return [{ propertyPath: "target", value: id, allowed: `without an autoscaler; "${owner}" already scales it` }];
  }).namespace;
}
