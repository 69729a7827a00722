import { containerDefaultsOf, withDefaults } from "./limit-ranges";
import type { Properties } from "./resource";
import { resource } from "./testing/resources";

const limitRange = (...limits: Properties[]) =>
  resource("kubernetes:core/v1:LimitRange", { metadata: { name: "limits", namespace: "shop" }, spec: { limits } });
const admitted = (resources: Properties, ...limits: Properties[]) =>
  withDefaults({ containers: [{ name: "app", resources }] }, "shop", containerDefaultsOf([limitRange(...limits)]))
    .containers![0]!.resources;

// SetDefaults_LimitRangeItem of k8s.io/kubernetes v1.36, and plugin/pkg/admission/limitranger.
test.each<[shows: string, item: Properties, resources: Properties, filled: Properties]>([
  [
    "its defaults",
    { default: { cpu: 2 }, defaultRequest: { cpu: 1 } },
    {},
    { limits: { cpu: 2 }, requests: { cpu: 1 } },
  ],
  ["a default limit, as a request too", { default: { cpu: 2 } }, {}, { limits: { cpu: 2 }, requests: { cpu: 2 } }],
  ["a maximum, as a default limit", { max: { cpu: 4 } }, {}, { limits: { cpu: 4 }, requests: { cpu: 4 } }],
  ["a minimum, as a default request", { min: { cpu: 1 } }, {}, { limits: {}, requests: { cpu: 1 } }],
  [
    "nothing where the container says it",
    { default: { cpu: 2 }, defaultRequest: { cpu: 1 } },
    { requests: { cpu: 3 }, limits: { cpu: 3 } },
    { limits: { cpu: 3 }, requests: { cpu: 3 } },
  ],
  [
    "no request where the container has a limit, which is one",
    { default: { cpu: 2 }, defaultRequest: { cpu: 1 } },
    { limits: { cpu: 3 } },
    { limits: { cpu: 3 }, requests: { cpu: 3 } },
  ],
])("a LimitRange fills in %s", (_shows, item, resources, filled) => {
  expect(admitted(resources, { type: "Container", ...item })).toEqual(filled);
});

test("bounds of pods and volumes fill in nothing, and neither does another namespace's LimitRange", () => {
  expect(containerDefaultsOf([limitRange({ type: "Pod", max: { cpu: 4 } })])).toEqual([]);
  const spec = { containers: [{ name: "app" }] };
  const defaults = containerDefaultsOf([limitRange({ type: "Container", default: { cpu: 2 } })]);
  expect(withDefaults(spec, "other", defaults)).toBe(spec);
});
