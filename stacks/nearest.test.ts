import * as fc from "fast-check";
import { nearest } from "./nearest";

const keys = ["gpuMaxCount", "cpuMaxCount", "location", "image"];

test.each([
  ["gpuMaxCont", "gpuMaxCount"],
  ["gpumaxcount", "gpuMaxCount"],
  ["loction", "location"],
  ["imgae", "image"],
  ["somethingElse", undefined],
  ["", undefined],
])("%j is nearest to %j", (word, expected) => {
  expect(nearest(word, keys)).toBe(expected);
});

test("a key with one letter left out is found", () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.nat(), (key, at) => {
      const word = key.slice(0, at % key.length) + key.slice((at % key.length) + 1);
      expect([key, "gpuMaxCount"]).toContain(nearest(word, keys));
    }),
  );
});
