import { ApiError, describeObject, referenceOf, waitUntilEstablished } from "../../controlplane";
import type { ApiServer, KubernetesObject, ObjectReference } from "../../controlplane";
import type { Backend, ResourceRequest, ResourceResult } from "../../engine";
import type { JsonObject } from "../../plan/types";
import { maskSecrets } from "../state/secrets";
import type { ResourceState, StackState } from "../state/stack-state";
import type { Action, Change, PropertyChange } from "./changes";
import { deleteObject } from "./delete-object";
import { diffObjects, withoutDroppedZeros } from "./live-object";

/** What the backend needs. */
export interface KubernetesBackendOptions {
  api: ApiServer;
  /** Names the objects that the program leaves unnamed, and answers what is no object: the provider and Helm releases. */
  simulated: Backend;
  state: StackState;
  changes: Change[];
  /** Told once for each Helm release, none of which the twin installs. */
  onSkippedRelease: (name: string) => void;
}

/** The package `kubernetes` on the twin's API server: every object is really applied, and the program gets the live object. */
export function kubernetesBackend(options: KubernetesBackendOptions): Backend {
  const { simulated, onSkippedRelease } = options;
  return {
    invoke: (token, args) => simulated.invoke(token, args),
    create: async (request) => {
      const result = await simulated.create(request);
      if (request.type.startsWith("pulumi:providers:")) return result;
      if (request.type.startsWith("kubernetes:helm.sh/")) {
        onSkippedRelease(request.name);
        return result;
      }
      return applyRequest(request, result, options);
    },
  };
}

async function applyRequest(
  request: ResourceRequest,
  named: ResourceResult,
  options: KubernetesBackendOptions,
): Promise<ResourceResult> {
  const { api, state, changes } = options;
  const { urn, type, name, secretPaths } = request;
  const object = named.outputs as unknown as KubernetesObject;
  const target = referenceOf(object);
  const inputs = maskSecrets(request.inputs, secretPaths);
  const before = state.begin({ urn, type, name, object: target }, inputs);
  // What the program says as it said before can be no change of its own.
  const isAsBefore = JSON.stringify(before?.inputs) === JSON.stringify(inputs);
  try {
    const { live, action, properties } = await applyObject(api, object, secretPaths, isAsBefore);
    if (live.kind === "CustomResourceDefinition") await waitUntilEstablished(api, target);
    if (before?.object && !isSameObject(before.object, target) && !isKeptByAnother(before, state))
      await deleteObject(api, before.object);
    changes.push({ urn, type, name, action, properties });
    state.complete(urn);
    return { id: named.id, outputs: withoutManagedFields(live) };
  } catch (error) {
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
    await deleteObject(api, target);
    const live = await api.apply(object);
    return { live, action: "replace", properties: diffObjects(before, live, secretPaths) };
  }
}

function isImmutableField(error: unknown): boolean {
  return error instanceof ApiError && error.reason === "Invalid" && /field is immutable/.test(error.message);
}

function isSameObject(a: ObjectReference, b: ObjectReference): boolean {
  return (
    a.apiVersion.split("/")[0] === b.apiVersion.split("/")[0] &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name
  );
}

/** Whether the object, under another URN, is still wanted: a resource may have been renamed in the program. */
export function isKeptByAnother({ urn, object }: ResourceState, state: StackState): boolean {
  return (
    object !== undefined &&
    state
      .latestFirst()
      .some((other) => other.urn !== urn && other.object !== undefined && isSameObject(other.object, object))
  );
}

/** Who owns which field is of no use to a program, and long. */
function withoutManagedFields(live: KubernetesObject): JsonObject {
  const metadata = Object.fromEntries(Object.entries(live.metadata).filter(([key]) => key !== "managedFields"));
  return { ...live, metadata } as unknown as JsonObject;
}
