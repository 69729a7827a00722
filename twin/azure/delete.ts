import { checkVaultAccess } from "./data-plane";
import { AzureError } from "./error";
import { keepName } from "./kept-names";
import { checkLocksOnDelete, checkLocksOnWrite } from "./locks";
import { objectsAt } from "./resource-type";
import { withoutVersion } from "./resource-types";
import { findResource } from "./state";
import type { AzureResource, AzureState } from "./state";
import { providerTable } from "./table/provider-table";
import { usersOf } from "./table/users";

/**
 * Deletes a resource and all that stands in it, as the provider does: what comes with its parent is reset, a secret goes
 * by its vault. What is not there is taken for deleted.
 *
 * @throws AzureError where Azure would refuse: a lock, a resource that is in use, a vault without a way or a role
 */
export function deleteResource(token: string, id: string, azure: AzureState): void {
  const resource = findResource(azure, id);
  if (!resource) return;
  const { deletion } = providerTable[withoutVersion(token)] ?? {};
  if (deletion?.kind === "refused") {
    const { code, message, way, source } = deletion;
    throw new AzureError(code, message, undefined, { way, source });
  }
  // A lock holds what Azure's management is asked, not what a vault's own address is; and a reset is a write.
  if (deletion?.kind === "data plane") checkVaultAccess(resource, azure);
  else if (deletion?.kind === "reset") checkLocksOnWrite(resource.token, id, azure);
  else checkLocksOnDelete(resource, azure);
  const inside = within(azure, id);
  for (const part of [resource, ...inside]) checkUse(part, resource, azure);
  remove(resource, azure);
  for (const part of inside) if (!providerTable[part.token]?.outlives) remove(part, azure);
}

function remove(resource: AzureResource, azure: AzureState): void {
  keepName(resource, azure);
  azure.resources.delete(resource.id.toLowerCase());
  forgetPool(resource, azure);
  const key = resource.id.toLowerCase();
  for (const poolId of [...azure.nodeCounts.keys()])
    if (poolId === key || poolId.startsWith(`${key}/`)) azure.nodeCounts.delete(poolId);
}

/** The last request of a cluster may have named a pool too: gone, that is no pool of the cluster either way. */
function forgetPool({ id, token }: AzureResource, azure: AzureState): void {
  if (token !== "azure-native:containerservice:AgentPool") return;
  const [clusterId, name] = id.split(/\/agentPools\//i);
  const cluster = findResource(azure, clusterId!);
  if (!cluster) return;
  const agentPoolProfiles = objectsAt(cluster.inputs, "agentPoolProfiles").filter((pool) => pool.name !== name);
  azure.resources.set(cluster.id.toLowerCase(), { ...cluster, inputs: { ...cluster.inputs, agentPoolProfiles } });
}

/** Refuses what something holds that does not go with it. */
function checkUse(part: AzureResource, going: AzureResource, azure: AzureState): void {
  const holds = providerTable[part.token]?.holds ?? [];
  const folder = `${going.id.toLowerCase()}/`;
  const isGoing = ({ id }: AzureResource) => id.toLowerCase().startsWith(folder);
  // A group and its contents go in an order that Azure finds.
  if (going.token === "azure-native:resources:ResourceGroup") return;
  const [found] = usersOf(azure, part.id, holds).filter(({ user, hold }) => hold.path === "(child)" || !isGoing(user));
  if (!found) return;
  throw new AzureError(
    found.hold.code,
    `${part.id} cannot be deleted because it is in use by the following resources: ${found.user.id}.`,
    undefined,
    { way: found.hold.way, source: found.hold.source },
  );
}

/** What stands in a resource or is attached to it, by ids. */
function within(azure: AzureState, id: string): AzureResource[] {
  const folder = `${id.toLowerCase()}/`;
  return [...azure.resources.values()].filter((resource) => resource.id.toLowerCase().startsWith(folder));
}
