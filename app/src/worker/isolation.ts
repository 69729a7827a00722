/**
 * Who works in this process at a time. Tasks run beside one another, until one wants to be alone: then nobody else begins, and it waits for the others to
 * end. What the process dies of is then its own.
 */
export class Isolation {
  private working = 0;
  private wanted = false;
  private waiting: (() => void)[] = [];

  /** @param places tasks that run at a time; with one, every task is alone */
  constructor(private readonly places: number) {}

  /** Whether whoever works now is alone anyway. */
  get always(): boolean {
    return this.places === 1;
  }

  /** Resolves when tasks may begin, or the signal fires. */
  async open(signal: AbortSignal): Promise<void> {
    while (this.wanted && !signal.aborted) await this.change(signal);
  }

  /** Begins a task. False while another one is, or wants to be, alone. */
  enter(): boolean {
    if (this.wanted) return false;
    this.working += 1;
    return true;
  }

  /** Ends a task. */
  leave(): void {
    this.working -= 1;
    this.changed();
  }

  /**
   * Resolves when the caller's task is the only one, with the end of that; `undefined` where another one wants the same, for the two would wait for each
   * other. Fails with the signal's reason.
   */
  async alone(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (this.wanted) return undefined;
    this.wanted = true;
    const end = (): void => {
      this.wanted = false;
      this.changed();
    };
    while (this.working > 1 && !signal.aborted) await this.change(signal);
    if (!signal.aborted) return end;
    end();
    throw signal.reason;
  }

  private changed(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.waiting.push(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}
