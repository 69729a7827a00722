import { type CallOrigin, type ModelGate, workOf } from "@breakwater/overload";
import type { Usage } from "../engine";
import type { Metrics } from "../metrics";
import type { RouteEntry } from "../settings";
import type { NoAnswer } from "../upstream";
import type { Clock } from "./clock";

/** How the call of a place has ended. */
export type CallEnd = AnsweredCall | NoAnswer;

/** A call that was answered. */
interface AnsweredCall {
  kind: "answered";
  usage: Usage;
  /** Time for which the answer waited for its reader, milliseconds: it says nothing about the backend. Default: 0 */
  pausedMs?: number;
}

/** A place at a model: one call may be made, and how it ends must be told. */
export class Place {
  private readonly takenAt: number;
  private hasBegun = false;
  private hasEnded = false;

  /** @internal places are given by an `Admission` */
  constructor(
    /** The route's entry that it is at. */
    readonly entry: RouteEntry,
    /** Index of that entry in the route. */
    readonly index: number,
    /** The number of its call. */
    private readonly begun: number,
    private readonly origin: CallOrigin,
    private readonly places: Places,
  ) {
    this.takenAt = places.clock.now();
  }

  /** The first event of a stream is there. The place stays taken, but the limit may have grown by it. */
  began(): void {
    const { gate, clock, onFree } = this.places;
    this.hasBegun = true;
    gate.streamBegan(this.begun, clock.now() - this.takenAt);
    onFree();
  }

  /** The call has ended: the place is given back, with what the call has taught. Only the first end counts. */
  end(end: CallEnd): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { begun, origin, hasBegun: inside } = this;
    const { gate, clock } = this.places;
    if (end.kind === "answered") {
      const { usage, pausedMs = 0 } = end;
      const { promptTokens, completionTokens } = usage;
      const milliseconds = Math.max(0, clock.now() - this.takenAt - pausedMs);
      gate.answered(begun, origin, milliseconds, workOf(promptTokens, completionTokens));
      this.places.freed("ok");
      return;
    }
    const heldMs = gate.failed(end.kind, { begun, origin, inside });
    if (end.kind !== "rejected") this.places.freed(end.outcome);
    else {
      clock.later(heldMs, () => {
        gate.freeRejected(origin, heldMs);
        this.places.freed(end.outcome);
      });
    }
  }
}

/** The places at one model. */
export class Places {
  private readonly counts = new Map<string, { inc(): void }>();

  constructor(
    private readonly backend: string,
    readonly gate: ModelGate,
    readonly clock: Clock,
    private readonly metrics: Metrics,
    /** There may be a place for one who waits. */
    readonly onFree: () => void,
  ) {}

  /** A call has given its place back, and is counted by how it ended. The metric's child is looked up once an outcome, not once a call. */
  freed(outcome: string): void {
    let count = this.counts.get(outcome);
    if (count === undefined) {
      count = this.metrics.backendCalls.labels(this.backend, outcome);
      this.counts.set(outcome, count);
    }
    count.inc();
    this.onFree();
  }
}
