import type { Backend, ResourceRequest } from "../../engine";
import { type JsonObject, type Pool, poolsIn } from "@breakwater/plan-views";
import type { NodePools } from "../../nodes";
import { digestSecrets, maskSecrets } from "../../state";
import type { ResourceState, StackState } from "../../state";
import { diffValues, pathSteps, secretChange, valueAt, withValueAt } from "../../changes";
import type { Action, Change, PropertyChange } from "../../changes";
import { declarationOf } from "./declaration";

export interface RememberedBackendOptions {
  simulated: Backend;
  state: StackState;
  nodes: Pick<NodePools, "sync" | "remove">;
  signal: AbortSignal;
}

/** Remembers what a simulated package has made, and knows what came of this run. */
export interface RememberedBackend extends Backend {
  /** What it changed so far, in the order of the answers. */
  readonly changes: readonly Change[];
}

/**
 * A simulated package with a memory: what it makes is kept in the stack's state, so that a second `up` is an update. Its
 * answers follow from the inputs alone, so the inputs are all that has to be remembered.
 */
export function rememberedBackend({ simulated, state, nodes, signal }: RememberedBackendOptions): RememberedBackend {
  const changes: Change[] = [];
  return {
    changes,
    invoke: (token, args) => simulated.invoke(token, args),
    create: async (request) => {
      const { urn, type, name, secretPaths } = request;
      const inputs = keepIgnored(request, state.get(urn));
      const masked = maskSecrets(inputs, secretPaths);
      const before = state.begin({ urn, type, name, declared: declarationOf(request) }, masked);
      try {
        const result = await simulated.create({ ...request, inputs });
        await nodes.sync(type, inputs, before?.inputs === undefined);
        // A pool under another name is another pool: its nodes come first, then those of the old one go.
        await nodes.remove(poolsGone({ type, name }, before?.inputs ?? {}, inputs));
        const secretsDigest = digestSecrets(inputs, secretPaths, state.salt);
        const properties = before ? changedInputs(before, masked, secretsDigest, secretPaths) : [];
        changes.push({ urn, type, name, action: actionOf(before, properties), properties });
        state.complete(urn, secretsDigest);
        return result;
      } catch (error) {
        // Some of its nodes may have changed before an interruption: the state goes on saying so, as it does after a kill.
        signal.throwIfAborted();
        state.restore(urn, before);
        throw error;
      }
    },
  };
}

function poolsGone({ type, name }: { type: string; name: string }, before: JsonObject, after: JsonObject): Pool[] {
  const [left, kept] = [before, after].map((props) => poolsIn({ type, name, props }));
  return left!.filter((pool) => !kept!.some((other) => other.name === pool.name));
}

function actionOf(before: ResourceState | undefined, properties: PropertyChange[]): Action {
  if (!before?.inputs) return "create";
  return properties.length > 0 ? "update" : "same";
}

/** `ignoreChanges`, as Pulumi has it: what was given at creation stays, whatever the program says now. */
function keepIgnored({ inputs, options }: ResourceRequest, before: ResourceState | undefined): JsonObject {
  const { ignoreChanges = [] } = options;
  const given = before?.inputs;
  if (!given) return inputs;
  return ignoreChanges.reduce(
    (kept, path) => withValueAt(kept, pathSteps(path), valueAt(given, pathSteps(path))),
    inputs,
  );
}

function changedInputs(
  before: ResourceState,
  masked: JsonObject,
  secretsDigest: string | undefined,
  secretPaths: string[],
) {
  const changed = diffValues(before.inputs, masked);
  const onlySecrets =
    before.secretsDigest !== undefined && secretsDigest !== undefined && before.secretsDigest !== secretsDigest;
  return onlySecrets ? [...changed, ...secretPaths.map(secretChange)] : changed;
}
