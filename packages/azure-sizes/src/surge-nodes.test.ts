import * as fc from "fast-check";
import { nodesWithSurge, surgeNodes } from "./surge-nodes";

test.each<[number, number | string | undefined, number]>([
  [20, "33%", 7],
  [3, "33%", 1],
  [1, "33%", 1],
  [20, undefined, 2],
  [11, undefined, 2],
  [0, "33%", 0],
  [7, "100%", 7],
  [7, "1", 1],
  [7, 2, 2],
  [3, "0", 0],
  [3, "0%", 0],
])("%d nodes with a surge of %j: %d more", (mostNodes, maxSurge, more) => {
  expect(surgeNodes({ mostNodes, maxSurge })).toBe(more);
});

test("a spot pool has no surge", () => expect(surgeNodes({ mostNodes: 20, maxSurge: "33%", spot: true })).toBe(0));

test.each(["a third", "33 %", "-1", ""])("a surge of %j is refused", (maxSurge) => {
  expect(() => surgeNodes({ mostNodes: 3, maxSurge })).toThrow(/a number of nodes or a share of them, such as "33%"/);
});

// Azure/AKS-Construction#701: prod's pools need 34 addresses, and a /27 has 27.
test("all pools at their largest, each with its surge", () => {
  const pools = [
    { mostNodes: 3, maxSurge: "33%" },
    { mostNodes: 20, maxSurge: "33%" },
    { mostNodes: 3, maxSurge: "0" },
  ];
  expect(nodesWithSurge(pools)).toBe(34);
  expect(nodesWithSurge([])).toBe(0);
});

test("a larger pool never has fewer nodes with its surge, and never fewer than its own", () => {
  const share = fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`);
  fc.assert(
    fc.property(fc.nat(1000), share, (mostNodes, maxSurge) => {
      const [smaller, larger] = [mostNodes, mostNodes + 1].map((most) =>
        nodesWithSurge([{ mostNodes: most, maxSurge }]),
      );
      expect(smaller).toBeGreaterThanOrEqual(mostNodes);
      expect(larger).toBeGreaterThan(smaller!);
    }),
  );
});
