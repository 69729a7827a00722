import { Cluster } from "./cluster";
import { allowedDisruptions, BudgetTracker, isEvictable, splitByBudget } from "./disruption";
import type { DisruptionBudget } from "./pod-template";
import { workload } from "../testing/samples";

/** A cluster with so many pods under a budget, some of them ready. */
function setUp(budget: DisruptionBudget, count: number, ready: number) {
  const cluster = new Cluster();
  const template = workload("guarded", {}, { budgets: [budget] });
  const pods = Array.from({ length: count }, (_, index) => {
    const pod = cluster.addPod(template, 0);
    pod.ready = index < ready;
    return pod;
  });
  return { cluster, template, pods };
}

describe("allowedDisruptions", () => {
  test.each<[budget: DisruptionBudget, pods: number, ready: number, allowed: number]>([
    [{ maxUnavailable: 1 }, 4, 4, 1],
    [{ maxUnavailable: 1 }, 4, 3, 0],
    [{ maxUnavailable: 2 }, 4, 1, 0],
    [{ maxUnavailable: 0 }, 4, 4, 0],
    [{ maxUnavailable: 3 }, 2, 2, 2],
    [{}, 4, 4, 0],
    [{ minAvailable: 3 }, 4, 4, 1],
    [{ minAvailable: 0 }, 4, 4, 4],
    // Both fields are rounded up.
    [{ maxUnavailable: "25%" }, 5, 5, 2],
    [{ minAvailable: "25%" }, 5, 5, 3],
    [{ maxUnavailable: 1, disruptionsAllowed: 3 }, 4, 4, 3],
    [{ maxUnavailable: 1, disruptionsAllowed: 0 }, 4, 4, 0],
  ])("%j over %d pods of which %d are ready allows %d", (budget, count, ready, allowed) => {
    expect(allowedDisruptions(setUp(budget, count, ready).cluster, budget)).toBe(allowed);
  });

  test("does not count pods that are ending", () => {
    const budget = { minAvailable: 2 };
    const { cluster, pods } = setUp(budget, 4, 4);
    pods[0]!.deleting = true;
    expect(allowedDisruptions(cluster, budget)).toBe(1);
  });

  test("counts all workloads that it covers, and no others", () => {
    const budget = { maxUnavailable: 1 };
    const { cluster } = setUp(budget, 2, 2);
    cluster.addPod(workload("second", {}, { budgets: [budget] }), 0);
    cluster.addPod(workload("other", {}, { budgets: [{ maxUnavailable: 1 }] }), 0);
    expect(allowedDisruptions(cluster, budget)).toBe(0);
  });
});

test("a pod may be evicted while its budget allows it, without one always, under several never", () => {
  const plenty = { minAvailable: 0 };
  const cluster = new Cluster();
  const evictable = (...budgets: DisruptionBudget[]): boolean => {
    const pod = cluster.addPod(workload("guarded", {}, { budgets }), 0);
    pod.ready = true;
    return isEvictable(cluster, pod);
  };
  expect([evictable(), evictable(plenty), evictable({ maxUnavailable: 0 })]).toEqual([true, true, false]);
  expect(evictable(plenty, { minAvailable: 0 })).toBe(false);
});

test("a pod counts for each of the budgets that cover it", () => {
  const [all, some] = [{ minAvailable: 2 }, { minAvailable: 0 }];
  const cluster = new Cluster();
  for (const budgets of [[all], [all, some], [all, some]])
    cluster.addPod(workload("guarded", {}, { budgets }), 0).ready = true;
  expect([all, some].map((budget) => allowedDisruptions(cluster, budget))).toEqual([1, 2]);
  const tracker = new BudgetTracker(cluster);
  expect(tracker.allowed([all, some])).toBe(1);
  tracker.take([all, some]);
  expect([tracker.allowed([all]), tracker.allowed([some]), tracker.allowed([some, all])]).toEqual([0, 1, 0]);
});

test("a budget that is used up stays at nothing", () => {
  const budget = { maxUnavailable: 1 };
  const tracker = new BudgetTracker(setUp(budget, 3, 3).cluster);
  const seen = [0, 1, 2].map(() => {
    const allowed = tracker.allowed([budget]);
    tracker.take([budget]);
    return allowed;
  });
  expect(seen).toEqual([1, 0, 0]);
  tracker.take([]);
  expect(tracker.allowed([])).toBe(Infinity);
});

test("pods are split where the budget ends", () => {
  const { cluster, pods } = setUp({ maxUnavailable: 2 }, 4, 4);
  const free = cluster.addPod(workload("free", {}), 0);
  expect(splitByBudget(cluster, [...pods, free])).toEqual([pods.slice(2), [...pods.slice(0, 2), free]]);
});
