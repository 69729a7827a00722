import { isObject, asObject } from "./plan";
import { azureName, kindOf, objectOf, objectsOf, ofType, type Properties, readerOf } from "./resource";
import { isStack, stackOf, stackResource } from "./stack";
import { resource, withUnknown } from "./testing/resources";
import { ifKnown, isUnknown } from "./unknown";

describe("the name of a resource in Azure, for a message", () => {
  const nameOf = (props: object) => azureName({ props, name: "pool" }, "agentPoolName");

  test.each([
    ["its own", { agentPoolName: "gpu1" }, "gpu1"],
    ["Pulumi's, where it has none", {}, "pool"],
    ["Pulumi's, where it is null", { agentPoolName: null }, "pool"],
    ["Pulumi's, where it is not known yet", withUnknown({}, "agentPoolName"), "pool"],
  ])("%s", (_what, props, name) => expect(nameOf(props)).toBe(name));

  test("is not Pulumi's where reading it fails for another reason", () => {
    const broken = {
      get agentPoolName() {
        throw new RangeError("a fault");
      },
    };
    expect(() => nameOf(broken)).toThrow("a fault");
  });
});

describe("what is not known yet", () => {
  class UnknownValueError extends Error {}

  test.each<[what: string, error: unknown, unknown: boolean]>([
    ["the engine's error", new UnknownValueError("value can't be known during preview"), true],
    ["another error", new Error("UnknownValueError"), false],
    ["what is no error", { constructor: UnknownValueError }, false],
    ["nothing", null, false],
  ])("is told by its error: %s", (_what, error, unknown) => {
    expect(isUnknown(error)).toBe(unknown);
  });

  test("is undefined for who can do without it", () => {
    const { props } = { props: withUnknown({ known: 0 }, "later") as Record<string, unknown> };
    expect([ifKnown(() => props.known), ifKnown(() => props.later)]).toEqual([0, undefined]);
  });
});

test.each([
  ["azure-native:containerservice:AgentPool", "AgentPool"],
  ["kubernetes:apps/v1:Deployment", "Deployment"],
  ["Deployment", "Deployment"],
])("%s is a %s", (type, kind) => expect(kindOf({ type })).toBe(kind));

test("a Kubernetes object is named as kubectl does, and its properties are read in its name", () => {
  const budget = resource("kubernetes:policy/v1:PodDisruptionBudget", {
    metadata: { name: "shop", namespace: "production" },
    spec: 5,
  });
  const other = resource("kubernetes:core/v1:Service", { metadata: { name: "shop" } });
  expect(ofType([other, budget], "kubernetes:policy:PodDisruptionBudget")).toEqual([budget]);
  const [object, ...more] = objectsOf([other, budget], "kubernetes:policy:PodDisruptionBudget");
  expect(more).toEqual([]);
  expect(object).toEqual({
    resource: budget,
    title: 'PodDisruptionBudget "production/shop"',
    id: "production/shop",
    namespace: "production",
    name: "shop",
  });
  expect(() => readerOf(object!).record("spec")).toThrow(
    'PodDisruptionBudget "production/shop": spec = 5 must be an object',
  );
  expect(objectOf(other)).toMatchObject({ id: "default/shop", namespace: "default" });
});

describe("the stack itself", () => {
  const stack = resource("pulumi:pulumi:Stack", { url: "http://shop" });
  const pool = resource("azure-native:containerservice:AgentPool", {});

  test("is found among its resources", () => {
    expect(stackResource([pool, stack])).toBe(stack);
    expect(stackResource([pool])).toBeUndefined();
    expect([isStack(stack), isStack(pool)]).toEqual([true, false]);
  });

  test("stands in the URN of each", () => {
    // pulumi.com/docs/iac/concepts/resources/names/#urns
    const urn =
      "urn:pulumi:production::acmecorp-website::custom:resources:Resource$aws:s3/bucketV2:BucketV2::my-bucket";
    expect([stackOf({ urn }), stackOf({ urn: "" })]).toEqual(["production", ""]);
  });
});

test.each<[value: unknown, is: boolean]>([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  [undefined, false],
  ["{}", false],
  [5, false],
])("%j is an object: %s", (value, is) => {
  expect(isObject(value as never)).toBe(is);
  expect(asObject(value as never)).toEqual(is ? value : {});
});

test.each<[metadata: Properties | string, read: "name" | "namespace", message: string]>([
  [{ name: "a", namespace: ["b"] }, "namespace", 'metadata.namespace = ["b"] must be a text'],
  [{ name: 1 }, "name", "metadata.name = 1 must be a text"],
  ["a", "namespace", 'metadata = "a" must be an object'],
])("metadata %j: no other %s stands for one that is no text", (metadata, read, message) => {
  const object = objectOf(resource("kubernetes:core/v1:Service", { metadata }));
  expect(object.title).toContain("Service");
  expect(() => object[read]).toThrow(message);
});
