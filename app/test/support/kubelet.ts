import { toClose } from "./opened";

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
  /** Failures since the last success. */
  failuresInRow: number;
  /** The first probe that was one failure too many: at this one the kubelet restarts the container. None so far: undefined. */
  killedAt?: number;
}

/**
 * Probes as the kubelet does: one at a time, each with its time-out, a connection for each, and a restart after so many
 * failures in a row. Returns the record, which goes on being written until the test ends.
 */
export function probeLikeKubelet(probe: KubeletProbe): ProbeRecord {
  const record: ProbeRecord = { probes: 0, failures: 0, failuresInRow: 0 };
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
    record.failuresInRow = ok ? 0 : record.failuresInRow + 1;
    if (record.failuresInRow >= probe.failureThreshold) record.killedAt ??= record.probes;
  };
  const timer = setInterval(() => void once(), probe.periodMs);
  toClose(() => clearInterval(timer));
  return record;
}
