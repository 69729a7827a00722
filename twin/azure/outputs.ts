import type { JsonObject } from "@breakwater/plan-views";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";
import type { AzureState } from "./state";

/** All outputs of a resource: its inputs, and what Azure adds. */
export function outputsOf(type: AzureType, request: AzureRequest, parentId: string): JsonObject {
  const { inputs, name, state } = request;
  return {
    ...locationOf(inputs, parentId, state),
    ...inputs,
    name,
    type: type.armType,
    ...type.outputs(request),
  };
}

/** azure-native takes the location from the resource group where the program gives none. */
function locationOf(inputs: JsonObject, parentId: string, azure: AzureState | undefined): JsonObject {
  if (inputs.location !== undefined || !azure || !/\/resourceGroups\/[^/]+$/.test(parentId)) return {};
  const location = findResource(azure, parentId)?.inputs.location;
  return location === undefined ? {} : { location };
}
