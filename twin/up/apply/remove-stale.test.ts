import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ApiServer, ObjectReference } from "../../controlplane";
import type { Plan, PlanOptions } from "@breakwater/plan-views";
import type { Pool } from "@breakwater/plan-views";
import type { NodePools } from "../../nodes/node-pools";
import { StackState } from "../../state/stack-state";
import { removeStale } from "./remove-stale";

const poolType = "azure-native:containerservice:AgentPool";

const namespace = { apiVersion: "v1", kind: "Namespace", name: "shop" };
const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "shop" };

describe("removeStale", () => {
  let folder: string;
  let state: StackState;
  const deleted: string[] = [];
  beforeEach(() => {
    deleted.length = 0;
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-stale-"));
    state = StackState.open(path.join(folder, "state.json"), "dev");
    for (const [urn, type, object] of [
      ["urn:pool", poolType, undefined],
      ["urn:namespace", "kubernetes:core/v1:Namespace", namespace],
      ["urn:deployment", "kubernetes:apps/v1:Deployment", deployment],
    ] as const) {
      state.begin({ urn, type, name: urn.slice(4), ...(object && { object }) }, { agentPoolName: "pool1" });
      state.complete(urn);
    }
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  async function remove(
    wanted: string[],
    options: Record<string, PlanOptions> = {},
    onDelete: (kind: string) => void = () => undefined,
    signal = new AbortController().signal,
  ) {
    const resources = Object.entries(options).map(([urn, planOptions]) => ({ urn, options: planOptions }));
    const { changes, failure } = await removeStale(new Set(wanted), {
      api: {
        delete: ({ kind }: ObjectReference) => {
          onDelete(kind);
          return Promise.resolve(deleted.push(kind) > 0);
        },
        get: () => Promise.resolve(undefined),
      } as unknown as ApiServer,
      nodes: {
        remove: (pools: Pool[]) => Promise.resolve(void deleted.push(...pools.map(({ name }) => name))),
      } as unknown as NodePools,
      state,
      previous: { resources } as unknown as Plan,
      onProgress: () => undefined,
      signal,
    });
    return { changes: changes.map(({ action, name }) => `${action} ${name}`), failure };
  }

  const run = async (wanted: string[], options?: Record<string, PlanOptions>) => {
    const { changes, failure } = await remove(wanted, options);
    expect(failure).toBeUndefined();
    return changes;
  };

  test("deletes what is no longer there, what depends on another before it", async () => {
    expect(await run([])).toEqual(["delete deployment", "delete namespace", "delete pool"]);
    expect(deleted).toEqual(["Deployment", "Namespace", "pool1"]);
    expect(state.latestFirst()).toEqual([]);
  });

  test("leaves alone what is still there", async () => {
    expect(await run(["urn:pool", "urn:namespace"])).toEqual(["delete deployment"]);
  });

  test("deletes nothing at all when something of it is protected", async () => {
    const { changes, failure } = await remove([], { "urn:namespace": { protect: true } });
    expect(failure?.message).toMatch(/protect.*\n {2}urn:namespace$/);
    expect(changes).toEqual([]);
    expect(deleted).toEqual([]);
    expect(state.latestFirst()).toHaveLength(3);
  });

  test("only forgets what is to be retained", async () => {
    expect(await run(["urn:pool", "urn:namespace"], { "urn:deployment": { retainOnDelete: true } })).toEqual([]);
    expect([deleted, state.get("urn:deployment")]).toEqual([[], undefined]);
  });

  test("does not remove the nodes of a pool that another resource has become", async () => {
    state.begin({ urn: "urn:renamed", type: poolType, name: "renamed" }, { agentPoolName: "pool1" });
    await run(["urn:namespace", "urn:deployment", "urn:renamed"]);
    expect([deleted, state.get("urn:pool")]).toEqual([[], undefined]);
  });

  test("does not delete an object that another resource has become", async () => {
    state.begin({ urn: "urn:renamed", type: "kubernetes:apps/v1:Deployment", name: "renamed", object: deployment }, {});
    state.complete("urn:renamed");
    expect(await run(["urn:pool", "urn:namespace", "urn:renamed"])).toEqual([]);
    expect([deleted, state.get("urn:deployment")]).toEqual([[], undefined]);
  });

  test("says what was deleted before the one that could not be", async () => {
    const refuse = (kind: string) => {
      if (kind === "Namespace") throw new Error("the namespace is in use");
    };
    expect(await remove([], {}, refuse)).toEqual({
      changes: ["delete deployment"],
      failure: { message: "the namespace is in use" },
    });
    expect(state.latestFirst().map(({ urn }) => urn)).toEqual(["urn:namespace", "urn:pool"]);
  });

  test("forgets nothing that an interruption left", async () => {
    const interruption = new AbortController();
    const onDelete = () => interruption.abort(new Error("interrupted by the user"));
    await expect(remove([], {}, onDelete, interruption.signal)).rejects.toThrow("interrupted by the user");
    // The Deployment was deleted: its deletion is complete, and what follows has not begun.
    expect(deleted).toEqual(["Deployment"]);
    expect(state.latestFirst().map(({ urn }) => urn)).toEqual(["urn:namespace", "urn:pool"]);
  });

  test("also deletes what a resource was before an interrupted renaming", async () => {
    const renamed = { ...deployment, name: "boutique" };
    state.begin(
      { urn: "urn:deployment", type: "kubernetes:apps/v1:Deployment", name: "deployment", object: renamed },
      {},
    );
    expect(await run(["urn:pool", "urn:namespace"])).toEqual(["delete deployment"]);
    expect(deleted).toEqual(["Deployment", "Deployment"]);
  });
});
