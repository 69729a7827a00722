/** A probe as Kubernetes has it, its times scaled as a test needs them. */
export interface KubeletProbe {
  url: string;
  periodMs: number;
  timeoutMs: number;
  failureThreshold: number;
}

/** What the kubelet has seen. */
export interface ProbeRecord {
  probes: number;
  failures: number;
  /** Time from the start to the failure at which the kubelet restarts the container, milliseconds; never so far: undefined. */
  killedAfterMs?: number;
}

/**
 * Probes as the kubelet does: one at a time, each with its time-out, a connection for each, and a restart after so many
 * failures in a row. Returns the record, which goes on being written, and the function that stops it.
 */
export function probeLikeKubelet(probe: KubeletProbe): { record: ProbeRecord; stop(): void } {
  const record: ProbeRecord = { probes: 0, failures: 0 };
  const from = Date.now();
  let inRow = 0;
  let pending = false;
  const once = async (): Promise<void> => {
    if (pending) return;
    pending = true;
    const ok = await fetch(probe.url, {
      signal: AbortSignal.timeout(probe.timeoutMs),
      headers: { connection: "close" },
    }).then(
      ({ status }) => status >= 200 && status < 400,
      () => false,
    );
    pending = false;
    record.probes += 1;
    if (!ok) record.failures += 1;
    inRow = ok ? 0 : inRow + 1;
    if (inRow >= probe.failureThreshold) record.killedAfterMs ??= Date.now() - from;
  };
  const timer = setInterval(() => void once(), probe.periodMs);
  return { record, stop: () => clearInterval(timer) };
}
