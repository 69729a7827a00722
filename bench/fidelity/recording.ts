import type { HpaPod } from "../../twin/surge/control/hpa/pods";

/** A pod at one moment. */
export interface SeenPod extends HpaPod {
  name: string;
  /** Seconds since the recording's start, as every time here; before it, negative. */
  createdAt: number;
}

/** What metrics-server said of a workload's pods. */
export interface Usage {
  timestamp: number;
  /** Over which time it was measured, seconds. */
  window: number;
  /** Thousandths by resource and pod. */
  values: Record<string, Record<string, number>>;
}

/** The state of a workload at one moment. */
export interface Sample {
  t: number;
  /** Replicas that the Deployment has. */
  statusReplicas: number;
  pods: SeenPod[];
  usage?: Usage;
}

/** What the triggers measured from a moment on, by the name of their metric. Absent where nothing answered. */
export interface Values {
  t: number;
  values: Record<string, number | undefined>;
}

/** A sync of the real HPA controller, seen by the status that it wrote. */
export interface Sync {
  t: number;
  currentReplicas: number;
  desiredReplicas: number;
  /** Reasons of AbleToScale, ScalingActive and ScalingLimited. */
  reasons: string;
}

/** A change of a workload's replicas, by whomever. */
export interface Step {
  t: number;
  from: number;
  to: number;
}

/** One workload of a recording. */
export interface WorkloadRecording {
  /** `namespace/name`. */
  id: string;
  /** Spec of its ScaledObject, as the API server has it. */
  spec: unknown;
  /** What the HPA takes a share of in each pod, thousandths by resource; without those that a container requests none of. */
  requests: Record<string, number>;
  /** In order of time, and so are the others. */
  samples: Sample[];
  values: Values[];
  syncs: Sync[];
  /** When KEDA polled and found a trigger active, seconds. */
  polls: number[];
  /** What the Deployment's replicas were set to. */
  steps: Step[];
}

/** What was seen of a twin under load. */
export interface Recording {
  stack: string;
  /** Unix time of its start, seconds. */
  epoch: number;
  /** How long it is, seconds. */
  seconds: number;
  kubernetes: string;
  workloads: WorkloadRecording[];
}

/** The last entry that is not later than `t`; before the first one, the first. */
export function lastAt<T extends { t: number }>(entries: readonly T[], t: number): T | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.t <= t) low = middle + 1;
    else high = middle;
  }
  return entries[Math.max(low - 1, 0)];
}

/** How long each pod took from its creation until it was ready, in the order of creation; pods of the start are left out. */
export function startTimes({ samples }: Pick<WorkloadRecording, "samples">): number[] {
  const first = new Set(samples[0]?.pods.map(({ name }) => name));
  const ready = new Map<string, { createdAt: number; seconds: number }>();
  for (const { pods } of samples) {
    for (const pod of pods) {
      if (first.has(pod.name) || ready.has(pod.name) || !pod.ready || pod.readyChanged === undefined) continue;
      ready.set(pod.name, { createdAt: pod.createdAt, seconds: Math.max(pod.readyChanged - pod.createdAt, 0) });
    }
  }
  return [...ready.values()].sort((a, b) => a.createdAt - b.createdAt).map(({ seconds }) => seconds);
}
