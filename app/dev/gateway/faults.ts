/**
 * Faults on request. A request names one in the header `x-fault`; `POST /admin/faults` gives a plan that the next requests follow,
 * one fault each (`"ok"` for none).
 */
export type Fault =
  | "ok"
  | "429"
  | "500"
  | "503"
  | "401"
  /** Never answers. */
  | "timeout"
  /** Begins a stream and falls silent. */
  | "stall"
  /** Begins a stream and breaks the connection. */
  | "cut"
  /** Something that is no answer. */
  | "garbage"
  /** Breaks the connection before the first byte. */
  | "reset";

const all: readonly string[] = ["ok", "429", "500", "503", "401", "timeout", "stall", "cut", "garbage", "reset"];

/** Whether a text names a fault. */
export function isFault(text: unknown): text is Fault {
  return typeof text === "string" && all.includes(text);
}

/** What the next requests get. */
export class FaultPlan {
  private planned: Fault[] = [];

  set(faults: readonly Fault[]): void {
    this.planned = [...faults];
  }

  /** The fault of a request: its own, else the plan's next. */
  next(own: unknown): Fault {
    return isFault(own) ? own : (this.planned.shift() ?? "ok");
  }
}
