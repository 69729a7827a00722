import { budgetsOf } from "./budgets";
import type { Properties } from "./resource";
import { containersBehind, servicesOf } from "./services";
import { resource, withUnknown } from "./testing/resources";

const metadata = { name: "shop", namespace: "production" };
const budget = (spec: Properties) =>
  budgetsOf([resource("kubernetes:policy/v1:PodDisruptionBudget", { metadata, spec })])[0]!;
const service = (spec: Properties) => servicesOf([resource("kubernetes:core/v1:Service", { metadata, spec })])[0]!;
const pods = { namespace: "production", podLabels: { app: "shop", tier: "web" } };
const elsewhere = { ...pods, namespace: "development" };

test("a budget as it is declared", () => {
  expect(budget({ maxUnavailable: 1, minAvailable: "50%" })).toMatchObject({
    title: 'PodDisruptionBudget "production/shop"',
    maxUnavailable: 1,
    minAvailable: "50%",
  });
  expect(budget({})).toMatchObject({ maxUnavailable: undefined, minAvailable: undefined });
});

test.each<[what: string, selector: Properties | undefined, selects: boolean]>([
  ["its labels", { matchLabels: { app: "shop" } }, true],
  ["another value", { matchLabels: { app: "other" } }, false],
  ["one label that the pods lack", { matchLabels: { app: "shop", zone: "1" } }, false],
  ["an expression that holds", { matchExpressions: [{ key: "app", operator: "Exists" }] }, true],
  ["an expression that does not", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["shop"] }] }, false],
  ["nothing: the whole namespace", {}, true],
  ["no selector", undefined, false],
])("a budget selects by %s", (_what, selector, selects) => {
  expect(budget({ selector }).selects(pods)).toBe(selects);
  expect(budget({ selector }).selects(elsewhere)).toBe(false);
});

test.each<[what: string, selector: Properties | undefined, selects: boolean]>([
  ["its labels", { app: "shop" }, true],
  ["another value", { app: "other" }, false],
  ["one label that the pods lack", { app: "shop", zone: "1" }, false],
  ["nothing", {}, false],
  ["no selector", undefined, false],
])("a Service selects by %s", (_what, selector, selects) => {
  expect(service({ selector }).selects(pods)).toBe(selects);
  expect(service({ selector }).selects(elsewhere)).toBe(false);
});

test("an ExternalName selects nobody, whatever its selector says", () => {
  expect(service({ type: "ExternalName", selector: { app: "shop" } }).selects(pods)).toBe(false);
});

test("ports of a Service, with what Kubernetes adds to them", () => {
  const ports = [
    { port: 80 },
    { name: "grpc", port: 81, targetPort: "grpc", protocol: "UDP" },
    { port: 82, targetPort: 0 },
    { port: 83, targetPort: "8083" },
  ];
  expect(service({ ports, publishNotReadyAddresses: true })).toMatchObject({
    publishesNotReady: true,
    ports: [
      { title: "80", name: undefined, targetPort: 80, protocol: "TCP" },
      { title: "grpc", name: "grpc", targetPort: "grpc", protocol: "UDP" },
      { title: "82", targetPort: 82 },
      { title: "83", targetPort: 8083 },
    ],
  });
  expect(service({})).toMatchObject({ publishesNotReady: false, ports: [] });
  expect(() => service({ ports: [{}] }).ports).toThrow("spec.ports[0].port is missing; it must be a number");
});

test.each<[shows: string, targetPort: number | string, protocol: string, names: string[]]>([
  ["by number", 8080, "TCP", ["app"]],
  ["by name", "http", "TCP", ["app"]],
  ["by the name of another's", "metrics", "TCP", ["exporter"]],
  ["by a name that nobody has", "grpc", "TCP", []],
  ["by a number that nobody declares", 9000, "TCP", ["app", "exporter", "shipper"]],
  ["by a name of another protocol", "http", "UDP", []],
  ["by the protocol that is declared", "dns", "UDP", ["exporter"]],
])("the containers behind a port, %s", (_, targetPort, protocol, names) => {
  const containers = [
    { name: "app", ports: [{ name: "http", containerPort: 8080 }] },
    {
      name: "exporter",
      ports: [
        { name: "metrics", containerPort: 9187 },
        { name: "dns", containerPort: 53, protocol: "UDP" },
      ],
    },
    { name: "shipper" },
  ];
  const port = { title: "port", name: undefined, targetPort, protocol };
  expect(containersBehind(port, containers).map(({ name }) => name)).toEqual(names);
});

test("a wrong value is said, and one that is not known throws where it is read", () => {
  expect(() => budget({ maxUnavailable: true }).maxUnavailable).toThrow(
    'PodDisruptionBudget "production/shop": spec.maxUnavailable = true must be a number or a text',
  );
  expect(() => service({ selector: { app: 1 } }).selects(pods)).toThrow("spec.selector.app = 1 must be a text");
  const unknown = budget(withUnknown({ maxUnavailable: 1 }, "selector"));
  expect(unknown.maxUnavailable).toBe(1);
  expect(() => unknown.selects(pods)).toThrow("can't be known during preview");
});

test.each([
  ["maxUnavailable", -1],
  ["maxUnavailable", "half"],
  ["minAvailable", "101%"],
  ["minAvailable", 1.5],
] as const)("%s %j is refused, as Kubernetes does", (property, value) => {
  expect(() => budget({ [property]: value })[property]).toThrow(
    `PodDisruptionBudget "production/shop": spec.${property} = ${JSON.stringify(value)} must be a whole number of pods from 0, or a percentage up to "100%"`,
  );
});

test("a selector that Kubernetes refuses is said, and what of it is not known throws as itself", () => {
  const near = { matchExpressions: [{ key: "app", operator: "Near", values: ["shop"] }] };
  expect(() => budget({ selector: near }).selects(pods)).toThrow(
    /^PodDisruptionBudget "production\/shop": spec\.selector = .*Near.* must be one that Kubernetes takes: .+/,
  );
  const unknown = budget({ selector: withUnknown({}, "matchLabels") });
  expect(() => unknown.selects(pods)).toThrow("can't be known during preview");
  expect(unknown.selects(elsewhere)).toBe(false);
});

test("other resources are neither", () => {
  const secret = resource("kubernetes:core/v1:Secret", { metadata });
  expect([budgetsOf([secret]), servicesOf([secret])]).toEqual([[], []]);
  expect(servicesOf([secret, resource("kubernetes:core/v1:Service", { metadata })])).toMatchObject([
    { title: 'Service "production/shop"', name: "shop" },
  ]);
});
