import {
  specialArchiveSig,
  specialAssetSig,
  specialResourceSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from "@pulumi/pulumi/runtime/rpc";
import { asObject, type Json, type JsonObject, secretMark, unknownMark } from "@breakwater/plan-views";

/** A value from the wire, once for a provider and once for the Plan. */
export interface Unwrapped<T extends Json = Json> {
  /** Secrets in clear. */
  plain: T;
  /** `[secret]` in place of every secret, `[unknown]` in place of what a preview cannot know. */
  masked: T;
  /** Where the secrets are: `data["api-key"]`, `env[0].value`. */
  secretPaths: string[];
  /** Whether any part is not known. */
  unknown: boolean;
}

/** Takes Pulumi's wire form of secrets, unknowns, assets and references to resources apart. */
export function unwrap(value: JsonObject): Unwrapped<JsonObject> {
  const secretPaths: string[] = [];
  let unknown = false;

  const walk = (at: Json, path: string): { plain: Json; masked: Json } => {
    if (at === unknownValue) {
      unknown = true;
      return { plain: unknownMark, masked: unknownMark };
    }
    if (Array.isArray(at)) {
      const items = at.map((item, index) => walk(item, `${path}[${index}]`));
      return { plain: items.map(({ plain }) => plain), masked: items.map(({ masked }) => masked) };
    }
    if (typeof at !== "object" || at === null) return { plain: at, masked: at };
    switch (at[specialSigKey]) {
      case specialSecretSig: {
        secretPaths.push(path);
        return { plain: walk(at.value ?? null, path).plain, masked: secretMark };
      }
      case specialResourceSig: {
        const reference = at.id || at.urn || null;
        return walk(reference, path);
      }
      case specialAssetSig:
      case specialArchiveSig:
        return entries(at, path, (key) => key !== specialSigKey);
      default:
        return entries(at, path, () => true);
    }
  };
  const entries = (object: JsonObject, path: string, keep: (key: string) => boolean) => {
    const plain: JsonObject = {};
    const masked: JsonObject = {};
    for (const key of Object.keys(object)) {
      if (!keep(key)) continue;
      const inner = walk(object[key]!, joinPath(path, key));
      plain[key] = inner.plain;
      masked[key] = inner.masked;
    }
    return { plain, masked };
  };

  // The bag of properties itself is never a secret, only what is in it.
  const { plain, masked } = entries(value, "", () => true);
  return { plain, masked, secretPaths, unknown };
}

function joinPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * Marks in a provider's outputs what was a secret in the inputs, as Pulumi's engine does: the same path is a secret again.
 *
 * @param masked the resource's inputs with `[secret]` in place of secrets
 * @param secretOutputs names of outputs that are secret whatever the inputs are
 * @param mark what becomes of a secret value
 */
export function markSecrets(
  outputs: JsonObject,
  masked: JsonObject,
  secretOutputs: readonly string[],
  mark: (value: Json) => Json,
): JsonObject {
  const walk = (output: Json, input: Json | undefined): Json => {
    if (input === secretMark) return mark(output);
    if (Array.isArray(output)) {
      const list = Array.isArray(input) ? input : [];
      return output.map((item, index) => walk(item, list[index]));
    }
    if (typeof output !== "object" || output === null) return output;
    const object = asObject(input);
    return Object.fromEntries(Object.entries(output).map(([key, item]) => [key, walk(item, object[key])]));
  };
  const marked = walk(outputs, masked) as JsonObject;
  for (const name of secretOutputs) {
    if (name in outputs) marked[name] = mark(outputs[name]!);
  }
  return marked;
}

/** Pulumi's wire form of a secret. */
export function secretOnTheWire(value: Json): Json {
  return { [specialSigKey]: specialSecretSig, value };
}
