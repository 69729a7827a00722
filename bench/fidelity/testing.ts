import type { SeenPod, Sync, WorkloadRecording } from "./recording";

/** A ScaledObject on a list, 50 items for each of 1 to 10 pods, up at once and down by 10 % a minute after 300 s. */
const spec = {
  scaleTargetRef: { name: "worker" },
  minReplicaCount: 1,
  maxReplicaCount: 10,
  pollingInterval: 15,
  advanced: {
    horizontalPodAutoscalerConfig: {
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0 },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
        },
      },
    },
  },
  triggers: [{ type: "redis", metadata: { listName: "jobs", listLength: "50" } }],
};

/** Name of the trigger's metric. */
const metric = "s0-redis-jobs";

export const podNamed = (name: string, createdAt: number, startSeconds = 3): SeenPod => ({
  name,
  createdAt,
  phase: "Running",
  deleting: false,
  ready: true,
  startTime: createdAt,
  readyChanged: createdAt + startSeconds,
});

/** Reasons of a sync that follows its metric freely. */
export const usualReasons = "ReadyForNewScale ValidMetricFound DesiredWithinRange";

/** A recording of one workload: a list that is so long from each second on, and syncs of a real controller. */
export function recordingOf(
  lengths: readonly (readonly [t: number, length: number])[],
  syncs: readonly (readonly [t: number, currentReplicas: number, desiredReplicas: number, reasons?: string])[],
): WorkloadRecording {
  return {
    id: "jobs/worker",
    spec,
    requests: { cpu: 1000 },
    samples: [{ t: 0, statusReplicas: 1, pods: [podNamed("a", -60)] }],
    polls: [],
    steps: syncs.filter(([, from, to]) => from !== to).map(([t, from, to]) => ({ t, from, to })),
    values: lengths.map(([t, length]) => ({ t, values: { [metric]: length } })),
    syncs: syncs.map(([t, currentReplicas, desiredReplicas, reasons = usualReasons]): Sync => ({
      t,
      currentReplicas,
      desiredReplicas,
      reasons,
    })),
  };
}
