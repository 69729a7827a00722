import { AzureError } from "./error";
import type { AzureResource, AzureState } from "./state";
import { providerTable } from "./table/provider-table";
import { valuesAt } from "./table/users";

const lockToken = "azure-native:authorization:ManagementLockByScope";
const page = "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources";

/**
 * A lock holds its scope, all below it, and what is attached there: role assignments, diagnostic settings, endpoints.
 * What contains a locked resource cannot go either.
 *
 * @throws AzureError `ScopeLocked`
 */
export function checkLocksOnDelete({ token, id, inputs }: AzureResource, azure: AzureState): void {
  if (token === lockToken) return;
  const attached = providerTable[token]?.attachedTo;
  const ids = [id, ...(attached ? valuesAt(inputs, attached.path).map(String) : [])];
  for (const scope of scopesOf(azure)) {
    const held = ids.find((each) => isWithin(each, scope) || isWithin(scope, id));
    if (held !== undefined) refuse("delete", held, scope, held === id ? page : (attached?.source ?? page));
  }
}

/**
 * A lock of the level ReadOnly lets nothing be made or changed at its scope and below.
 *
 * @throws AzureError `ScopeLocked`
 */
export function checkLocksOnWrite(token: string, id: string, azure: AzureState): void {
  if (token === lockToken) return;
  for (const scope of scopesOf(azure, "ReadOnly")) if (isWithin(id, scope)) refuse("write", id, scope, page);
}

function scopesOf(azure: AzureState, level?: string): string[] {
  return [...azure.resources.values()]
    .filter(({ token, inputs }) => token === lockToken && (level === undefined || inputs.level === level))
    .map(({ inputs }) => `/${String(inputs.scope).replace(/^\/|\/$/g, "")}`);
}

function isWithin(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase()];
  return inner === outer || inner.startsWith(`${outer}/`);
}

function refuse(operation: "delete" | "write", id: string, scope: string, source: string): never {
  throw new AzureError(
    "ScopeLocked",
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
    undefined,
    { way: `Remove the lock on ${scope} first, in a run of its own.`, source },
  );
}
