import { type JsonObject, type Plan, secretMark, unknownMark } from "./plan";
import { isType, objectsOf } from "./resource";
import { ifKnown, isUnknown } from "./unknown";
import { resourcesOf } from "./resources-of-plan";

const planWith = (inputs: JsonObject, outputs: JsonObject = {}, type = "kubernetes:core/v1:ConfigMap"): Plan => ({
  version: 1,
  project: "shop",
  stack: "dev",
  outputs: { aiService: "http://ai-service" },
  resources: [
    { type: "pulumi:pulumi:Stack", name: "shop-dev", urn: "urn:stack", custom: false },
    { type, name: "settings", urn: "urn:settings", custom: true },
  ].map((resource, index) => ({
    ...resource,
    dependencies: [],
    inputs: index === 1 ? inputs : {},
    outputs: index === 1 ? outputs : {},
    options: index === 1 ? { protect: true } : {},
  })),
});
const propsOf = (inputs: JsonObject) => resourcesOf(planWith(inputs))[1]!.props;

test("a resource has what the program asks for, the stack its outputs", () => {
  const [stack, settings] = resourcesOf(
    planWith({ metadata: { namespace: "production" } }, { id: "production/settings" }),
  );
  expect(stack).toMatchObject({
    props: { aiService: "http://ai-service" },
    options: { protect: false, ignoreChanges: [] },
  });
  expect(stack).not.toHaveProperty("namespace");
  expect(settings).toEqual({
    type: "kubernetes:core/v1:ConfigMap",
    name: "settings",
    urn: "urn:settings",
    props: { metadata: { namespace: "production" } },
    outputs: { id: "production/settings" },
    namespace: "production",
    options: { protect: true, ignoreChanges: [] },
  });
});

test("a Plan without a resource of the stack itself has its outputs all the same", () => {
  const plan = { ...planWith({}), resources: [] };
  expect(resourcesOf(plan)).toMatchObject([
    { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", props: { aiService: "http://ai-service" } },
  ]);
});

test("a value that the Plan does not know throws when it is read, at every depth, and the others do not", () => {
  const props = propsOf({
    a: "[unknown]",
    b: { c: ["kept", "[unknown]", { d: "[unknown]", e: 1 }] },
    f: "says [unknown] in a text",
  });
  expect(Object.keys(props)).toEqual(["a", "b", "f"]);
  expect(() => props.a as unknown).toThrow('ConfigMap "settings": a is not known before the stack is up');
  expect(props.b.c[0]).toBe("kept");
  expect(() => props.b.c[1] as unknown).toThrow("b.c[1] is not known before the stack is up");
  expect(() => props.b.c[2].d as unknown).toThrow("b.c[2].d is not known");
  expect(props.b.c[2].e).toBe(1);
  expect(props.f).toBe("says [unknown] in a text");
  expect(ifKnown(() => props.a as unknown)).toBeUndefined();
});

test("errors that are of another kind are not taken for an unknown value", () => {
  const fault = (): never => {
    throw new TypeError("a fault");
  };
  expect(() => ifKnown(fault)).toThrow("a fault");
  expect(isUnknown(new TypeError("a fault"))).toBe(false);
});

test("null is absent, and what has neither null nor unknown is the Plan's own object", () => {
  expect(propsOf({ a: null, b: { c: null, d: 0 }, e: [null, false] })).toEqual({ b: { d: 0 }, e: [null, false] });
  const inputs = { a: { b: [1, { c: "d" }] } };
  expect(propsOf(inputs)).toBe(inputs);
});

test("objects of a kind by name: the program's, the provider's, the resource's", () => {
  const idOf = (inputs: JsonObject, outputs?: JsonObject) =>
    objectsOf(resourcesOf(planWith(inputs, outputs)), "kubernetes:core:ConfigMap")[0]!.id;
  expect(idOf({ metadata: { name: "given", namespace: "production" } })).toBe("production/given");
  expect(idOf({}, { metadata: { name: "settings-1a2b3c" } })).toBe("default/settings-1a2b3c");
  expect(idOf({ metadata: { name: "given" } }, { metadata: { name: "settings-1a2b3c" } })).toBe("default/given");
  expect(idOf({})).toBe("default/settings");
});

test.each([
  ["azure-native:containerservice:AgentPool", "azure-native:containerservice:AgentPool", true],
  ["azure-native:containerservice/v20250801:AgentPool", "azure-native:containerservice:AgentPool", true],
  ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "kubernetes:autoscaling:HorizontalPodAutoscaler", true],
  ["kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler", "kubernetes:autoscaling:VerticalPodAutoscaler", false],
  ["azure-native:containerservicefleet:AgentPool", "azure-native:containerservice:AgentPool", false],
  ["azure-native:containerservice:ManagedCluster", "azure-native:containerservice:AgentPool", false],
  ["azure-classic:containerservice:AgentPool", "azure-native:containerservice:AgentPool", false],
])("%s is of type %s: %s", (type, token, is) => {
  expect(isType({ type }, token)).toBe(is);
});

test.each<[type: string, metadata: JsonObject[string], namespace: string | undefined]>([
  ["kubernetes:core/v1:ConfigMap", { namespace: "production" }, "production"],
  ["kubernetes:core/v1:ConfigMap", { name: "settings" }, undefined],
  ["kubernetes:core/v1:ConfigMap", { namespace: null }, undefined],
  ["kubernetes:core/v1:ConfigMap", { namespace: 5 }, undefined],
  ["kubernetes:core/v1:ConfigMap", null, undefined],
  ["kubernetes:core/v1:ConfigMap", "production", undefined],
  ["azure-native:insights:Dashboard", { namespace: "production" }, undefined],
])("the namespace of a %s with the metadata %j is %s", (type, metadata, namespace) => {
  expect(resourcesOf(planWith({ metadata }, {}, type))[1]!.namespace).toBe(namespace);
});

test("a value that the Plan does not know is there to be listed and to be copied, and throws Pulumi's error", () => {
  const props = propsOf({ list: ["[unknown]"], own: "[unknown]" });
  expect(Object.keys(props)).toEqual(["list", "own"]);
  expect(props.list).toHaveLength(1);
  const read = (): unknown => props.own;
  expect(read).toThrow(expect.objectContaining({ name: "UnknownValueError" }));
  // A twin may put the value there once it knows it.
  expect(Object.getOwnPropertyDescriptor(props, "own")).toMatchObject({ enumerable: true, configurable: true });
});

test("a list keeps what stands beside an unknown value", () => {
  const { list } = propsOf({ list: ["a", { known: 1, later: "[unknown]" }, "b"] });
  expect([list.length, list[0], list[1].known, list[2]]).toEqual([3, "a", 1, "b"]);
  expect(() => list[1].later as unknown).toThrow("list[1].later is not known");
});

test("the marks of a Plan are those of its documentation", () => {
  // docs/plan.md
  expect([secretMark, unknownMark]).toEqual(["[secret]", "[unknown]"]);
});

test("what the program ignores is told", () => {
  const plan = planWith({});
  plan.resources[1]!.options = { ignoreChanges: ["count"] };
  expect(resourcesOf(plan)[1]!.options).toEqual({ protect: false, ignoreChanges: ["count"] });
});

test("an object beside an unknown value is read as it is, be it null", () => {
  const props = propsOf({ a: { later: "[unknown]", none: null, kept: { b: [null] } } });
  expect(Object.keys(props.a as object)).toEqual(["later", "kept"]);
  expect(props.a.kept).toEqual({ b: [null] });
});
