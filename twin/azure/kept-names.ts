import { AzureError } from "./error";
import type { AzureResource, AzureState } from "./state";
import { findResource } from "./state";
import { providerTable } from "./table/provider-table";

/** Remembers the name of what is deleted, where Azure keeps it. */
export function keepName(resource: AzureResource, azure: AzureState): void {
  const kept = providerTable[resource.token]?.keptName;
  if (!kept) return;
  const parent = findResource(azure, parentOf(resource.id));
  const until = azure.now && new Date(azure.now.getTime() + kept.days(resource.inputs, parent?.inputs) * 86_400_000);
  azure.keptNames.set(keyOf(resource.token, resource.id), { resource, ...(until && { until }) });
}

/**
 * Refuses a name that is kept from what was deleted.
 *
 * @throws AzureError with the type's own code, and the day on which the name is free where the state has a clock
 */
export function checkKeptName(token: string, id: string, azure: AzureState): void {
  const kept = providerTable[token]?.keptName;
  const found = azure.keptNames.get(keyOf(token, id));
  if (!kept || !found) return;
  if (found.until && azure.now && azure.now >= found.until) return;
  const name = id.slice(id.lastIndexOf("/") + 1);
  const day = found.until ? ` It is free again on ${found.until.toISOString().slice(0, 10)}.` : "";
  throw new AzureError(kept.code, `${kept.message(name)}${day}`, undefined, {
    way: kept.way(found.resource.inputs, name),
    source: kept.source,
  });
}

/** A name is kept for its type, everywhere or under the same parent only. */
function keyOf(token: string, id: string): string {
  const name = id.slice(id.lastIndexOf("/") + 1);
  const everywhere = providerTable[token]?.keptName?.within === "everywhere";
  return `${token} ${everywhere ? name : id}`.toLowerCase();
}

/** The resource in which another one stands, by id: two steps up. */
const parentOf = (id: string): string => id.split("/").slice(0, -2).join("/");
