import { objectsWithin } from "./nested-objects";
import type { Plan } from "./plan";
import type { Properties } from "./resource";
import { resourcesOf } from "./resources-of-plan";
import { resource, withUnknown } from "./testing/resources";
import { workloadsOf } from "./workloads";

const metadata = { name: "shop", namespace: "production" };
const template = { spec: { containers: [{ name: "app" }] } };
const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { template } };
const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: template.spec };

test.each<[type: string, props: Properties, types: string[]]>([
  ["core/v1:List", { items: [deployment, pod] }, ["apps/v1:Deployment", "core/v1:Pod"]],
  ["apps/v1:DeploymentList", { items: [{ metadata, spec: { template } }] }, ["apps/v1:Deployment"]],
  ["yaml:ConfigGroup", { objs: [deployment] }, ["apps/v1:Deployment"]],
  ["yaml/v2:ConfigGroup", { objs: deployment }, ["apps/v1:Deployment"]],
  [
    "workload.codeflare.dev/v1beta2:AppWrapper",
    { spec: { components: [{ template: deployment }, { template: { ...pod, kind: "List", items: [pod] } }] } },
    ["apps/v1:Deployment", "core/v1:Pod"],
  ],
  ["kubernetes.crossplane.io/v1alpha2:Object", { spec: { forProvider: { manifest: pod } } }, ["core/v1:Pod"]],
  ["core/v1:List", { items: [] }, ["core/v1:List"]],
  ["core/v1:List", { items: ["a", { kind: 1 }] }, ["core/v1:List"]],
  ["example.com/v1:PriceList", { spec: {} }, ["example.com/v1:PriceList"]],
])("the objects within kubernetes:%s %j", (type, props, types) => {
  const carrier = resource(`kubernetes:${type}`, props, "all");
  const objects = objectsWithin(carrier);
  expect(objects.map((object) => object.type)).toEqual(types.map((each) => `kubernetes:${each}`));
  expect(new Set(objects.map(({ urn }) => urn))).toEqual(new Set([carrier.urn]));
});

test("an item that is not known hides no other, and a namespace that is not known is said to be", () => {
  const items = withUnknown([pod, deployment] as never, "0");
  expect(objectsWithin(resource("kubernetes:core/v1:List", { items })).map(({ type }) => type)).toEqual([
    "kubernetes:apps/v1:Deployment",
  ]);
  const hidden = { ...pod, metadata: withUnknown({ name: "a" }, "namespace") };
  const [object] = objectsWithin(resource("kubernetes:core/v1:List", { items: [hidden] }));
  expect(object!.namespace).toBe("(not known yet)");
});

test("a Plan's List is what is in it; a component whose objects are in the Plan is only itself", () => {
  const planned = (urn: string, type: string, inputs: object, parent?: string) =>
    ({
      urn,
      type,
      name: urn,
      custom: true,
      dependencies: [],
      inputs,
      outputs: {},
      options: {},
      ...(parent && { parent }),
    }) as never;
  const plan: Plan = {
    version: 1,
    project: "p",
    stack: "s",
    outputs: {},
    resources: [
      planned("a", "kubernetes:core/v1:List", { items: [deployment] }),
      planned("b", "kubernetes:yaml:ConfigGroup", { objs: [pod] }),
      planned("c", "kubernetes:core/v1:Pod", pod, "b"),
    ],
  };
  expect(workloadsOf(resourcesOf(plan)).map(({ title, resource: { urn } }) => [title, urn])).toEqual([
    ['Deployment "production/shop"', "a"],
    ['Pod "production/shop"', "c"],
  ]);
});
