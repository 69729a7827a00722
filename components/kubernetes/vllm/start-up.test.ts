import * as fc from "fast-check";
import { modelServerProbes } from "../probes";
import { longestStartSeconds, modelLoadSeconds, type StartUp } from "./start-up";

test.each<[string, StartUp, number]>([
  ["downloaded", { weightsGb: 29.5, loadPath: "hub", compileCache: false }, 301],
  ["streamed", { weightsGb: 29.5, loadPath: "blobStream", compileCache: false }, 121],
  ["streamed, with kernels of an earlier pod", { weightsGb: 29.5, loadPath: "blobStream", compileCache: true }, 63],
  ["AKS's 29 GB, streamed in 10 s", { weightsGb: 29, loadPath: "blobStream", compileCache: true }, 62],
])("F1: 29 GB of weights %s", (_case, startUp, seconds) => {
  expect(modelLoadSeconds(startUp)).toBe(seconds);
});

const startUp = fc.record({
  weightsGb: fc.double({ min: 0.1, max: 500, noNaN: true }),
  loadPath: fc.constantFrom("hub" as const, "blobStream" as const),
  compileCache: fc.boolean(),
});

test("a heavier model never loads faster, and streaming and a cache never slow it down", () => {
  fc.assert(
    fc.property(startUp, fc.double({ min: 0, max: 100, noNaN: true }), (times, more) => {
      const seconds = modelLoadSeconds(times);
      expect(modelLoadSeconds({ ...times, weightsGb: times.weightsGb + more })).toBeGreaterThanOrEqual(seconds);
      expect(modelLoadSeconds({ ...times, loadPath: "blobStream" })).toBeLessThanOrEqual(seconds);
      expect(modelLoadSeconds({ ...times, compileCache: true })).toBeLessThanOrEqual(seconds);
    }),
  );
});

test("the start-up probe never gives up within the usual load, and its whole budget counts", () => {
  fc.assert(
    fc.property(startUp, (times) => {
      const seconds = modelLoadSeconds(times);
      const { startup } = modelServerProbes(8000, seconds);
      expect(longestStartSeconds(startup)).toBeGreaterThanOrEqual(97 + Math.max(600, 2 * seconds));
    }),
  );
});
