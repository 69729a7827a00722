import type { ApiServer, Step } from "../../controlplane";
import type { Plan } from "../../plan/types";
import type { NodePools } from "../nodes/node-pools";
import type { Pool } from "../nodes/pools";
import { poolsOfResource } from "../state/state-pools";
import type { ResourceState, StackState } from "../state/stack-state";
import type { Change } from "./changes";
import { deleteObject } from "./delete-object";
import { isKeptByAnother } from "./kubernetes-backend";

/** What removing needs. */
export interface RemoveOptions {
  api: ApiServer;
  state: StackState;
  changes: Change[];
  nodes: NodePools;
  /** What the program declared before: it holds the options of resources that are gone from it. */
  previous?: Plan;
  onProgress: (step: Step) => void;
  checkInterrupted: () => void;
}

/**
 * Deletes what the program no longer declares, each resource before what it depended on. `protect` and `retainOnDelete` mean
 * what they mean to Pulumi.
 *
 * @param wanted URNs of the last run
 * @throws Error that names every protected resource; then nothing was deleted
 */
export async function removeStale(wanted: ReadonlySet<string>, options: RemoveOptions): Promise<void> {
  const { api, state, changes, nodes, previous, onProgress, checkInterrupted } = options;
  const stale = state.latestFirst().filter(({ urn }) => !wanted.has(urn));
  const optionsOf = (urn: string) => previous?.resources.find((resource) => resource.urn === urn)?.options ?? {};

  const kept = stale.filter(({ urn }) => optionsOf(urn).protect);
  if (kept.length > 0) {
    throw new Error(
      `the program no longer has what it protects, so it is not deleted (take \`protect\` away first):\n${kept.map(({ urn }) => `  ${urn}`).join("\n")}`,
    );
  }
  for (const resource of stale) {
    checkInterrupted();
    onProgress({ text: "deleting", detail: resource.name });
    const retained = optionsOf(resource.urn).retainOnDelete || isKeptByAnother(resource, state);
    if (!retained) {
      if (resource.object) await deleteObject(api, resource.object);
      else await nodes.remove(poolsOnlyOf(resource, state));
      changes.push({ urn: resource.urn, type: resource.type, name: resource.name, action: "delete", properties: [] });
    }
    state.forget(resource.urn);
  }
}

/** The pools of a resource that no other resource has: it may have been renamed in the program. */
function poolsOnlyOf(resource: ResourceState, state: StackState): Pool[] {
  const others = state.latestFirst().filter(({ urn }) => urn !== resource.urn);
  const kept = others.flatMap(poolsOfResource).map(({ name }) => name);
  return poolsOfResource(resource).filter(({ name }) => !kept.includes(name));
}
