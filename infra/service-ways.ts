import type { PrivateService } from "../components/azure";
import type { Settings } from "../stacks";

/**
 * How the network reaches a service of Azure's: `private`, at its endpoint in the network, or `public`, at its address on the
 * internet. Its name is the same either way: a private DNS zone answers for it inside.
 */
export type Way = "private" | "public";

/**
 * The one place that says it. Firewall and private endpoint of the service read it as well as the network policies of whoever
 * asks the service: a second derivation is one that goes wrong (KEDA was let out to the internet only, and never saw a private queue).
 */
export const wayTo = ({ network }: Settings, service: PrivateService): Way =>
  network.privateEndpoints.includes(service) ? "private" : "public";
