import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ResourceRequest } from "../../engine/types";
import type { JsonObject } from "@breakwater/plan-views";
import { StackState } from "../../state/stack-state";
import { rememberedBackend } from "./simulated-backend";

const poolType = "azure-native:containerservice:AgentPool";

describe("rememberedBackend", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-remembered-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  let interruption: AbortController;
  beforeEach(() => (interruption = new AbortController()));

  /** One `up` with this one resource. */
  async function run(inputs: JsonObject, more: Partial<ResourceRequest> = {}, fails = false) {
    const sync = jest.fn(() => Promise.resolve());
    const remove = jest.fn(() => Promise.resolve());
    const create = jest.fn((request: ResourceRequest) =>
      fails ? Promise.reject(new Error("refused")) : Promise.resolve({ id: "id", outputs: request.inputs }),
    );
    const state = StackState.open(path.join(folder, "state.json"), "dev");
    const backend = rememberedBackend({
      simulated: { create, invoke: jest.fn() },
      state,
      nodes: { sync, remove },
      signal: interruption.signal,
    });
    const request = {
      urn: "urn:gpu",
      type: poolType,
      name: "gpu",
      inputs,
      secretPaths: [],
      dependencies: [],
      options: {},
      ...more,
    };
    await backend.create(request).catch(() => undefined);
    return { change: backend.changes[0], made: create.mock.calls[0]![0].inputs, sync, remove, state };
  }

  test("makes a resource once, then says that nothing changed", async () => {
    expect((await run({ count: 1 })).change).toMatchObject({ action: "create", properties: [] });
    expect((await run({ count: 1 })).change).toMatchObject({ action: "same", properties: [] });
  });

  test("tells which input changed, and gives the nodes their pool as it is now", async () => {
    await run({ count: 1 });
    const { change, sync } = await run({ count: 2 });
    expect(change).toMatchObject({ action: "update", properties: [{ path: "count", before: 1, after: 2 }] });
    expect(sync).toHaveBeenCalledWith(poolType, { count: 2 }, false);
  });

  test("removes the nodes of a pool that has another name now", async () => {
    await run({ agentPoolName: "gpu1", count: 1 });
    const { remove } = await run({ agentPoolName: "gpu2", count: 1 });
    expect(remove).toHaveBeenCalledWith([expect.objectContaining({ name: "gpu1" })]);
  });

  test("keeps what `ignoreChanges` names as it was at creation", async () => {
    const ignoreChanges = ["count", "profiles[0].count"];
    await run({ count: 1, profiles: [{ count: 1, vmSize: "a" }] }, { options: { ignoreChanges } });
    const { change, made } = await run(
      { count: 5, profiles: [{ count: 5, vmSize: "b" }] },
      { options: { ignoreChanges } },
    );
    expect(made).toEqual({ count: 1, profiles: [{ count: 1, vmSize: "b" }] });
    expect(change?.properties.map((property) => property.path)).toEqual(["profiles[0].vmSize"]);
  });

  test("sees that a secret changed without keeping it", async () => {
    const secretPaths = ["value"];
    await run({ value: "first-secret" }, { secretPaths });
    expect((await run({ value: "first-secret" }, { secretPaths })).change?.action).toBe("same");
    const { change } = await run({ value: "second-secret" }, { secretPaths });
    expect(change?.properties).toEqual([{ path: "value", before: "[secret]", after: "[secret]" }]);
    expect(fs.readFileSync(path.join(folder, "state.json"), "utf8")).not.toMatch(/first-secret|second-secret/);
  });

  test("forgets a refused creation, and keeps what was before a refused update", async () => {
    expect((await run({ count: 1 }, {}, true)).state.get("urn:gpu")).toBeUndefined();
    await run({ count: 1 });
    const { state, change } = await run({ count: 2 }, {}, true);
    expect(state.get("urn:gpu")).toMatchObject({ status: "applied", inputs: { count: 1 } });
    expect(change).toBeUndefined();
  });

  test("keeps in mind what was under way when it was interrupted", async () => {
    await run({ count: 1 });
    interruption.abort(new Error("interrupted by the user"));
    const { state, change } = await run({ count: 2 }, {}, true);
    expect(state.get("urn:gpu")).toMatchObject({ status: "applying", inputs: { count: 1 }, pending: { count: 2 } });
    expect(change).toBeUndefined();
  });
});
