import type { Phase, Second } from "./simulation";

/** How a controller has done. */
export interface Judgement {
  /** Answers of use over those of the oracle, in the worst phase, from ten seconds after its beginning on. */
  worstGoodput: number;
  /** Questions refused from the sixth second on. */
  refused: number;
}

/** Time after a change in which a controller may learn, seconds. */
const learningSeconds = 10;
/** Time after its beginning in which it may refuse although the upstream has no bound, seconds. */
const startSeconds = 5;

/** Judges the seconds of some phases. */
export function judged(phases: readonly Phase[], seconds: readonly Second[]): Judgement {
  let worstGoodput = Infinity;
  let begin = 0;
  for (const phase of phases) {
    const part = seconds.slice(begin + learningSeconds, begin + phase.seconds);
    begin += phase.seconds;
    // The oracle cannot answer more than were asked.
    const asked = sum(part, ({ asked: count }) => count);
    const oracle = Math.min(
      asked,
      sum(part, ({ oracle: count }) => count),
    );
    if (oracle >= 50) worstGoodput = Math.min(worstGoodput, sum(part, ({ useful }) => useful) / oracle);
  }
  return { worstGoodput, refused: sum(seconds.slice(startSeconds), ({ refused }) => refused) };
}

function sum(seconds: readonly Second[], value: (second: Second) => number): number {
  return seconds.reduce((total, second) => total + value(second), 0);
}
