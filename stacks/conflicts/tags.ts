import { tagFaults, tagLimits, type TagLimits } from "@breakwater/azure-sizes";
import type { Settings } from "../schema";
import type { Conflict } from "./conflict";

/** Tags that a service takes which the settings ask for. */
const takenBy = (
  service: string,
  limits: TagLimits,
  reads: readonly string[],
  isThere: (settings: Settings) => boolean,
): Conflict => ({
  reads: ["tags", ...reads],
  find: (settings) =>
    !isThere(settings)
      ? []
      : tagFaults(settings.tags, limits).map(({ name, allowed }) => ({
          path: name === undefined ? "tags" : `tags.${name}`,
          allowed: `${allowed}: ${service} take no more`,
        })),
});

/** What some services rule out of the tags that every resource carries. */
export const tagConflicts: readonly Conflict[] = [
  takenBy(
    "private DNS zones",
    tagLimits.privateDns,
    ["network.privateEndpoints", "cluster.privateApiServer"],
    ({ network, cluster }) => network.privateEndpoints.length > 0 || cluster.privateApiServer,
  ),
  takenBy("storage accounts", tagLimits.storageAccount, ["modelStore.enabled"], ({ modelStore }) => modelStore.enabled),
];
