import type { HpaPod } from "./pods";
import { Recommendations } from "./recommendations";
import { replicasFor, type MetricsReader } from "./replicas";
import { downscaleStabilization, resolveHpa, type Hpa, type Metric } from "./resolve";
import { scaleDownLimit, ScaleEvents, scaleUpLimit } from "./rules";
import type { HpaSpec } from "./spec";

/** Seconds between two syncs (`--horizontal-pod-autoscaler-sync-period` of kube-controller-manager). */
export const syncPeriod = 15;

/** What the controller finds at a sync. */
export interface SyncInput {
  /** Seconds; never less than at the sync before. */
  now: number;
  /** Replicas that the scale asks for. */
  currentReplicas: number;
  /** Replicas that the scale has. Default: `currentReplicas`. */
  statusReplicas?: number;
  pods: readonly HpaPod[];
  metrics: MetricsReader;
}

/** A condition of an HPA's status. */
export interface HpaCondition {
  status: boolean;
  reason: string;
}

/** The conditions by type; absent where the controller has not set one yet. */
export interface HpaConditions {
  AbleToScale?: HpaCondition;
  ScalingActive?: HpaCondition;
  ScalingLimited?: HpaCondition;
}

/** What the controller decided. */
export interface SyncResult {
  desiredReplicas: number;
  conditions: Readonly<HpaConditions>;
}

/** Reason of ScalingActive where a metric of this kind fails. */
const failure: Readonly<Record<Metric["kind"], string>> = {
  utilization: "FailedGetResourceMetric",
  resourceAverage: "FailedGetResourceMetric",
  pods: "FailedGetPodsMetric",
  external: "FailedGetExternalMetric",
  object: "FailedGetObjectMetric",
  incomputable: "FailedGetObjectMetric",
};

/** Without `behavior`, a sync at most multiplies the replicas by this, or takes them to the minimum below. */
const growthFactor = 2;
const growthMinimum = 4;

/**
 * The HorizontalPodAutoscaler controller of Kubernetes 1.36 (pkg/controller/podautoscaler) as a state machine in virtual time:
 * no clock, no request, the same decisions. Feature gates stand at their defaults: an HPA's own tolerance counts, scale to
 * zero is off. One instance is one HPA.
 */
export class HpaController {
  private readonly hpa: Hpa;
  private readonly history = { up: new ScaleEvents(), down: new ScaleEvents() };
  private recommendations?: Recommendations;
  private conditions: HpaConditions = {};

  /** @param spec as `readHpaSpec` gives it */
  constructor(spec: HpaSpec) {
    this.hpa = resolveHpa(spec);
  }

  /** One pass of the controller. The caller sets the scale to `desiredReplicas`. */
  sync({ now, currentReplicas, statusReplicas = currentReplicas, pods, metrics }: SyncInput): SyncResult {
    const { minReplicas, maxReplicas, tolerance } = this.hpa;
    this.conditions = { ...this.conditions };
    this.set("AbleToScale", true, "SucceededGetScale");
    this.recommendations ??= new Recommendations(currentReplicas, now);

    if (currentReplicas === 0) {
      this.set("ScalingActive", false, "ScalingDisabled");
      return this.decide(0, currentReplicas, now);
    }
    // Back between the bounds: no metric is asked and no policy, and ScalingLimited stays as it was.
    if (currentReplicas > maxReplicas) return this.decide(maxReplicas, currentReplicas, now);
    if (currentReplicas < minReplicas) return this.decide(minReplicas, currentReplicas, now);

    const situation = { now, currentReplicas, statusReplicas, pods, metrics, tolerance };
    const recommended = this.recommend(
      this.hpa.metrics.map((metric) => replicasFor(metric, situation)),
      currentReplicas,
    );
    if (recommended === undefined) return { desiredReplicas: currentReplicas, conditions: this.conditions };
    return this.decide(this.normalize(recommended, currentReplicas, now), currentReplicas, now);
  }

  /** The highest proposal. None where all metrics failed, or some did and the others ask for less than there is. */
  private recommend(proposals: readonly (number | undefined)[], currentReplicas: number): number | undefined {
    let recommended = 0;
    let failed: Metric | undefined;
    let worked = false;
    for (let index = 0; index < proposals.length; index++) {
      const proposal = proposals[index];
      if (proposal === undefined) failed ??= this.hpa.metrics[index];
      else {
        worked = true;
        if (recommended === 0 || proposal > recommended) recommended = proposal;
      }
    }
    if (failed && (!worked || recommended < currentReplicas)) {
      const container = "container" in failed && failed.container !== undefined;
      this.set("ScalingActive", false, container ? "FailedGetContainerResourceMetric" : failure[failed.kind]);
      return undefined;
    }
    this.set("ScalingActive", true, "ValidMetricFound");
    return Math.max(recommended, 0);
  }

  /** A recommendation after stabilization, policies and bounds. */
  private normalize(recommended: number, currentReplicas: number, now: number): number {
    const { behavior } = this.hpa;
    const stabilized = behavior
      ? this.recommendations!.stabilized(
          recommended,
          currentReplicas,
          behavior.scaleUp.stabilizationWindow,
          behavior.scaleDown.stabilizationWindow,
          now,
        )
      : this.recommendations!.highest(recommended, downscaleStabilization, now);
    const held = behavior && recommended >= currentReplicas ? "ScaleUpStabilized" : "ScaleDownStabilized";
    this.set("AbleToScale", true, stabilized === recommended ? "ReadyForNewScale" : held);

    const [desired, reason] = behavior
      ? this.limitByPolicies(stabilized, currentReplicas, behavior, now)
      : this.limitWithoutBehavior(stabilized, currentReplicas);
    this.set("ScalingLimited", desired !== stabilized, reason);
    return desired;
  }

  private limitByPolicies(
    desired: number,
    current: number,
    { scaleUp, scaleDown }: NonNullable<Hpa["behavior"]>,
    now: number,
  ): [replicas: number, reason: string] {
    const { minReplicas, maxReplicas } = this.hpa;
    if (desired > current) {
      const limit = Math.max(scaleUpLimit(current, this.history, scaleUp, now), current);
      const most = Math.min(limit, maxReplicas);
      if (desired > most) return [most, maxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas"];
    } else if (desired < current) {
      const limit = Math.min(scaleDownLimit(current, this.history, scaleDown, now), current);
      const fewest = Math.max(limit, minReplicas);
      if (desired < fewest) return [fewest, minReplicas < limit ? "ScaleDownLimit" : "TooFewReplicas"];
    }
    return [desired, "DesiredWithinRange"];
  }

  private limitWithoutBehavior(desired: number, current: number): [replicas: number, reason: string] {
    const { minReplicas, maxReplicas } = this.hpa;
    const limit = Math.max(growthFactor * current, growthMinimum);
    const most = Math.min(limit, maxReplicas);
    if (desired < minReplicas) return [minReplicas, "TooFewReplicas"];
    if (desired > most) return [most, maxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas"];
    return [desired, "DesiredWithinRange"];
  }

  /** Ends a sync; a change of the scale is stored as an event where a policy may look at it. */
  private decide(desiredReplicas: number, currentReplicas: number, now: number): SyncResult {
    const change = desiredReplicas - currentReplicas;
    if (change !== 0) {
      this.set("AbleToScale", true, "SucceededRescale");
      const { behavior } = this.hpa;
      if (behavior && change > 0) this.history.up.store(change, now, behavior.scaleUp);
      if (behavior && change < 0) this.history.down.store(-change, now, behavior.scaleDown);
    }
    return { desiredReplicas, conditions: this.conditions };
  }

  private set(type: keyof HpaConditions, status: boolean, reason: string): void {
    this.conditions[type] = { status, reason };
  }
}
