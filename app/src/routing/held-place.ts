import type { Span } from "@opentelemetry/api";
import { ChatError, type Usage } from "../engine";
import type { CallEnd, Place } from "../overload";
import type { Tracing } from "../tracing";

/**
 * A place from the moment at which it is taken until its call has ended, with the call's span. Whatever happens in between, both end once: who holds it
 * ends it in a `finally`, and a second end is none.
 */
export class HeldPlace {
  /** The span of its call. */
  span: Span | undefined;
  private isOver = false;

  constructor(
    readonly place: Place,
    private readonly tracing: Tracing,
  ) {}

  /** The call has ended. */
  end(end: CallEnd, usage?: Usage): void {
    if (this.isOver) return;
    this.isOver = true;
    try {
      this.place.end(end);
    } finally {
      const failure = end.kind === "answered" ? undefined : end.error.code;
      this.tracing.endCall(this.span, usage && { usage }, failure);
    }
  }

  /** Something failed on our side: that says nothing about the backend. */
  release(): void {
    if (this.isOver) return;
    const error = new ChatError("internal_error", "The service failed.");
    this.end({ kind: "cancelled", outcome: "abandoned", error });
  }
}
