import { type NetworkName, networkRules } from "@breakwater/cidr";
import type * as pulumi from "@pulumi/pulumi";
import type { ArgumentCheck, Problem } from "../validation";

/** Networks of a cluster by their names; a component has some of them. */
type Networks = Partial<Record<NetworkName, pulumi.Input<string>>>;

/**
 * Networks that fit to one another, and that nobody else has. The settings ask the same rules.
 *
 * @returns the networks; one that is an Output carries the check
 */
export function validNetworks<N extends Networks>(check: ArgumentCheck, networks: N): N {
  return check.together(networks, (known) => faultsOf(known as Partial<Record<NetworkName, string>>));
}

const faultsOf = (networks: Partial<Record<NetworkName, string>>): Problem[] =>
  networkRules.flatMap(({ find }) =>
    find(networks, (name) => name).map(({ network, allowed }) => ({
      propertyPath: network,
      value: networks[network],
      allowed,
    })),
  );
