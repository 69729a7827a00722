import { declaredDefenderPlans, declaredQuotas, declaredSurge } from "./intent";
import { problemsOf } from "./intent-schema";
import type { Properties } from "./resource";
import { resource, withUnknown } from "./testing/resources";

const surge = { traffic: "sale-day", fromPerSecond: 0.12, toPerSecond: 12, peakPerSecond: 42, rampMinutes: 60 };
const quotas = { standardDSv5Family: 200, StandardNCADSA100v4Family: 72 };
const stack = (outputs: Properties = {}) => [
  resource("kubernetes:core/v1:Namespace", { surge: "not the stack's" }),
  resource("pulumi:pulumi:Stack", { surge, quotas, ...outputs }),
];

test("what a stack declares", () => {
  expect([problemsOf("surge", surge), problemsOf("quotas", quotas)]).toEqual([[], []]);
  expect(declaredSurge(stack())).toEqual(surge);
  expect(declaredQuotas(stack())).toEqual(quotas);
});

test.each([
  ["no outputs of these names", [resource("pulumi:pulumi:Stack", {})]],
  ["null in their place", stack({ surge: null, quotas: null })],
  ["no stack", []],
])("nothing is declared by %s", (_what, resources) => {
  expect(declaredSurge(resources)).toBeUndefined();
  expect(declaredQuotas(resources)).toEqual({});
});

test("a traffic need not be named, and what else stands there is nobody's business", () => {
  expect(declaredSurge(stack({ surge: { ...surge, traffic: undefined, why: "the sale" } }))).toMatchObject({
    peakPerSecond: 42,
  });
});

test.each<[change: Properties, said: string]>([
  [{ peakPerSecond: "42" }, 'output surge: peakPerSecond = "42" must be requests/s, above 0'],
  [{ fromPerSecond: 0 }, "output surge: fromPerSecond = 0 must be requests/s, above 0"],
  [{ rampMinutes: undefined }, "output surge: rampMinutes is missing; it must be minutes, above 0"],
  [{ toPerSecond: -1 }, "output surge: toPerSecond = -1 must be requests/s, above 0"],
  [{ traffic: 1 }, "output surge: traffic = 1 must be the name of a traffic profile"],
  [{ traffic: "" }, 'output surge: traffic = "" must be the name of a traffic profile'],
  [{ peakPerSecond: 0 }, "output surge: peakPerSecond = 0 must be requests/s, above 0"],
  [{ rampMinutes: 0 }, "output surge: rampMinutes = 0 must be minutes, above 0"],
])("a surge with %j is refused", (change, said) => {
  expect(() => declaredSurge(stack({ surge: { ...surge, ...change } }))).toThrow(said);
});

test.each([5, [], "42 requests/s"])("a surge that is %j is refused as a whole", (given) => {
  expect(() => declaredSurge(stack({ surge: given }))).toThrow(
    `output surge: the output = ${JSON.stringify(given)} must be an object with traffic, fromPerSecond, toPerSecond, ` +
      "peakPerSecond and rampMinutes",
  );
});

test("a surge may begin with next to nothing", () => {
  expect(declaredSurge(stack({ surge: { ...surge, fromPerSecond: 0.001 } }))?.fromPerSecond).toBe(0.001);
});

test("a quota of nothing is one", () => {
  expect(declaredQuotas(stack({ quotas: { standardDSv5Family: 0 } }))).toEqual({ standardDSv5Family: 0 });
});

test.each<[quotas: unknown, said: string]>([
  [
    { standardDSv5Family: "200" },
    'output quotas: standardDSv5Family = "200" must be a whole number of vCPUs, 0 or more',
  ],
  [{ standardDSv5Family: 1.5 }, "output quotas: standardDSv5Family = 1.5 must be a whole number of vCPUs"],
  [{ standardDSv5Family: -1 }, "output quotas: standardDSv5Family = -1 must be a whole number of vCPUs"],
  ["200", 'output quotas: the output = "200" must be vCPUs by VM family, such as { standardDSv5Family: 200 }'],
])("quotas of %j are refused", (given, said) => {
  expect(() => declaredQuotas(stack({ quotas: given }))).toThrow(said);
});

test("plans of Defender that a stack wants; none where it says nothing", () => {
  const defenderPlans = [
    { name: "Containers", extensions: ["ContainerSensor"] },
    { name: "KeyVaults", subPlan: "PerKeyVault" },
  ];
  expect(declaredDefenderPlans(stack({ defenderPlans }))).toEqual(defenderPlans);
  expect([declaredDefenderPlans(stack()), declaredDefenderPlans([])]).toEqual([[], []]);
});

test.each<[plans: unknown, said: string]>([
  ["Containers", 'output defenderPlans: the output = "Containers" must be a list of plans of Defender'],
  [["Containers"], 'output defenderPlans: 0 = "Containers" must be an object with name'],
  [[{ subPlan: "PerKeyVault" }], "output defenderPlans: 0 = "],
])("plans of Defender that are %j are refused", (given, said) => {
  expect(() => declaredDefenderPlans(stack({ defenderPlans: given }))).toThrow(said);
});

test("an output that is not known yet throws as in Pulumi's engine", () => {
  const unknown = [resource("pulumi:pulumi:Stack", withUnknown({ quotas }, "surge"))];
  expect(() => declaredSurge(unknown)).toThrow("can't be known during preview");
  expect(declaredQuotas(unknown)).toEqual(quotas);
});
