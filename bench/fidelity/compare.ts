import { decideBeside, runAlone } from "./simulate";
import type { Recording, Step, Sync, WorkloadRecording } from "./recording";

/** A step of the real controller and the one of the simulator that is the same. */
export interface StepPair {
  from: number;
  to: number;
  /** When the real one was, seconds since the start. */
  t: number;
  /** How much later the simulated one was, seconds; earlier ones are negative. */
  offset: number;
}

/** A sync at which something else was decided. */
export interface Difference {
  t: number;
  real: Pick<Sync, "currentReplicas" | "desiredReplicas" | "reasons">;
  simulated: Pick<Sync, "desiredReplicas" | "reasons">;
}

/** How one workload went beside the real controllers. */
export interface Comparison {
  id: string;
  /** Syncs of the real controller that were seen, and the time between two of them, seconds. */
  syncs: number;
  syncSeconds: { mean: number; longest: number };
  /** Syncs at which the simulator decided as many replicas, and at which it gave the same reasons. */
  sameReplicas: number;
  sameReasons: number;
  differences: Difference[];
  /** The simulator on its own. */
  alone: {
    realSteps: number;
    simulatedSteps: number;
    pairs: StepPair[];
    /** Largest difference of replicas at any moment, and for how long they differed in all, seconds. */
    largestDifference: number;
    secondsApart: number;
  };
}

/** The replicas are set before the status that a sync is seen by, seconds. */
const writtenLater = 0.5;

/** Every workload of a recording. */
export const compareRecording = ({ workloads, epoch, seconds }: Recording): Comparison[] =>
  workloads.map((workload) => compareWorkload(workload, epoch, seconds));

function compareWorkload(workload: WorkloadRecording, epoch: number, seconds: number): Comparison {
  const { id, syncs: real } = workload;
  const beside = decideBeside(workload, epoch);
  const [start, until] = [real[0]?.t ?? 0, real.at(-1)?.t ?? seconds];
  const realSteps = workload.steps.filter(({ t }) => t >= start - writtenLater && t <= until);
  const alone = runAlone(workload, epoch, until);
  const differences = real.flatMap((sync, index): Difference[] => {
    const { desiredReplicas, reasons } = beside[index]!;
    if (desiredReplicas === sync.desiredReplicas && reasons === sync.reasons) return [];
    return [{ t: sync.t, real: sync, simulated: { desiredReplicas, reasons } }];
  });
  const gaps = real.slice(1).map(({ t }, index) => t - real[index]!.t);
  return {
    id,
    syncs: real.length,
    syncSeconds: { mean: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length, longest: Math.max(...gaps) },
    sameReplicas: real.filter((sync, index) => beside[index]!.desiredReplicas === sync.desiredReplicas).length,
    sameReasons: real.filter((sync, index) => beside[index]!.reasons === sync.reasons).length,
    differences,
    alone: {
      realSteps: realSteps.length,
      simulatedSteps: alone.length,
      pairs: pairSteps(realSteps, alone),
      ...apart(realSteps, alone, until),
    },
  };
}

/** The longest row of steps that both took in the same order. */
export function pairSteps(real: readonly Step[], simulated: readonly Step[]): StepPair[] {
  const isSame = (a: Step, b: Step) => a.from === b.from && a.to === b.to;
  // Pairs of the rests from each place on, the longest row first.
  const rows = Array.from({ length: real.length + 1 }, () => new Array<number>(simulated.length + 1).fill(0));
  for (let i = real.length - 1; i >= 0; i--)
    for (let j = simulated.length - 1; j >= 0; j--)
      rows[i]![j] = isSame(real[i]!, simulated[j]!)
        ? rows[i + 1]![j + 1]! + 1
        : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
  const pairs: StepPair[] = [];
  for (let [i, j] = [0, 0]; i < real.length && j < simulated.length;) {
    const [step, other] = [real[i]!, simulated[j]!];
    if (isSame(step, other)) {
      pairs.push({ ...step, offset: other.t - step.t });
      i++;
      j++;
    } else if (rows[i + 1]![j]! >= rows[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** How far two courses of replicas are apart until a time. They begin alike. */
export function apart(
  real: readonly Step[],
  simulated: readonly Step[],
  until: number,
): { largestDifference: number; secondsApart: number } {
  const result = { largestDifference: 0, secondsApart: 0 };
  const start = (real[0] ?? simulated[0])?.from ?? 0;
  const at = (steps: readonly Step[], t: number): number => steps.findLast((step) => step.t <= t)?.to ?? start;
  const times = [...new Set([...real, ...simulated].map(({ t }) => t))].sort((a, b) => a - b);
  for (const [index, t] of times.entries()) {
    const difference = Math.abs(at(real, t) - at(simulated, t));
    const seconds = Math.min(times[index + 1] ?? until, until) - t;
    if (difference === 0 || seconds <= 0) continue;
    result.largestDifference = Math.max(result.largestDifference, difference);
    result.secondsApart += seconds;
  }
  return result;
}
