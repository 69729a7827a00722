import type { Metrics } from "../metrics";
import type { RouteEntry } from "../settings";
import type { NoAnswer } from "../upstream";

/**
 * What one request asks of vLLM. Overflow hides demand: who never sends more than fits sees no queue there and scales
 * nothing. So a request whose route begins with vLLM counts as asked for as long as it lasts, wherever it is answered.
 */
export class Demand {
  /** Whether vLLM was first in line and another backend had to take over. */
  overflowed = false;
  private readonly asked: boolean;
  private ended = false;
  private heldByVllm = false;

  constructor(
    route: readonly RouteEntry[],
    private readonly metrics: Metrics,
  ) {
    this.asked = route[0]?.backend === "vllm";
    if (this.asked) metrics.vllmAsked.inc();
  }

  /** The request has a place. */
  placed(entry: RouteEntry): void {
    if (entry.backend === "vllm") {
      this.heldByVllm = true;
      this.metrics.vllmInFlight.inc();
    } else if (this.asked && !this.overflowed) {
      this.overflowed = true;
      this.metrics.vllmOverflow.inc({ reason: "full" });
    }
  }

  /** The call has ended, or, for a stream, has begun: that one is held until the end. */
  left(entry: RouteEntry, outcome: string): void {
    if (entry.backend === "vllm" && outcome !== "stream") this.leaveVllm();
  }

  /** vLLM could not answer, and the request goes on. */
  overflowedFrom(entry: RouteEntry, failure: NoAnswer): void {
    if (entry.backend !== "vllm" || !this.asked || this.overflowed) return;
    this.overflowed = true;
    const reason =
      failure.kind === "rejected" ? "rejected" : failure.kind === "failed" && failure.absent ? "absent" : "failed";
    this.metrics.vllmOverflow.inc({ reason });
  }

  /** The request has its answer, or will have none. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.leaveVllm();
    if (this.asked) this.metrics.vllmAsked.dec();
  }

  private leaveVllm(): void {
    if (!this.heldByVllm) return;
    this.heldByVllm = false;
    this.metrics.vllmInFlight.dec();
  }
}
