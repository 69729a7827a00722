import { readProfile } from "../autoscaler/profile";
import { cpuPool, templatesOf } from "../testing/pools";
import { workload } from "../testing/samples";
import { place, type Ground } from "./place";
import type { PlanPool } from "./pools";

const pool = (more: Partial<PlanPool> = {}): PlanPool => ({
  name: "cpu1",
  templates: templatesOf(cpuPool),
  count: 1,
  bounds: { min: 1, max: 5 },
  family: "d8",
  vcpus: 8,
  ...more,
});
const ground = (more: Partial<Ground> = {}): Ground => ({
  pools: [pool()],
  profile: readProfile({ newPodScaleUpDelay: "10m" }).profile,
  quotas: new Map(),
  maxNodes: Infinity,
  ...more,
});
const app = workload("app", { cpu: "1" });
/** Pods of the app that have a place; a node takes seven. */
const held = (more: Partial<Ground>, pods = 100): number =>
  place(ground(more), [{ template: app, pods }]).pods.get(app)!;

test.each<[what: string, more: Partial<Ground>, held: number]>([
  ["a pool at its most", {}, 35],
  ["a pool of a fixed size", { pools: [{ ...pool(), bounds: { min: 2, max: 2 } }] }, 14],
  ["two pools", { pools: [pool(), pool({ name: "cpu2" })] }, 70],
  ["as many nodes as the quota has vCPUs for, in part of a request", { quotas: new Map([["d8", 25]]) }, 21],
  ["as many nodes as there are addresses for", { maxNodes: 2 }, 14],
  [
    "another pool, where the first is refused its nodes",
    { pools: [pool(), pool({ name: "cpu2", family: "other" })], quotas: new Map([["d8", 8]]) },
    42,
  ],
])("%s holds", (_what, more, expected) => expect(held(more)).toBe(expected));

test("nobody gets more than was asked for", () => expect(held({}, 3)).toBe(3));

test("who ranks higher has the places of who ranks lower, and these ask for nodes anew", () => {
  const lower = workload("lower", { cpu: "1" }, { priority: -1 });
  const asked = [
    { template: lower, pods: 20 },
    { template: app, pods: 30 },
  ];
  expect([...place(ground(), asked).pods.values()]).toEqual([5, 30]);
});

test("no node is added for who is expendable", () => {
  const expendable = workload("expendable", { cpu: "1" }, { priority: -11 });
  expect(place(ground(), [{ template: expendable, pods: 20 }]).pods.get(expendable)).toBe(7);
});

test("a quota that pods share is used up by who comes first", () => {
  const quota = { title: 'ResourceQuota "production/pods"', hard: { pods: 10_000 } };
  const charged = (name: string) =>
    workload(name, { cpu: "1" }, { quotas: [{ quota, amounts: { pods: 1000 }, missing: [] }] });
  const [first, second] = [charged("first"), charged("second")];
  const { pods, quotas } = place(ground(), [
    { template: first, pods: 8 },
    { template: second, pods: 8 },
  ]);
  expect([pods.get(first), pods.get(second)]).toEqual([8, 2]);
  expect([...quotas.keys()]).toEqual([second]);
});
