/** How long a registry is waited for. */
export interface Patience {
  /** Until it answers at all, milliseconds: without a network, nobody should wait for longer before something else is done. */
  first: number;
  /** Until an answer begins, milliseconds. */
  answer: number;
  /** Between two pieces of an answer, milliseconds. */
  silence: number;
  /** Least pace of an answer, bytes a second, once it has lasted for `silence`: below it, building is faster. */
  pace: number;
  /** Longest that a registry may ask to be left alone (`Retry-After`) and is asked again, milliseconds. */
  retryAfter: number;
}

/** Where nothing else can be done than to wait for a registry, its pace does not count. */
export const patient: Patience = { first: 5_000, answer: 30_000, silence: 30_000, pace: 0, retryAfter: 30_000 };

/** Where the programs can be built instead. */
export const impatient: Patience = { first: 3_000, answer: 15_000, silence: 15_000, pace: 100_000, retryAfter: 5_000 };
