import type { ScaledObjectSpec } from "./scaled-object";
import type { ExternalTrigger } from "./triggers";

/** What a trigger came to. */
export interface Measured {
  /** Thousandths; `undefined` where the trigger cannot be read and nothing stands in for it. */
  milli: number | undefined;
  active: boolean;
  /** `milli` is the fallback's. */
  fallback: boolean;
  /** It cannot be read, and the formula is to see that (behavior `scalingModifiers`). */
  absent?: boolean;
}

type Fallback = NonNullable<ScaledObjectSpec["fallback"]>;
type Modifiers = NonNullable<NonNullable<ScaledObjectSpec["advanced"]>["scalingModifiers"]>;

/**
 * Counts the failures of each trigger and lets the fallback stand in once there are more than the threshold (pkg/fallback of KEDA
 * 2.20). Both the polls and the HPA's requests count, so it stands in sooner than threshold times polling interval.
 */
export class FallbackHealth {
  private readonly failures = new Map<string, number>();
  private readonly fallback: Fallback | undefined;

  constructor(
    fallback: Fallback | undefined,
    private readonly modifiers: Modifiers | undefined,
  ) {
    // KEDA reads the target of a formula as an integer here: with a fraction in it there is no fallback.
    this.fallback = modifiers && !/^\d+$/.test(modifiers.target) ? undefined : fallback;
  }

  /** A measurement after the fallback has had its say. */
  judge(
    trigger: ExternalTrigger,
    measured: Measured,
    replicas: { currentReplicas: number; readyReplicas: number },
  ): Measured {
    const { fallback } = this;
    if (!fallback) return measured;
    const { metricName } = trigger;
    if (measured.milli !== undefined) {
      this.failures.set(metricName, 0);
      return measured;
    }
    const failures = (this.failures.get(metricName) ?? 0) + 1;
    this.failures.set(metricName, failures);
    if (failures <= fallback.failureThreshold) return measured;
    // The placeholder of KEDA, -1, is what a formula does not see.
    if (fallback.behavior === "scalingModifiers") return { milli: -1000, active: false, fallback: false, absent: true };
    const milli = this.standIn(trigger, fallback, replicas);
    return milli === undefined ? measured : { milli, active: true, fallback: true };
  }

  /** The value at which the HPA asks for the fallback's replicas, thousandths; none where a ratio has no ready pod to multiply. */
  private standIn(
    trigger: ExternalTrigger,
    fallback: Fallback,
    { currentReplicas, readyReplicas }: { currentReplicas: number; readyReplicas: number },
  ): number | undefined {
    const replicas = fallbackReplicas(fallback, currentReplicas);
    const ofAll = this.modifiers ? this.modifiers.metricType === "Value" : trigger.ofAll;
    if (ofAll && readyReplicas === 0) return undefined;
    const target = this.modifiers ? Number(this.modifiers.target) : trigger.target / 1000;
    return Math.trunc(target * 1000 * (ofAll ? replicas / readyReplicas : replicas));
  }
}

function fallbackReplicas({ behavior = "static", replicas }: Fallback, currentReplicas: number): number {
  switch (behavior) {
    case "currentReplicas":
      return currentReplicas;
    case "currentReplicasIfHigher":
      return Math.max(currentReplicas, replicas);
    case "currentReplicasIfLower":
      return Math.min(currentReplicas, replicas);
    case "static":
    case "scalingModifiers":
      return replicas;
    default: {
      const unknown: never = behavior;
      return unknown;
    }
  }
}
