import type { AutoscalerProfile } from "@breakwater/cluster-autoscaler";

/** A cluster's profile at the twin's pace: what takes ten minutes in Azure takes `idleSeconds`. */
export function atTwinPace(profile: AutoscalerProfile, idleSeconds: number): AutoscalerProfile {
  return {
    ...profile,
    scaleDownUnneededTime: idleSeconds,
    scaleDownUnreadyTime: idleSeconds,
    scaleDownDelayAfterAdd: Math.min(profile.scaleDownDelayAfterAdd, idleSeconds),
    scaleDownDelayAfterDelete: Math.min(profile.scaleDownDelayAfterDelete, idleSeconds),
  };
}
