import type { Properties } from "./resource";
import { antiAffinitiesOf, spreadsOf } from "./spread";
import { resource, withUnknown } from "./testing/resources";
import { workloadsIn } from "./workloads";

const shop = (spec: Properties) =>
  workloadsIn(
    resource("kubernetes:apps/v1:Deployment", {
      metadata: { name: "shop", namespace: "production" },
      spec: { template: { metadata: { labels: { app: "shop" } }, spec } },
    }),
  )[0]!;
const spread = (constraint: Properties) => spreadsOf(shop({ topologySpreadConstraints: [constraint] }))[0]!;
const zone = { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" };
const own = { matchLabels: { app: "shop" } };

test("constraints as they are declared", () => {
  const [first, second] = spreadsOf(
    shop({
      topologySpreadConstraints: [
        { ...zone, labelSelector: own },
        { topologyKey: "rack", maxSkew: 2, whenUnsatisfiable: "DoNotSchedule" },
      ],
    }),
  );
  expect(first).toMatchObject({ topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, required: false });
  expect(second).toMatchObject({ topologyKey: "rack", maxSkew: 2, required: true });
  expect([first!.countsOwn(), second!.countsOwn()]).toEqual([true, false]);
  expect(spreadsOf(shop({}))).toEqual([]);
});

test("what is missing or wrong is said where it is read, and unknown where it is unknown", () => {
  const path = 'Deployment "production/shop": spec.template.spec.topologySpreadConstraints[0]';
  expect(() => spread({}).topologyKey).toThrow(`${path}.topologyKey is missing; it must be a label of nodes`);
  expect(() => spread({ maxSkew: "1" }).maxSkew).toThrow(`${path}.maxSkew = "1" must be a number`);
  const near = { matchExpressions: [{ key: "app", operator: "Near" }] };
  expect(() => spread({ labelSelector: near }).countsOwn()).toThrow(`${path}.labelSelector = `);
  const unknown = spread(withUnknown({ ...zone }, "labelSelector"));
  expect(unknown.topologyKey).toBe(zone.topologyKey);
  expect(() => unknown.countsOwn()).toThrow("can't be known during preview");
});

test("terms of an anti-affinity, those that must be first", () => {
  const terms = antiAffinitiesOf(
    shop({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: "rack", labelSelector: { matchLabels: { app: "other" } } } },
          ],
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "zone", labelSelector: own }],
        },
      },
    }),
  );
  expect(terms.map((term) => [term.topologyKey, term.required, term.countsOwn()])).toEqual([
    ["zone", true, true],
    ["rack", false, false],
  ]);
  expect(antiAffinitiesOf(shop({ affinity: { podAntiAffinity: {} } }))).toEqual([]);
});
