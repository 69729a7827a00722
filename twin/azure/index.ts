/**
 * A simulated Azure: what it makes of a resource, and what it refuses, as pure functions. Nothing is kept but in the
 * `AzureState` that a caller passes.
 */
import type { JsonObject } from "@breakwater/plan-views";
import { authorization, authorizationFunctions } from "./authorization";
import { consumption } from "./consumption";
import { containerregistry } from "./containerregistry";
import { containerservice, containerserviceFunctions } from "./containerservice";
import { dataCollection } from "./data-collection";
import { governance } from "./governance";
import { hexOf } from "./identifiers";
import { keyvault } from "./keyvault";
import { managedidentity } from "./managedidentity";
import { monitorAlerts } from "./monitor-alerts";
import { monitorLogs } from "./monitor-logs";
import { natGateways } from "./nat-gateway";
import { network } from "./network";
import { networkSecurityGroups } from "./network-security-group";
import { privateLink } from "./private-link";
import { redisenterprise, redisenterpriseFunctions } from "./redisenterprise";
import { checkRequest } from "./request-checks";
import type { AzureFunction, AzureRequest, AzureType } from "./resource-type";
import { resources } from "./resources";
import { servicebus } from "./servicebus";
import { findResource } from "./state";
import type { AzureState } from "./state";
import { storage } from "./storage";

export { AzureError } from "./error";
export { createAzureState } from "./state";
export type { AzureState } from "./state";

const types: Record<string, AzureType> = {
  ...resources,
  ...network,
  ...networkSecurityGroups,
  ...natGateways,
  ...privateLink,
  ...containerservice,
  ...keyvault,
  ...containerregistry,
  ...managedidentity,
  ...authorization,
  ...governance,
  ...consumption,
  ...servicebus,
  ...redisenterprise,
  ...storage,
  ...monitorLogs,
  ...monitorAlerts,
  ...dataCollection,
};
const functions: Record<string, AzureFunction> = {
  ...authorizationFunctions,
  ...containerserviceFunctions,
  ...redisenterpriseFunctions,
};

/** What Azure makes of a resource. */
export interface AzureResult {
  /** ARM id. */
  id: string;
  /** All outputs, inputs included. */
  state: JsonObject;
}

/**
 * Makes or updates a resource.
 *
 * @param token type token, for example `azure-native:keyvault:Vault`
 * @param madeBy Pulumi's name of the resource
 * @param azure what exists; the resource is added to it. Left out, only what the request says on its own is judged.
 * @throws AzureError where Azure would refuse the request
 * @throws Error for a type that the simulation does not know
 */
export function newResource(token: string, madeBy: string, inputs: JsonObject, azure?: AzureState): AzureResult {
  const type = types[withoutVersion(token)];
  if (!type)
    throw new Error(`the simulated Azure does not know ${token}; it knows ${Object.keys(types).sort().join(", ")}`);

  const given = type.fixedName ?? inputs[type.nameInput];
  const name = typeof given === "string" ? given : automaticName(type, madeBy);
  const parentId = type.parentId(inputs);
  const id = `${parentId}/${type.segment}/${name}`;
  const existing = azure && findResource(azure, id);
  const request: AzureRequest = { id, name, inputs, state: azure, existing };
  checkRequest(type, request, { parentId, madeBy, token });

  const state = {
    ...locationOf(inputs, parentId, azure),
    ...inputs,
    name,
    type: type.armType,
    ...type.outputs(request),
  };
  azure?.resources.set(id.toLowerCase(), { id, madeBy, token, inputs });
  return { id, state };
}

/**
 * Calls a provider function.
 *
 * @throws AzureError where Azure would refuse the call
 * @throws Error for a function that the simulation does not know
 */
export function call(token: string, args: JsonObject, azure?: AzureState): JsonObject {
  const run = functions[withoutVersion(token)];
  if (!run)
    throw new Error(`the simulated Azure does not know ${token}; it knows ${Object.keys(functions).sort().join(", ")}`);
  return run(args, azure);
}

/** Inputs of a type that an update cannot change, as paths: its name, its place, and what Azure refuses to change. */
export function immutablePaths(token: string): readonly string[] {
  const type = types[withoutVersion(token)];
  return type ? [type.nameInput, "resourceGroupName", ...(type.immutable ?? [])] : [];
}

/** `azure-native:network/v20240101:Subnet` is a `azure-native:network:Subnet`. */
function withoutVersion(token: string): string {
  return token.replace(/\/v\d{8}\w*:/, ":");
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
