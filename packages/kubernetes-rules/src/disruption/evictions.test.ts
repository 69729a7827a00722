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

/** A Job and a DaemonSet have no count of replicas, and a pod of its own has no controller. */
const controlled = ({ kind, replicas, ready }: Vector["pods"][number]): ControlledPods => {
  if (kind === undefined) return { healthy: ready };
  return { healthy: ready, scale: kind === "Job" || kind === "DaemonSet" ? "none" : replicas };
};
/** Of a selector that is not the case's own, what it selects: all pods, or none. */
const selected = (pods: Vector["pods"], selector: object | null | undefined): ControlledPods[] =>
  selector === undefined || JSON.stringify(selector) === "{}" ? pods.map(controlled) : [];

test("as many pods may go as the real disruption controller lets", () => {
  const judged = vectors.filter(({ answer }) => answer.allowed !== undefined);
  expect(judged.length).toBeGreaterThan(500);
  const wrong = judged.filter(({ pods, budgets, answer }) => {
    const ours = budgets.map(({ selector, ...budget }) => disruptionsAllowed(budget, selected(pods, selector)));
    return `${ours}` !== `${answer.allowed}`;
  });
  expect(wrong).toEqual([]);
});

test("a pod that is ready is let go where its only budget lets one go, or where it has none", () => {
  const asked = vectors.filter(({ answer }) => answer.evicts?.ready !== undefined);
  const wrong = asked.filter(({ pods, budgets, answer }) => {
    const own = budgets.filter(({ selector }) => selected(pods, selector).length > 0);
    const allowed = own.map(({ selector, ...budget }) => disruptionsAllowed(budget, selected(pods, selector)));
    const goes = own.length === 0 || (own.length === 1 && allowed[0]! > 0);
    return goes !== (answer.evicts?.ready === "yes");
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
