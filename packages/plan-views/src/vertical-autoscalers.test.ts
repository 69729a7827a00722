import type { Properties } from "./resource";
import { resource } from "./testing/resources";
import { verticalAutoscalersOf } from "./vertical-autoscalers";

const vpa = (spec: Properties = {}, version = "v1") =>
  verticalAutoscalersOf([
    resource(`kubernetes:autoscaling.k8s.io/${version}:VerticalPodAutoscaler`, {
      metadata: { name: "shop", namespace: "production" },
      spec: { targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" }, ...spec },
    }),
  ])[0]!;
const withPolicies = (...containerPolicies: Properties[]) => vpa({ resourcePolicy: { containerPolicies } });

test("one that says nothing recreates pods, of all containers both resources", () => {
  const bare = vpa({}, "v1beta2");
  expect(bare).toMatchObject({
    target: { kind: "Deployment", name: "shop", apiVersion: "apps/v1" },
    updateMode: "Recreate",
    changesRunningPods: true,
  });
  expect([bare.controls("cpu", "app"), bare.controls("memory", undefined)]).toEqual([true, true]);
});

test.each([
  ["Off", false],
  ["Initial", false],
  ["Recreate", true],
  ["Auto", true],
  ["InPlaceOrRecreate", true],
  ["InPlace", true],
])("mode %s changes pods that run: %s", (updateMode, changes) => {
  expect(vpa({ updatePolicy: { updateMode } }).changesRunningPods).toBe(changes);
});

test("a mode that there is not", () => {
  expect(() => vpa({ updatePolicy: { updateMode: "off" } }).updateMode).toThrow(
    'spec.updatePolicy.updateMode = "off" must be one of Off, Initial, Recreate',
  );
});

test("a container's own policy comes before that of all", () => {
  const own = withPolicies(
    { containerName: "*", mode: "Off" },
    { containerName: "app", controlledResources: ["memory"] },
  );
  expect([own.controls("memory", "app"), own.controls("cpu", "app"), own.controls("memory", "proxy")]).toEqual([
    true,
    false,
    false,
  ]);
  expect([own.controls("memory", undefined), own.controls("cpu", undefined)]).toEqual([true, false]);
});

test("an empty list of resources controls none", () => {
  expect(withPolicies({ containerName: "*", controlledResources: [] }).controls("cpu", "app")).toBe(false);
});
