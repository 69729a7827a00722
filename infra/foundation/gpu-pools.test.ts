import * as fc from "fast-check";
import { dev } from "../../stacks/dev";
import { prod } from "../../stacks/prod";
import { gpuPools } from "./gpu-pools";

test("dev has one pool without a zone", () => {
  expect(gpuPools(dev.pools.gpu)).toEqual([
    { name: "gpu", poolName: "gpu1", zones: [], minCount: 0, maxCount: 1, initialCount: 1 },
  ]);
});

test("A2: prod has one pool a zone, with 0 to 3 nodes in all and 1 at creation", () => {
  expect(gpuPools(prod.pools.gpu)).toEqual([
    { name: "gpu-z1", poolName: "gpu1z1", zones: ["1"], minCount: 0, maxCount: 1, initialCount: 1 },
    { name: "gpu-z2", poolName: "gpu1z2", zones: ["2"], minCount: 0, maxCount: 1, initialCount: 0 },
    { name: "gpu-z3", poolName: "gpu1z3", zones: ["3"], minCount: 0, maxCount: 1, initialCount: 0 },
  ]);
});

test("whatever the counts, the zones' sum up to them, differ by one at most and stay in order", () => {
  const counts = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((some) => some.sort((a, b) => a - b));
  fc.assert(
    fc.property(fc.subarray(["1", "2", "3"] as const, { minLength: 1 }), counts, (zones, sorted) => {
      const [minCount, initialCount, maxCount] = sorted as [number, number, number];
      const pools = gpuPools({ ...prod.pools.gpu, zones: [...zones], minCount, initialCount, maxCount });
      for (const count of ["minCount", "initialCount", "maxCount"] as const) {
        const shares = pools.map((pool) => pool[count]);
        expect(shares.reduce((sum, share) => sum + share)).toBe({ minCount, initialCount, maxCount }[count]);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }
      for (const pool of pools) {
        expect(pool.minCount <= pool.initialCount && pool.initialCount <= pool.maxCount).toBe(true);
      }
    }),
  );
});
