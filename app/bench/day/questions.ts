import { demandAt, mailing, mainModel, otherModel, pace } from "./conditions";

/** A question of the day. */
export interface DayQuestion {
  /** Hour of the day at which it is due. */
  hour: number;
  model: string;
  /** Tokens of its answer, which is what it asks for at most. */
  tokens: number;
  stream: boolean;
  batch: boolean;
  hangs: boolean;
}

/** Chance with a seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const longest = 300;

/**
 * The questions between two hours of the day, in their order: they come by chance (a Poisson process), with the rate of the hour.
 */
export function* questionsOfDay(fromHour: number, toHour: number, random: () => number): Generator<DayQuestion> {
  let isMailed = fromHour > mailing.hour;
  for (let hour = fromHour; ;) {
    const perHour = (demandAt(hour).ratePerSecond * 3_600) / pace;
    hour += -Math.log(1 - random()) / perHour;
    if (hour >= toHour) return;
    if (!isMailed && hour >= mailing.hour) {
      isMailed = true;
      for (let count = 0; count < mailing.questions; count++) yield questionAt(mailing.hour, random);
    }
    yield questionAt(hour, random);
  }
}

function questionAt(hour: number, random: () => number): DayQuestion {
  const { short, other, hanging } = demandAt(hour);
  return {
    hour,
    model: random() < other ? otherModel : mainModel,
    tokens: random() < short ? 5 : Math.min(longest, Math.ceil(-60 * Math.log(1 - random()))),
    stream: random() < 0.2,
    batch: random() < 0.1,
    hangs: random() < hanging,
  };
}
