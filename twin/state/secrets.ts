import { createHash } from "node:crypto";
import { type JsonObject, secretMark } from "@breakwater/plan-views";
import { pathSteps, valueAt, withValueAt } from "../changes";

/** A copy of the inputs with `[secret]` in place of every secret. */
export function maskSecrets(inputs: JsonObject, secretPaths: readonly string[]): JsonObject {
  return secretPaths.reduce((masked, path) => withValueAt(masked, pathSteps(path), secretMark), inputs);
}

/**
 * What a later run can compare secrets by without knowing them; absent where there are none.
 *
 * @param salt random text of the stack, so that equal secrets of two stacks do not look equal
 */
export function digestSecrets(inputs: JsonObject, secretPaths: readonly string[], salt: string): string | undefined {
  if (secretPaths.length === 0) return undefined;
  const values = [...secretPaths].sort().map((path) => [path, valueAt(inputs, pathSteps(path)) ?? null]);
  return createHash("sha256").update(salt).update(JSON.stringify(values)).digest("hex");
}
