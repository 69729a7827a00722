/**
 * A simulated Azure: what it makes of a resource, and what it refuses, as pure functions. Nothing is kept but in the
 * `AzureState` that a caller passes.
 */
import type { JsonObject } from "@breakwater/plan-views";
import { authorizationFunctions } from "./authorization";
import { clusterReadings } from "./cluster-readings";
import { containerserviceFunctions } from "./containerservice";
import { identityFunctions } from "./managedidentity";
import { redisenterpriseFunctions } from "./redisenterprise";
import type { AzureFunction } from "./resource-type";
import { withoutVersion } from "./resource-types";
import type { AzureState } from "./state";

export { deleteResource } from "./delete";
export { AzureError } from "./error";
export { readResource } from "./get";
export type { AzureReading } from "./get";
export { immutablePaths, judgeChange } from "./judge-change";
export type { RefusedChange } from "./judge-change";
export { scaleNodes } from "./node-counts";
export { admitObject } from "./policy-admission";
export { createResource, newResource, updateResource } from "./put";
export { copyState, createAzureState } from "./state";
export type { AzureState } from "./state";

const functions: Record<string, AzureFunction> = {
  ...authorizationFunctions,
  ...clusterReadings,
  ...containerserviceFunctions,
  ...identityFunctions,
  ...redisenterpriseFunctions,
};

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
