import { containerFacts } from "./containers";
import type { TypeFacts } from "./facts";
import { governanceFacts } from "./governance";
import { messagingFacts } from "./messaging";
import { monitoringFacts } from "./monitoring";
import { networkFacts } from "./network";
import { registryFacts } from "./registry";
import { storeFacts } from "./stores";

/**
 * What azure-native and Azure do with each type, as far as it is known: what a create meets, what a change becomes, what
 * a delete does, how long a name is kept. `diff`, `plan` and `up` all read this table.
 */
export const providerTable: Readonly<Record<string, TypeFacts>> = {
  ...networkFacts,
  ...containerFacts,
  ...registryFacts,
  ...storeFacts,
  ...messagingFacts,
  ...governanceFacts,
  ...monitoringFacts,
};
