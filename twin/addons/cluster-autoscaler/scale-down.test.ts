import { unneededNodes } from "./scale-down";
import { node, pod, pool } from "./testing/samples";

const own = pool();
const [first, second, third] = [node(own, 0), node(own, 1), node(own, 2)];
const on = (name: string, where: typeof first, more: object = {}) =>
  pod(name, { nodeName: where.metadata.name, unschedulable: false, ...more });
const unneeded = (nodes: (typeof first)[], ...pods: ReturnType<typeof on>[]) =>
  unneededNodes({ pools: [own], nodes, pods }).map((name) => Number(name.slice(-1)));

describe("unneededNodes", () => {
  test("names empty nodes, the highest number first", () => expect(unneeded([first, second])).toEqual([1, 0]));

  test("keeps a pool's minimum", () => {
    const pools = [pool({ bounds: { min: 1, max: 3 } })];
    expect(unneededNodes({ pools, nodes: [first, second], pods: [] })).toEqual([second.metadata.name]);
  });

  test("leaves a pool alone whose autoscaler is off", () =>
    expect(unneededNodes({ pools: [pool({ bounds: undefined })], nodes: [first], pods: [] })).toEqual([]));

  test("does not count pods that go with their node, nor those below the cutoff", () =>
    expect(unneeded([first], on("a", first, { boundToNode: true }), on("b", first, { priority: -11 }))).toEqual([0]));

  test("keeps a node whose pods have no room elsewhere", () => {
    expect(unneeded([first], on("a", first))).toEqual([]);
    // Both are under-used, and one of them takes what the other has.
    expect(unneeded([first, second], on("a", first), on("b", second))).toEqual([1]);
  });

  test("does not give the same room twice", () => {
    const busy = [on("a", first), on("b", first), on("c", first, { requests: { cpu: 0.5 } })];
    expect(unneeded([first, second, third], ...busy, on("d", second), on("e", third))).toEqual([2]);
  });

  test("keeps a node that is used by half", () =>
    expect(unneeded([first, second], on("a", first), on("b", second, { requests: { cpu: 2.5 } }))).toEqual([0]));
});
