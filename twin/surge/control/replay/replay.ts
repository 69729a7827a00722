import { HpaController, type HpaConditions } from "../hpa/controller";
import { Plant } from "./plant";
import type { Vector } from "./vector";

/** A sync of a replayed vector. */
export interface ReplayedSync {
  /** Seconds. */
  t: number;
  /** Replicas, and how many of them are ready, when the sync begins. */
  currentReplicas: number;
  readyReplicas: number;
  /** Replicas when it has ended. */
  desiredReplicas: number;
  conditions: Readonly<HpaConditions>;
}

/** Runs the simulator's own HPA controller against the plant of a vector: every sync in order. */
export function replay(vector: Vector): ReplayedSync[] {
  const controller = new HpaController(vector.hpa);
  const plant = new Plant(vector);
  const syncs: ReplayedSync[] = [];
  for (let sync = 1; sync * vector.syncPeriodSeconds <= vector.durationSeconds; sync++) {
    const now = sync * vector.syncPeriodSeconds;
    plant.advanceTo(now);
    const { pods, metrics, readyReplicas } = plant;
    const currentReplicas = pods.length;
    const { desiredReplicas, conditions } = controller.sync({ now, currentReplicas, pods, metrics });
    plant.scaleTo(desiredReplicas);
    syncs.push({ t: now, currentReplicas, readyReplicas, desiredReplicas, conditions });
  }
  return syncs;
}

/** A decision that a vector records otherwise. Those after it follow from it. */
export interface Difference {
  t: number;
  expected: number;
  /** Absent where the vector has a sync that the replay has not. */
  decided?: number;
}

/** The first decision that is not the recorded one; none where all are, or where the vector records none. */
export function firstDifference(syncs: readonly ReplayedSync[], { expected = [] }: Vector): Difference | undefined {
  for (const [index, { t, desiredReplicas }] of expected.entries()) {
    const sync = syncs[index];
    if (sync?.t === t && sync.desiredReplicas === desiredReplicas) continue;
    return { t, expected: desiredReplicas, ...(sync?.t === t && { decided: sync.desiredReplicas }) };
  }
  return undefined;
}

/** The conditions as vectors write them: the reasons of AbleToScale, ScalingActive and ScalingLimited. */
export function conditionsText({ AbleToScale, ScalingActive, ScalingLimited }: HpaConditions): string {
  return [AbleToScale, ScalingActive, ScalingLimited].map((condition) => condition?.reason ?? "-").join(" ");
}
