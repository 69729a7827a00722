import type { Step } from "./step";

/** Seconds between two lines for the same step where lines cannot be overwritten: a log of CI stays short, and alive. */
const logInterval = 15;

/** Milliseconds between two paintings of the line on a terminal. */
const paintInterval = 200;

/**
 * One line that says what is being done and for how long. On a terminal it is overwritten; elsewhere a new step is a new line,
 * and a long step says every 15 s that it is still at work.
 */
export class Progress {
  private current: Step | undefined;
  private since = 0;
  private lastLine: number | undefined;
  private painted = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly out: { write(text: string): unknown; isTTY?: boolean; columns?: number } = process.stderr,
    private readonly now: () => number = Date.now,
  ) {
    this.timer = setInterval(() => this.show(), paintInterval);
    // The command's own work keeps it alive, not its progress.
    this.timer.unref();
  }

  /** Names the step that begins, or what of it is done just now. */
  readonly step = (step: Step): void => {
    if (step.lasting) {
      this.clear();
      this.out.write(`${step.text}\n`);
      return;
    }
    const isNew = step.text !== this.current?.text;
    this.current = step;
    if (!isNew) return;
    this.since = this.now();
    this.lastLine = undefined;
    this.show();
  };

  /** Takes the line away, so that something else can be printed. It comes back below. */
  clear(): void {
    if (this.painted) this.out.write("\r\u001B[K");
    this.painted = false;
  }

  stop(): void {
    this.clear();
    clearInterval(this.timer);
  }

  private show(): void {
    if (!this.current) return;
    const { text, detail, secondsLeft } = this.current;
    const seconds = (this.now() - this.since) / 1000;
    // A log gets the detail only with a step that lasts.
    const details = detail === undefined || (!this.out.isTTY && seconds < 2) ? [] : [detail];
    const parts = [text, ...details, ...(seconds < 2 ? [] : [formatSeconds(seconds)])];
    const left =
      secondsLeft === undefined ? "" : ` (about ${formatSeconds(Math.max(secondsLeft, 5))} left; only the first time)`;
    if (this.out.isTTY) {
      this.out.write(`\r\u001B[K${(parts.join(", ") + left).slice(0, (this.out.columns ?? 80) - 1)}`);
      this.painted = true;
    } else if (this.lastLine === undefined || this.now() - this.lastLine >= logInterval * 1000) {
      this.out.write(`${parts.join(", ")}${left}\n`);
      this.lastLine = this.now();
    }
  }
}

/** `45 s` or `3 min 05 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
