import { AzureError } from "./error";
import { findResource } from "./state";
import type { AzureState } from "./state";

const lockToken = "azure-native:authorization:ManagementLockByScope";

/**
 * Deletes a resource and all that stands in it.
 *
 * @throws AzureError where Azure would refuse: `ScopeLocked` under a lock
 */
export function deleteResource(token: string, id: string, azure: AzureState): void {
  const resource = findResource(azure, id);
  // azure-native takes a 404 for done.
  if (!resource) return;
  if (token !== lockToken) checkLocks(id.toLowerCase(), azure);
  const folder = `${id.toLowerCase()}/`;
  for (const key of [...azure.resources.keys()])
    if (key === id.toLowerCase() || key.startsWith(folder)) azure.resources.delete(key);
  for (const key of [...azure.nodeCounts.keys()])
    if (key.startsWith(folder) || key === id.toLowerCase()) azure.nodeCounts.delete(key);
}

/** A lock holds its scope and all below it; what contains a locked resource cannot go either. */
function checkLocks(id: string, azure: AzureState): void {
  for (const { token, inputs } of azure.resources.values()) {
    if (token !== lockToken) continue;
    const scope = `/${String(inputs.scope).replace(/^\/|\/$/g, "")}`.toLowerCase();
    if (id === scope || id.startsWith(`${scope}/`) || scope.startsWith(`${id}/`)) {
      throw new AzureError(
        "ScopeLocked",
        `The scope '${id}' cannot perform delete operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
        undefined,
        {
          way: "Remove the lock first, and wait until it is gone.",
          source: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
        },
      );
    }
  }
}
