import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { hexOf } from "./identifiers";
import { rememberCounts } from "./node-counts";
import { checkRequest } from "./request-checks";
import type { AzureRequest, AzureType } from "./resource-type";
import { typeOf } from "./resource-types";
import { findResource } from "./state";
import type { AzureState } from "./state";

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
  const place = placeOf(token, madeBy, inputs);
  const existing = azure && findResource(azure, place.id);
  if (existing && (existing.madeBy !== madeBy || existing.token !== token)) refuseExisting(place.id, existing.madeBy);
  return put(token, madeBy, inputs, azure);
}

/**
 * Creates a resource as azure-native does: it looks first, and refuses what is there already, whoever made it.
 *
 * @throws AzureError where the provider or Azure would refuse the request
 */
export function createResource(token: string, madeBy: string, inputs: JsonObject, azure: AzureState): AzureResult {
  const { id } = placeOf(token, madeBy, inputs);
  const existing = findResource(azure, id);
  if (existing) refuseExisting(id, existing.madeBy);
  return put(token, madeBy, inputs, azure);
}

/**
 * Updates a resource: a PUT of all its inputs on what exists. What was deleted meanwhile is made again, as a PUT does.
 *
 * @throws AzureError where Azure would refuse the request, the change of a property that cannot change included
 */
export function updateResource(token: string, madeBy: string, inputs: JsonObject, azure: AzureState): AzureResult {
  return put(token, madeBy, inputs, azure);
}

function put(token: string, madeBy: string, inputs: JsonObject, azure: AzureState | undefined): AzureResult {
  const { type, id, name, parentId } = placeOf(token, madeBy, inputs);
  const existing = azure && findResource(azure, id);
  const request: AzureRequest = { id, name, inputs, state: azure, existing };
  checkRequest(type, request, { parentId, token });
  if (azure) rememberCounts(azure, token, id, inputs);
  azure?.resources.set(id.toLowerCase(), { id, madeBy, token, inputs });
  return { id, state: stateOf(type, request, parentId) };
}

/** All outputs of a resource. */
export function stateOf(type: AzureType, request: AzureRequest, parentId: string): JsonObject {
  const { inputs, name, state } = request;
  return {
    ...locationOf(inputs, parentId, state),
    ...inputs,
    name,
    type: type.armType,
    ...type.outputs(request),
  };
}

/** Where a resource of a program stands in Azure. */
function placeOf(token: string, madeBy: string, inputs: JsonObject) {
  const type = typeOf(token);
  const given = type.fixedName ?? inputs[type.nameInput];
  const name = typeof given === "string" ? given : automaticName(type, madeBy);
  const parentId = type.parentId(inputs);
  return { type, name, parentId, id: `${parentId}/${type.segment}/${name}` };
}

function refuseExisting(id: string, madeBy: string): never {
  throw new AzureError(
    "Conflict",
    `cannot create already existing resource '${id}': "${madeBy}" of this program made it.`,
  );
}

/** azure-native's own naming: the resource's name and eight hexadecimal digits; a GUID where ARM wants one. */
function automaticName({ nameRule }: AzureType, madeBy: string): string {
  const suffixed = `${madeBy}${hexOf(madeBy, 8)}`;
  const guid = `${hexOf(madeBy, 8)}-0000-4000-8000-${hexOf(`${madeBy}/name`, 12)}`;
  return nameRule.pattern.test(guid) && !nameRule.pattern.test(suffixed) ? guid : suffixed;
}

/** azure-native takes the location from the resource group where the program gives none. */
function locationOf(inputs: JsonObject, parentId: string, azure: AzureState | undefined): JsonObject {
  if (inputs.location !== undefined || !azure || !/\/resourceGroups\/[^/]+$/.test(parentId)) return {};
  const location = findResource(azure, parentId)?.inputs.location;
  return location === undefined ? {} : { location };
}
