import { specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";
import { packageOf } from "./backend";

/**
 * What a preview tells the program about a resource. An object may get more members from the provider, such as a vault's
 * address among its properties, so it is unknown as a whole; Kubernetes hands objects back as they were given.
 */
export function knownInPreview(wire: JsonObject, type: string): JsonObject {
  if (packageOf(type) === "kubernetes") return wire;
  const mayGrow = (value: Json): boolean => isObject(value) && !(specialSigKey in value);
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, mayGrow(value) ? unknownValue : value]));
}

/** The outputs that say more than the inputs did, with the id first. */
export function addedOutputs(outputs: JsonObject, inputs: JsonObject, id: string): JsonObject {
  const more = Object.entries(outputs).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(inputs[key]));
  return { ...(id && { id }), ...Object.fromEntries(more) };
}
