import { ApiError, describeObject, isSameObject, referenceOf, waitUntilEstablished } from "../../controlplane";
import type { ApiServer, KubernetesObject, ObjectReference } from "../../controlplane";
import type { Backend, ResourceRequest, ResourceResult } from "../../engine";
import type { JsonObject } from "@breakwater/plan-views";
import { maskSecrets } from "../../state";
import type { StackState } from "../../state";
import type { Action, Change, PropertyChange } from "../../changes";
import { deleteObject } from "./delete-object";
import { declarationOf } from "./declaration";
import { diffObjects, withoutDroppedZeros } from "./live-object";

/** What the backend needs. */
export interface KubernetesBackendOptions {
  api: ApiServer;
  /** Names the objects that the program leaves unnamed, and answers what is no object: the provider and Helm releases. */
  simulated: Backend;
  state: StackState;
  signal: AbortSignal;
}

/** Applies objects, and knows what came of it. */
export interface KubernetesBackend extends Backend {
  /** What it changed so far, in the order of the server's answers. */
  readonly changes: readonly Change[];
  /** Names of the Helm releases so far, none of which the twin installs. */
  readonly skippedReleases: readonly string[];
}

/** The package `kubernetes` on the twin's API server: every object is really applied, and the program gets the live object. */
export function kubernetesBackend(options: KubernetesBackendOptions): KubernetesBackend {
  const { simulated } = options;
  const changes: Change[] = [];
  const skippedReleases: string[] = [];
  return {
    changes,
    skippedReleases,
    invoke: (token, args) => simulated.invoke(token, args),
    create: async (request) => {
      const named = await simulated.create(request);
      if (request.type.startsWith("pulumi:providers:")) return named;
      if (request.type.startsWith("kubernetes:helm.sh/")) {
        skippedReleases.push(request.name);
        return named;
      }
      const { change, outputs } = await applyRequest(request, named, options);
      changes.push(change);
      return { id: named.id, outputs };
    },
  };
}

async function applyRequest(
  request: ResourceRequest,
  named: ResourceResult,
  { api, state, signal }: KubernetesBackendOptions,
): Promise<{ change: Change; outputs: JsonObject }> {
  const { urn, type, name, secretPaths } = request;
  const object = named.outputs as unknown as KubernetesObject;
  const target = referenceOf(object);
  const inputs = maskSecrets(request.inputs, secretPaths);
  const before = state.begin({ urn, type, name, object: target, declared: declarationOf(request) }, inputs);
  // What the program says as it said before can be no change of its own.
  const isAsBefore = JSON.stringify(before?.inputs) === JSON.stringify(inputs);
  try {
    const { live, action, properties } = await applyObject(api, object, secretPaths, isAsBefore, signal);
    if (live.kind === "CustomResourceDefinition") await waitUntilEstablished(api, target, signal);
    for (const former of state.get(urn)?.formerly ?? []) {
      if (!isKeptByAnother(urn, former, state)) await deleteObject(api, former, signal);
    }
    state.complete(urn);
    return { change: { urn, type, name, action, properties }, outputs: withoutManagedFields(live) };
  } catch (error) {
    // What was sent before an interruption may be there: the state goes on saying so, as it does after a kill.
    signal.throwIfAborted();
    state.restore(urn, before);
    if (error instanceof ApiError)
      throw new Error(`the API server refused ${describeObject(target)}: ${error.message}`, { cause: error });
    throw error;
  }
}

interface Applied {
  live: KubernetesObject;
  action: Action;
  properties: PropertyChange[];
}

async function applyObject(
  api: ApiServer,
  object: KubernetesObject,
  secretPaths: string[],
  isAsBefore: boolean,
  signal: AbortSignal,
): Promise<Applied> {
  const target = referenceOf(object);
  const before = await api.get(target);
  try {
    const live = await api.apply(object);
    if (!before) return { live, action: "create", properties: [] };
    const differences = diffObjects(before, live, secretPaths);
    const properties = isAsBefore ? withoutDroppedZeros(differences) : differences;
    return { live, action: properties.length > 0 ? "update" : "same", properties };
  } catch (error) {
    if (!before || !isImmutableField(error)) throw error;
    // Pulumi's provider replaces an object whose immutable field changed.
    await deleteObject(api, target, signal);
    const live = await api.apply(object);
    return { live, action: "replace", properties: diffObjects(before, live, secretPaths) };
  }
}

function isImmutableField(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "Invalid" && /field is immutable/.test(error.message);
}

/** Whether an object of a resource is still wanted under another URN: a resource may have been renamed in the program. */
export function isKeptByAnother(urn: string, object: ObjectReference, state: StackState): boolean {
  return state
    .latestFirst()
    .some((other) => other.urn !== urn && other.object !== undefined && isSameObject(other.object, object));
}

/** Who owns which field is of no use to a program, and long. */
function withoutManagedFields(live: KubernetesObject): JsonObject {
  const metadata = Object.fromEntries(Object.entries(live.metadata).filter(([key]) => key !== "managedFields"));
  return { ...live, metadata } as unknown as JsonObject;
}
