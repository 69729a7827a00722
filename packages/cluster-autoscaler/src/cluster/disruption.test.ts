import { Cluster } from "./cluster";
import { allowedDisruptions, BudgetTracker, splitByBudget } from "./disruption";
import type { DisruptionBudget } from "./pod-template";
import { workload } from "../testing/samples";

/** A cluster with so many pods under a budget, some of them ready. */
function setUp(budget: DisruptionBudget, count: number, ready: number) {
  const cluster = new Cluster();
  const template = workload("guarded", {}, { budget });
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
    [{}, 4, 4, 0],
    [{ minAvailable: 3 }, 4, 4, 1],
    [{ minAvailable: 0 }, 4, 4, 4],
    // Both fields are rounded up.
    [{ maxUnavailable: "25%" }, 5, 5, 2],
    [{ minAvailable: "25%" }, 5, 5, 3],
    [{ minAvailable: "3" }, 4, 4, 1],
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
    cluster.addPod(workload("second", {}, { budget }), 0);
    cluster.addPod(workload("other", {}, { budget: { maxUnavailable: 1 } }), 0);
    expect(allowedDisruptions(cluster, budget)).toBe(0);
  });

  test("knows no end without a budget", () => expect(allowedDisruptions(new Cluster(), undefined)).toBe(Infinity));
});

test("a budget that is used up stays at nothing", () => {
  const budget = { maxUnavailable: 1 };
  const tracker = new BudgetTracker(setUp(budget, 3, 3).cluster);
  const seen = [0, 1, 2].map(() => {
    const allowed = tracker.allowed(budget);
    tracker.take(budget);
    return allowed;
  });
  expect(seen).toEqual([1, 0, 0]);
  tracker.take(undefined);
  expect(tracker.allowed(undefined)).toBe(Infinity);
});

test("pods are split where the budget ends", () => {
  const { cluster, pods } = setUp({ maxUnavailable: 2 }, 4, 4);
  const free = cluster.addPod(workload("free", {}), 0);
  expect(splitByBudget(cluster, [...pods, free])).toEqual([pods.slice(2), [...pods.slice(0, 2), free]]);
});
