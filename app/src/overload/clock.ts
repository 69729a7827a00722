/** The time and its timers, handed in so that a test can let hours pass. */
export interface Clock {
  /** Milliseconds from any beginning on; it never goes back, so that a step of the wall clock neither opens nor closes anything. */
  now(): number;
  /** Calls back after so many milliseconds, unless it is cancelled before. */
  after(milliseconds: number, callback: () => void): Timer;
  /** The same without a way back, and without keeping the process alive. */
  later(milliseconds: number, callback: () => void): void;
}

/** Something that will happen. */
export interface Timer {
  cancel(): void;
}

class ProcessTimer implements Timer {
  private readonly timer: NodeJS.Timeout;

  constructor(milliseconds: number, callback: () => void) {
    this.timer = setTimeout(callback, milliseconds);
  }

  cancel(): void {
    clearTimeout(this.timer);
  }
}

/**
 * Node cuts times to whole milliseconds and counts them from the beginning of the loop's turn, so its timers come up to two of them early by
 * `performance.now`: who then asks whether the time is over is told no, and nobody asks again.
 */
const timerSlackMs = 2;

/** The clock of this process. */
export const processClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => new ProcessTimer(milliseconds, callback),
  later: (milliseconds, callback) => void setTimeout(callback, milliseconds + timerSlackMs).unref(),
};
