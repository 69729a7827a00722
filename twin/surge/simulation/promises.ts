import type { Assumptions } from "../assumptions";
import type { Objective } from "../outcome";
import type { Totals } from "../serving";

/** What a surge that holds must keep, and whether it was kept. */
export function promisesOf(totals: Totals, { numbers }: Assumptions): Objective[] {
  const share = (count: number): number => (totals.arrivals === 0 ? 0 : count / totals.arrivals);
  const promise = (what: string, unit: Objective["unit"], value: number, atMost: number): Objective => ({
    what,
    value,
    atMost,
    unit,
    held: value <= atMost,
  });
  // Where nothing was answered, nobody waited less than until they gave up.
  const unanswered = totals.arrivals === 0 ? 0 : numbers["clients.patienceSeconds"];
  return [
    promise("questions taken in and lost", "questions", totals.lost, numbers["promises.lost"]),
    promise("questions refused", "share", share(totals.refused), numbers["promises.refusedShare"]),
    promise("questions whose client gave up", "share", share(totals.timedOut), numbers["promises.timedOutShare"]),
    promise(
      "p99 of the first token",
      "s",
      totals.firstTokenSeconds.at(0.99) ?? unanswered,
      numbers["promises.firstTokenP99Seconds"],
    ),
  ];
}
