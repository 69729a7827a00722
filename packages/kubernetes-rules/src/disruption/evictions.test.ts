import { recorded } from "../../testing/recorded";
import { budgetedPods, podsKept, PodCountError, type PodCount } from "./pod-count";

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

test("of pods that a controller counts as many may go as the real one lets", () => {
  const counted = vectors.filter(
    ({ pods, budgets, answer: { allowed } }) =>
      pods.every(({ kind }) => kind === "Deployment" || kind === "StatefulSet") &&
      budgets.every(({ selector }) => selector === undefined) &&
      allowed !== undefined,
  );
  expect(counted.length).toBeGreaterThan(200);
  const wrong = counted.filter(({ pods, budgets, answer: { allowed } }) => {
    const [total, ready] = [sum(pods.map(({ replicas }) => replicas)), sum(pods.map((each) => each.ready))];
    return `${budgets.map((budget) => Math.max(ready - podsKept(budget, total), 0))}` !== `${allowed}`;
  });
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

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
