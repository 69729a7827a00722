import type { Quantiles } from "./quantiles";
import type { QuestionSpec } from "./question";

/** What every kind of load has in common. */
interface Load {
  /** Port on loopback of what is loaded: a system under test, or the upstream alone. */
  port: number;
  /** Seconds of load before anything is counted: compilers, pools and caches get warm. */
  warmUpSeconds: number;
  /** Seconds that are counted. */
  seconds: number;
}

/** So many callers, each of which asks again as soon as it is answered: what a system can do at most. */
export interface ClosedLoop extends Load {
  kind: "closed-loop";
  /** Callers, each with a connection of its own. */
  connections: number;
}

/**
 * So many questions a second, asked on time whether or not earlier ones are answered, each timed from the moment at which it
 * was due: a system that stalls pays for all that waited meanwhile (no coordinated omission).
 */
export interface OpenLoop extends Load {
  kind: "open-loop";
  ratePerSecond: number;
  /** A caller gives up after this many milliseconds and closes the connection. */
  deadlineMs: number;
  /** What is asked. Default: the sale day's question. */
  question?: QuestionSpec;
}

/** So many callers at once, each of which reads one streamed answer after the other. */
export interface Streams extends Load {
  kind: "streams";
  streams: number;
}

/** The questions of a day, from one of its hours on, at 20 times its pace; `seconds` are those of the replay. */
export interface Day extends Load {
  kind: "day";
  fromHour: number;
  seed: number;
  deadlineMs: number;
}

/** What the generator is asked to do; its command line as JSON. */
export type LoadSpec = ClosedLoop | OpenLoop | Streams | Day;

/** What came of the questions to one model within a part of a day. */
export interface DayWindow {
  /** Hour of the day at which it begins. */
  hour: number;
  model: string;
  asked: number;
  answered: number;
  refused: number;
  givenUp: number;
  /** Of `givenUp`, those whose answer never comes. */
  hanging: number;
  /** Every other outcome. */
  failed: number;
  /** Tokens of the answers. */
  tokens: number;
}

/** What came of it. Only questions that were due within the counted seconds are in it. */
export interface LoadResult {
  /** Questions asked. */
  asked: number;
  /** Questions answered with 200, in time and whole. */
  answered: number;
  /** `answered` for each counted second. */
  answeredPerSecond: number;
  /** Questions answered with 429 or 503. */
  refused: number;
  /** Refusals that took less than 50 ms. */
  refusedInTime: number;
  /** Questions given up at the deadline. */
  givenUp: number;
  /** Every other status, broken connections and answers cut short, counted by what happened. */
  failures: Record<string, number>;
  /** Milliseconds to the last byte of an answer. */
  answerMs: Quantiles;
  /** Milliseconds to the last byte of a refusal. */
  refusalMs: Quantiles;
  /** The parts of a day by model; absent for every other load. */
  windows?: DayWindow[];
  /** Milliseconds from the upstream's write of a token to its arrival here; empty unless the load is of streams. */
  tokenDelayMs: Quantiles;
}
