import { pause } from "./pause";

/** From the kubelet, and from a keyboard. */
const signals = ["SIGTERM", "SIGINT"] as const;

/** One thing that must end in good order, e.g. "http" or "redis". */
export interface DrainStep {
  name: string;
  /**
   * Resolves when nothing of it is left. `cut` fires when time is up (or someone is in a hurry): what still runs must then
   * be cut off, and the step resolves soon after.
   */
  run(cut: AbortSignal): Promise<void>;
}

/** How long each part of a drain may take. */
export interface DrainLimits {
  /**
   * Time for which a pod that has just become unready goes on serving, milliseconds: the endpoint is removed, and every
   * proxy hears of it, beside the SIGTERM and not before it. 0 for a pod that no load balancer knows.
   */
  noticeMs: number;
  /**
   * Time from the signal to the cut, milliseconds. Below the pod's `terminationGracePeriodSeconds`, at whose end the kubelet
   * sends SIGKILL.
   */
  limitMs: number;
  /** Time that the steps get after the cut before the process exits all the same, milliseconds; 2,000 by default. */
  cutMs?: number;
}

/** What a drain tells about itself. */
export interface DrainEvents {
  /** The first signal has come; readiness must fail from now on. */
  onBegin(reason: string): void;
  /** A step failed; the others go on. */
  onStepError(step: string, error: unknown): void;
  /** `late` is what was still running when the time was up; empty when everything ended by itself. */
  onEnd(late: string[]): void;
}

/**
 * The way out of the process, the same for the API and the worker: unready at once, serve on until the load balancer has
 * noticed, end the steps, exit 0. The steps of one phase end side by side (what takes requests), the phases one after
 * another (then what the requests needed). Work that had to be cut makes it exit 1.
 */
export class Drain {
  private readonly hurry = new AbortController();
  private readonly cut = new AbortController();
  private begun?: Promise<number>;

  constructor(
    private readonly limits: DrainLimits,
    private readonly phases: readonly DrainStep[][],
    private readonly events: DrainEvents,
  ) {}

  /** Whether the process is on its way out. */
  get draining(): boolean {
    return this.begun !== undefined;
  }

  /** Drains once, whoever asks; the second request is a hurry and cuts what runs. Resolves to the exit code. */
  begin(reason: string): Promise<number> {
    if (this.begun === undefined) this.begun = this.drain(reason);
    else {
      this.hurry.abort();
      this.cut.abort();
    }
    return this.begun;
  }

  /** Drains at SIGTERM and SIGINT, then ends the process. */
  exitOnSignals(exit: (code: number) => void = process.exit): void {
    for (const signal of signals) process.on(signal, () => void this.begin(signal).then(exit));
  }

  private async drain(reason: string): Promise<number> {
    this.events.onBegin(reason);
    const limit = setTimeout(() => {
      this.hurry.abort();
      this.cut.abort();
    }, this.limits.limitMs);
    await pause(this.limits.noticeMs, this.hurry.signal);
    const late: string[] = [];
    for (const steps of this.phases) {
      const alreadyCut = this.cut.signal.aborted;
      const end = async (step: DrainStep): Promise<void> => {
        const ended = await this.endsByItself(step);
        if (!ended || this.cut.signal.aborted !== alreadyCut) late.push(step.name);
      };
      await Promise.all(steps.map(end));
    }
    clearTimeout(limit);
    this.events.onEnd(late);
    return late.length > 0 || this.cut.signal.aborted ? 1 : 0;
  }

  /** Whether the step ends by itself, at the latest `cutMs` after the cut. A step that fails must not keep the rest open. */
  private async endsByItself(step: DrainStep): Promise<boolean> {
    const given = new AbortController();
    const run = async (): Promise<boolean> => {
      await step.run(this.cut.signal);
      return true;
    };
    const failed = (error: unknown): boolean => {
      this.events.onStepError(step.name, error);
      return false;
    };
    const lastMoment = async (): Promise<boolean> => {
      await aborted(this.cut.signal, given.signal);
      await pause(this.limits.cutMs ?? 2_000, given.signal);
      return false;
    };
    try {
      return await Promise.race([run().catch(failed), lastMoment()]);
    } finally {
      given.abort();
    }
  }
}

/**
 * Until there is something to drain, a signal ends the process at once. Without this a container that is stopped while
 * it starts goes on to the end of its grace period: the kernel gives process 1 no default for a signal. Returns the function that ends it.
 */
export function exitOnEarlySignals(exit: (code: number) => void = process.exit): () => void {
  const end = (): void => exit(0);
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** Resolves when either signal fires. */
function aborted(...either: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (either.some((signal) => signal.aborted)) return resolve();
    for (const signal of either) signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
