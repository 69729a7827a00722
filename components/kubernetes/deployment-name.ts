import type * as pulumi from "@pulumi/pulumi";
import type { ArgumentCheck } from "../validation";
import { Claims } from "./claims";
import { dnsLabel } from "./rules";

const deployments = new Claims();

/**
 * Checks the name and the namespace of a component's Deployment and takes the name; one that is taken is a problem of `check`.
 * Server-side apply would not refuse the second Deployment of a name: it would merge the two.
 *
 * @returns the namespace. Use it: with an Output, it is what carries the check.
 */
export function claimDeploymentName(
  check: ArgumentCheck,
  component: string,
  name: string,
  namespace: pulumi.Input<string>,
): pulumi.Input<string> {
  check.input("name", name, dnsLabel);
  const run = Claims.currentRun();
  return check.together({ namespace: check.input("namespace", namespace, dnsLabel) }, (known) => {
    const owner = deployments.take(run, `${known.namespace}/${name}`, component);
    if (owner === undefined) return [];
    return [
      { propertyPath: "name", value: name, allowed: `no Deployment's of ${known.namespace}; one of ${owner} has it` },
    ];
  }).namespace;
}
