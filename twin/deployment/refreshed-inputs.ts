import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";

/**
 * What a GET answers beyond what can be asked for, at any depth: azure-native drops it before it compares two answers
 * (`ResponseBodyToSdkInputs` of https://github.com/pulumi/pulumi-azure-native). `id`, `name` and `type` are at the top
 * alone: a reference to another resource has an `id` too.
 */
const readOnly = new Set([
  "azurePortalFQDN",
  "currentKubernetesVersion",
  "currentOrchestratorVersion",
  "eTag",
  "etag",
  "fqdn",
  "maxAgentPools",
  "nodeImageVersion",
  "powerState",
  "privateFQDN",
  "provisioningState",
  "resourceUID",
  "systemData",
]);

/**
 * The inputs after a refresh, as azure-native has them (`applyDiff` in provider/pkg/provider/diff.go): what the program asked for, with
 * every property exchanged whose answer is no longer the one before. Lists are compared place by place.
 *
 * @param inputs those of the last deployment
 * @param answered what Azure answered then
 * @param answers what it answers now
 */
export function refreshedInputs(inputs: JsonObject, answered: JsonObject, answers: JsonObject): JsonObject {
  const atTop = ({ id: _, name: __, type: ___, ...rest }: JsonObject): JsonObject => rest;
  return applied(inputs, writable(atTop(answered)) as JsonObject, writable(atTop(answers)) as JsonObject);
}

function writable(value: Json): Json {
  if (Array.isArray(value)) return value.map(writable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !readOnly.has(key))
      .map(([key, inner]) => [key, writable(inner)]),
  );
}

function applied(inputs: JsonObject, before: JsonObject, now: JsonObject): JsonObject {
  const result = Object.fromEntries(Object.entries(inputs).filter(([key]) => !(key in before) || key in now));
  for (const [key, value] of Object.entries(now)) {
    if (!(key in before)) result[key] = value;
    else if (!isSame(before[key]!, value))
      result[key] = key in inputs ? appliedValue(inputs[key]!, before[key]!, value) : value;
  }
  return result;
}

function appliedValue(input: Json, before: Json, now: Json): Json {
  if (isObject(input) && isObject(before) && isObject(now)) return applied(input, before, now);
  if (!Array.isArray(input) || !Array.isArray(before) || !Array.isArray(now)) return now;
  return now.map((item, index) =>
    index < input.length && index < before.length ? appliedValue(input[index]!, before[index]!, item) : item,
  );
}

/** Whether two values are the same, in whatever order their keys stand. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && isSame(left[key], right[key]))
  );
}
