/** What the engine needs of a signal. An `AbortSignal` is one; an HTTP request has a `Cancellation`. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * A signal that is its own controller, for the hot path: every request needs one and hardly any fires. An `AbortController`
 * with its event target costs as much time as the routing of the request, and more when the collector meets it.
 */
export class Cancellation implements CancelSignal {
  private fired = false;
  private listeners: (() => void)[] = [];

  get aborted(): boolean {
    return this.fired;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    const at = this.listeners.indexOf(listener);
    if (at !== -1) this.listeners.splice(at, 1);
  }

  /** Calls every listener, once. */
  abort(): void {
    if (this.fired) return;
    this.fired = true;
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}
