import { type JsonObject, secretMark } from "@breakwater/plan-views";
import type { KubernetesObject } from "../../controlplane";
import { diffValues } from "../../changes";
import type { PropertyChange } from "../../changes";

/** Parts of an object that its server keeps for itself: they change without anybody having asked for it. */
const serversOwn = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];
const serversOwnAnnotations = ["deployment.kubernetes.io/revision"];

/**
 * What an application changed, told by the object as the server had it before and has it now. Values of a Secret are never
 * shown, nor those at paths that the program marked secret.
 */
export function diffObjects(
  before: KubernetesObject,
  after: KubernetesObject,
  secrets: readonly string[],
): PropertyChange[] {
  const isSecret = after.kind === "Secret";
  return diffValues(declaredPart(before), declaredPart(after)).map((change) =>
    (isSecret && /^(data|stringData)\b/.test(change.path)) || secrets.some((path) => covers(path, change.path))
      ? masked(change)
      : change,
  );
}

/**
 * Changes less those that only bring back a value which another dropped because it is the zero of its type: a controller that
 * writes the whole object through a Go type with `omitempty`, as KEDA does with its finalizer, loses every `false` in it.
 */
export function withoutDroppedZeros(changes: readonly PropertyChange[]): PropertyChange[] {
  return changes.filter(({ before, after }) => before !== undefined || !zeros.some((zero) => zero === after));
}

const zeros = [false, 0, ""] as const;

/** The object without its status and without what only its server writes. */
function declaredPart(object: KubernetesObject): JsonObject {
  const metadata: Record<string, unknown> = without(object.metadata, [...serversOwn, "annotations"]);
  const annotations = without(object.metadata.annotations ?? {}, serversOwnAnnotations);
  if (Object.keys(annotations).length > 0) metadata["annotations"] = annotations;
  return { ...without(object, ["status"]), metadata } as JsonObject;
}

function without(object: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function covers(secret: string, path: string): boolean {
  return path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`);
}

function masked({ path, before, after }: PropertyChange): PropertyChange {
  return {
    path,
    ...(before !== undefined && { before: secretMark }),
    ...(after !== undefined && { after: secretMark }),
  };
}
