import { recorded } from "../../testing/recorded";
import { type ControlledPods, disruptionsAllowed } from "./disruptions-allowed";
import { budgetedPods, PodCountError, type PodCount } from "./pod-count";

/** What a real disruption controller and eviction API made of budgets over pods. */
interface Vector {
  pods: { kind?: string; replicas: number; ready: number }[];
  budgets: { minAvailable?: PodCount; maxUnavailable?: PodCount; selector?: object | null }[];
  answer: { refused?: true; allowed?: number[]; evicts?: { ready?: string; unready?: string } };
}

const vectors = recorded<Vector>("evictions.jsonl");

test("the counts that the API server does not take are refused", () => {
  const isRefused = ({ minAvailable, maxUnavailable }: Vector["budgets"][number]) => {
    if (minAvailable !== undefined && maxUnavailable !== undefined) return true;
    try {
      budgetedPods(minAvailable ?? maxUnavailable ?? 0, 1);
      return false;
    } catch (error) {
      if (error instanceof PodCountError) return true;
      throw error;
    }
  };
  const wrong = vectors.filter(({ budgets, answer }) => budgets.some(isRefused) !== (answer.refused ?? false));
  expect(wrong).toEqual([]);
});

test("as many pods may go as the real controller lets, whoever made them", () => {
  const counted = vectors.filter(
    ({ budgets, answer: { allowed } }) =>
      budgets.every(({ selector }) => selector === undefined) && allowed !== undefined,
  );
  expect(counted.length).toBeGreaterThan(400);
  const controllerOf = ({ kind, replicas, ready }: Vector["pods"][number]): ControlledPods => {
    if (kind === undefined) return { healthy: ready };
    return { healthy: ready, scale: kind === "Job" || kind === "DaemonSet" ? "none" : replicas };
  };
  const wrong = counted.filter(
    ({ pods, budgets, answer: { allowed } }) =>
      `${budgets.map((budget) => disruptionsAllowed(budget, pods.map(controllerOf)))}` !== `${allowed}`,
  );
  expect(wrong).toEqual([]);
});

test("of a pod with two budgets every eviction is refused, whatever they allow", () => {
  const two = vectors.filter(
    ({ budgets, answer }) =>
      budgets.length === 2 && budgets.every(({ selector }) => selector !== null) && answer.evicts,
  );
  expect(two.length).toBeGreaterThan(30);
  for (const { answer } of two)
    expect(new Set(Object.values(answer.evicts!))).toEqual(new Set(["more than one budget"]));
});
