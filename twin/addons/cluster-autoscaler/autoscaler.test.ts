import { ApiError } from "../../controlplane";
import type { KubernetesObject } from "../../controlplane";
import { Autoscaler } from "./autoscaler";
import type { AutoscalerRecord } from "./record";
import { node, podObject, pool } from "./testing/samples";

/** A cluster in memory, and a clock that stands until it is set. */
function scene(pods: KubernetesObject[], nodes: KubernetesObject[] = []) {
  const records: AutoscalerRecord[] = [];
  const log: string[] = [];
  let seconds = 0;
  const api = {
    list: async (_: string, kind: string, __?: string, selector?: { fieldSelector?: string }) =>
      kind === "Node" ? [...nodes] : selector ? [] : [...pods],
    create: jest.fn(async (object: KubernetesObject) => {
      nodes.push(object);
      return object;
    }),
    merge: jest.fn(async () => nodes[0]!),
    delete: jest.fn(async ({ name }: { name: string }) => {
      nodes.splice(
        nodes.findIndex(({ metadata }) => metadata.name === name),
        1,
      );
      return true;
    }),
  };
  const autoscaler = new Autoscaler({
    api,
    pools: () => ({ pools: [pool()], region: "koreacentral" }),
    bootSeconds: 10,
    idleSeconds: 60,
    log: (text) => log.push(text),
    onChange: (record) => records.push(record),
    now: () => new Date(seconds * 1000),
  });
  const scanAt = (at: number) => {
    seconds = at;
    return autoscaler.scan();
  };
  return { api, pods, nodes, log, scanAt, record: () => records.at(-1), records };
}

describe("Autoscaler", () => {
  test("adds a node after its boot time, once", async () => {
    const { api, nodes, scanAt, record, log } = scene([podObject("p")]);
    await scanAt(0);
    await scanAt(5);
    expect(api.create).not.toHaveBeenCalled();
    expect(record()?.booting).toEqual([
      {
        pool: "cpu1",
        name: "aks-cpu1-00000000-vmss000000",
        pods: ["jobs/p"],
        readyAt: "1970-01-01T00:00:10.000Z",
      },
    ]);
    await scanAt(10);
    await scanAt(11);
    expect(nodes).toHaveLength(1);
    expect(record()).toMatchObject({ booting: [], refusals: [] });
    expect(log).toEqual([
      "pool cpu1 gets a node in 10 s for jobs/p",
      "pool cpu1 has its node aks-cpu1-00000000-vmss000000",
    ]);
  });

  test("removes a node that was not needed all the time, drained", async () => {
    const { api, nodes, scanAt } = scene([], [node(pool())]);
    await scanAt(0);
    await scanAt(59);
    expect(nodes).toHaveLength(1);
    await scanAt(60);
    expect(nodes).toHaveLength(0);
    expect(api.merge).toHaveBeenCalledWith(expect.anything(), { spec: { unschedulable: true } });
  });

  test("starts counting anew when a node was needed in between", async () => {
    const { nodes, pods, scanAt } = scene([], [node(pool())]);
    await scanAt(0);
    pods.push({
      ...podObject("p"),
      spec: { nodeName: nodes[0]!.metadata.name, containers: [{ resources: { requests: { cpu: "3" } } }] },
    });
    await scanAt(30);
    pods.pop();
    await scanAt(61);
    await scanAt(120);
    expect(nodes).toHaveLength(1);
    await scanAt(121);
    expect(nodes).toHaveLength(0);
  });

  test("takes it as done when somebody else made the node meanwhile, and lets any other refusal be seen", async () => {
    const { api, scanAt } = scene([podObject("p")]);
    await scanAt(0);
    api.create.mockRejectedValueOnce(new ApiError(409, "AlreadyExists", "it exists"));
    await expect(scanAt(10)).resolves.toBeUndefined();
    await scanAt(11);
    api.create.mockRejectedValueOnce(new ApiError(403, "Forbidden", "no"));
    await expect(scanAt(30)).rejects.toThrow("no");
  });

  test("tells only what changed", async () => {
    const { scanAt, records } = scene([podObject("p", { nodeSelector: { no: "where" } })]);
    await scanAt(0);
    await scanAt(1);
    expect(records).toHaveLength(1);
    expect(records[0]?.refusals).toMatchObject([{ pod: "jobs/p" }]);
  });
});
