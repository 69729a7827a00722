/** Seconds: of the first failure, of any, and after which the last failure is forgotten. */
const initialBackoff = 5 * 60;
const longestBackoff = 30 * 60;
const resetTimeout = 3 * 3600;

/**
 * How long a pool is left alone after a failed scale-up: five minutes, twice as long after each further failure, half an hour at most. It
 * is forgotten three hours after the last failure; a scale-up that succeeds in between changes nothing (kubernetes/autoscaler,
 * cluster-autoscaler-1.35.2, cluster-autoscaler/utils/backoff/exponential_backoff.go and `updateScaleRequests` of clusterstate.go; the times are the defaults of
 * `--initial-node-group-backoff-duration`, `--max-node-group-backoff-duration` and `--node-group-backoff-reset-timeout`, which AKS does not let one change).
 */
export class Backoff {
  private duration = 0;
  private failedAt = -Infinity;

  isActive(now: number): boolean {
    return now < this.failedAt + this.duration;
  }

  fail(now: number): void {
    if (now > this.failedAt + resetTimeout) this.duration = initialBackoff;
    // Failures of one and the same scale-up count once: while it is at work it begins anew, and does not grow.
    else if (!this.isActive(now)) this.duration = Math.min(this.duration * 2, longestBackoff);
    this.failedAt = now;
  }
}
