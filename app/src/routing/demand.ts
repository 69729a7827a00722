import type { RouteProgress } from "@breakwater/overload";
import type { Metrics } from "../metrics";
import type { BackendName } from "../settings";

/**
 * What one request asks of vLLM. Overflow hides demand: who never sends more than fits sees no queue there and scales
 * nothing. So a request whose route begins with vLLM counts as asked for as long as it lasts, wherever it is answered.
 */
export class Demand {
  private ended = false;
  private heldByVllm = false;
  private toldOverflow = false;

  constructor(
    private readonly progress: RouteProgress<BackendName>,
    private readonly metrics: Metrics,
  ) {
    if (progress.asksScaled) metrics.vllmAsked.inc();
  }

  /** Whether vLLM was first in line and another backend had to take over. */
  get overflowed(): boolean {
    return this.progress.overflow !== undefined;
  }

  /** The request has a place. */
  placed(): void {
    if (this.progress.entry.backend === "vllm") {
      this.heldByVllm = true;
      this.metrics.vllmInFlight.inc();
    }
    this.tellOverflow();
  }

  /** The call brought no answer. */
  failed(): void {
    this.leaveVllm();
    this.tellOverflow();
  }

  /** The request has its answer, or will have none. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.leaveVllm();
    if (this.progress.asksScaled) this.metrics.vllmAsked.dec();
  }

  private tellOverflow(): void {
    const { overflow } = this.progress;
    if (overflow === undefined || this.toldOverflow) return;
    this.toldOverflow = true;
    this.metrics.vllmOverflow.inc({ reason: overflow });
  }

  private leaveVllm(): void {
    if (!this.heldByVllm) return;
    this.heldByVllm = false;
    this.metrics.vllmInFlight.dec();
  }
}
