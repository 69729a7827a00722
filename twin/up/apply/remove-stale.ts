import type { ApiServer } from "../../controlplane";
import type { Failure } from "../../engine";
import type { Step } from "../../terminal";
import type { Plan, Pool } from "@breakwater/plan-views";
import type { NodePools } from "../../nodes";
import { objectsOf, poolsOfResource } from "../../state";
import type { ResourceState, StackState } from "../../state";
import type { Change } from "../../changes";
import { deleteObject } from "./delete-object";
import { isKeptByAnother } from "./kubernetes-backend";

/** What removing needs. */
export interface RemoveOptions {
  api: ApiServer;
  state: StackState;
  nodes: NodePools;
  /** What the program declared before: it holds the options of resources that are gone from it, where the state is too old to have them. */
  previous?: Plan;
  onProgress: (step: Step) => void;
  signal: AbortSignal;
}

/** What came of removing. */
export interface Removed {
  /** What was deleted, in that order. */
  changes: Change[];
  /** Why not everything was: what follows the resource that could not be deleted is still there. */
  failure?: Failure;
}

/**
 * Deletes what the program no longer declares, each resource before what it depended on. `protect` and `retainOnDelete` mean
 * what they mean to Pulumi: where something of it is protected, nothing is deleted.
 *
 * @param wanted URNs of the last run
 * @throws the signal's reason once it is aborted; what is deleted by then is forgotten
 */
export async function removeStale(wanted: ReadonlySet<string>, options: RemoveOptions): Promise<Removed> {
  const { state, previous, onProgress, signal } = options;
  const stale = state.latestFirst().filter(({ urn }) => !wanted.has(urn));
  const optionsOf = ({ urn, declared }: ResourceState) =>
    declared?.options ?? previous?.resources.find((resource) => resource.urn === urn)?.options ?? {};
  const kept = stale.filter((resource) => optionsOf(resource).protect);
  if (kept.length > 0) {
    const message = `the program no longer has what it protects, so it is not deleted (take \`protect\` away first):\n${kept.map(({ urn }) => `  ${urn}`).join("\n")}`;
    return { changes: [], failure: { message } };
  }
  const changes: Change[] = [];
  for (const resource of stale) {
    signal.throwIfAborted();
    const { urn, type, name } = resource;
    onProgress({ text: "deleting", detail: name });
    try {
      const retained = optionsOf(resource).retainOnDelete === true;
      if (!retained && (await removeResource(resource, options)))
        changes.push({ urn, type, name, action: "delete", properties: [] });
    } catch (error) {
      signal.throwIfAborted();
      return { changes, failure: { message: error instanceof Error ? error.message : String(error) } };
    }
    state.forget(urn);
  }
  return { changes };
}

/** Deletes what a resource has. `false`: another resource has it now, as the program renamed it. */
async function removeResource(
  resource: ResourceState,
  { api, state, nodes, signal }: Pick<RemoveOptions, "api" | "state" | "nodes" | "signal">,
): Promise<boolean> {
  if (!resource.object) {
    await nodes.remove(poolsOnlyOf(resource, state));
    return true;
  }
  const own = objectsOf(resource).filter((object) => !isKeptByAnother(resource.urn, object, state));
  for (const object of own) await deleteObject(api, object, signal);
  return own.length > 0;
}

/** The pools of a resource that no other resource has: it may have been renamed in the program. */
function poolsOnlyOf(resource: ResourceState, state: StackState): Pool[] {
  const others = state.latestFirst().filter(({ urn }) => urn !== resource.urn);
  const kept = others.flatMap(poolsOfResource).map(({ name }) => name);
  return poolsOfResource(resource).filter(({ name }) => !kept.includes(name));
}
