import * as fc from "fast-check";
import { buildPlan } from "./build-plan";
import { samplePlan, sampleResource, urnOf } from "./testing/sample-plan";
import type { PlanResource } from "@breakwater/plan-views";

const resources: PlanResource[] = [
  ...samplePlan().resources,
  sampleResource("shop:index:Outer", "b", {}, { custom: false }),
  sampleResource("shop:index:Inner", "a", {}, { custom: false, parent: urnOf("shop:index:Outer", "b") }),
  sampleResource("random:index:Text", "z", {}, { parent: urnOf("shop:index:Inner", "a") }),
  sampleResource("random:index:Text", "y", {}, { parent: urnOf("shop:index:Inner", "a") }),
  sampleResource("random:index:Text", "x"),
];
const order = ["shop-dev", "x", "b", "a", "y", "z"];

test("the order is parents before children and siblings by URN, whatever the order of registration", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), (registered) => {
      expect(buildPlan("shop", "dev", registered, {}).resources.map(({ name }) => name)).toEqual(order);
    }),
  );
});

test("a resource whose parent failed is still in the Plan", () => {
  const orphan = resources.filter(({ name }) => name !== "a");
  expect(
    buildPlan("shop", "dev", orphan, {})
      .resources.map(({ name }) => name)
      .sort(),
  ).toEqual(["b", "shop-dev", "x", "y", "z"]);
});

test("outputs are sorted by name", () => {
  expect(Object.keys(buildPlan("shop", "dev", [], { b: 1, a: 2 }).outputs)).toEqual(["a", "b"]);
});
