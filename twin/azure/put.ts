import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { stateOf } from "./get";
import { checkKeptName } from "./kept-names";
import { checkLocksOnWrite } from "./locks";
import { rememberCounts } from "./node-counts";
import { outputsOf } from "./outputs";
import { placeOf } from "./place";
import { checkRequest } from "./request-checks";
import type { AzureRequest } from "./resource-type";
import { withoutVersion } from "./resource-types";
import { findResource } from "./state";
import type { AzureState } from "./state";
import { providerTable } from "./table/provider-table";

/** What Azure makes of a resource. */
export interface AzureResult {
  /** ARM id. */
  id: string;
  /** All outputs, inputs included. */
  state: JsonObject;
}

/**
 * Makes a resource, or updates it where the same resource of the program made it.
 *
 * @param token type token, for example `azure-native:keyvault:Vault`
 * @param madeBy Pulumi's name of the resource
 * @param azure what exists; the resource is added to it. Left out, only what the request says on its own is judged.
 * @throws AzureError where Azure would refuse the request
 * @throws Error for a type that the simulation does not know
 */
export function newResource(token: string, madeBy: string, inputs: JsonObject, azure?: AzureState): AzureResult {
  const type = withoutVersion(token);
  const { id } = placeOf(type, madeBy, inputs);
  const existing = azure && findResource(azure, id);
  if (!existing) refuseWhatAlwaysExists(type, id);
  else if (existing.madeBy !== madeBy || withoutVersion(existing.token) !== type) refuseExisting(id, existing.madeBy);
  return put(type, madeBy, inputs, azure);
}

/**
 * Creates a resource as azure-native does: it looks first, and refuses what is there already, whoever made it.
 *
 * @returns what a GET then answers
 * @throws AzureError where the provider or Azure would refuse the request
 */
export function createResource(token: string, madeBy: string, inputs: JsonObject, azure: AzureState): AzureResult {
  const type = withoutVersion(token);
  const { id } = placeOf(type, madeBy, inputs);
  const existing = findResource(azure, id);
  refuseWhatAlwaysExists(type, id);
  if (existing && providerTable[type]?.existence.kind === "made") refuseExisting(id, existing.madeBy);
  put(type, madeBy, inputs, azure);
  return { id, state: stateOf(findResource(azure, id)!, azure) };
}

/**
 * Updates a resource: a PUT of all its inputs on what exists. What was deleted meanwhile is made again, as a PUT does.
 *
 * @returns what a GET then answers
 * @throws AzureError where Azure would refuse the request, the change of a property that cannot change included
 */
export function updateResource(token: string, madeBy: string, inputs: JsonObject, azure: AzureState): AzureResult {
  const { id } = put(withoutVersion(token), madeBy, inputs, azure);
  return { id, state: stateOf(findResource(azure, id)!, azure) };
}

function put(token: string, madeBy: string, inputs: JsonObject, azure: AzureState | undefined): AzureResult {
  const { type, id, name, parentId } = placeOf(token, madeBy, inputs);
  const existing = azure && findResource(azure, id);
  const request: AzureRequest = { id, name, inputs, state: azure, existing };
  if (azure) checkLocksOnWrite(token, id, azure);
  if (azure && !existing) checkKeptName(token, id, azure);
  checkRequest(type, request, { parentId, token });
  if (azure) rememberCounts(azure, token, id, inputs);
  const made = { id, madeBy, token, inputs };
  azure?.resources.set(id.toLowerCase(), made);
  return { id, state: outputsOf(type, request, parentId) };
}

function refuseWhatAlwaysExists(token: string, id: string): void {
  const existence = providerTable[token]?.existence;
  if (existence?.kind !== "always") return;
  throw new AzureError(
    "Conflict",
    `cannot create already existing resource '${id}': it exists in every subscription.`,
    undefined,
    { way: existence.way, source: existence.source },
  );
}

function refuseExisting(id: string, madeBy: string): never {
  const whose = madeBy === "" ? "" : `: "${madeBy}" of this program made it`;
  throw new AzureError("Conflict", `cannot create already existing resource '${id}'${whose}.`, undefined, {
    way: `Take it over (\`pulumi import\` with this id), or delete it first.`,
    source: providerTable["azure-native:resources:ResourceGroup"]!.existence.source,
  });
}
