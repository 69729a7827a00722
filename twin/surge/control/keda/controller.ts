import { kedaDefaults } from "@breakwater/plan-views";
import type { HpaSpec } from "../hpa/spec";
import { FallbackHealth, type Measured } from "./fallback";
import { parseFormula } from "./formula";
import { compositeMetric, hpaOf } from "./hpa";
import type { ScaledObjectSpec } from "./scaled-object";
import { externalTriggers, type ExternalTrigger } from "./triggers";

/** What KEDA finds when it polls, and when the HPA asks it for a metric. */
export interface KedaInput {
  /** Seconds. */
  now: number;
  /** Replicas that the scale asks for. */
  currentReplicas: number;
  /** Replicas that are ready. */
  readyReplicas: number;
  /** The value of a trigger other than cron, in its own unit; `undefined` where it cannot be read. */
  read(trigger: ExternalTrigger): number | undefined;
}

/** What a poll came to. */
export interface PollResult {
  /** What the scale is set to; absent where KEDA leaves it to the HPA. */
  replicas?: number;
  /** Some trigger is active. */
  active: boolean;
  /** Some trigger cannot be read, and nothing stands in for it. */
  failing: boolean;
  /** Some trigger cannot be read, and the fallback stands in for it. */
  fallback: boolean;
}

/**
 * The part of KEDA 2.20 in scaling one workload, in virtual time: it takes the workload from zero and back to it, and it measures
 * what the HPA scales on in between. One instance is one ScaledObject. Annotations that pause it are not simulated.
 */
export class KedaController {
  /** Seconds between two polls; the first is at the creation. */
  readonly pollingInterval: number;
  /** The HorizontalPodAutoscaler that KEDA makes, for an `HpaController`. */
  readonly hpa: HpaSpec;
  /** What KEDA measures, in the order of the spec. */
  readonly triggers: readonly ExternalTrigger[];
  private readonly health: FallbackHealth;
  private readonly formula: ReturnType<typeof parseFormula> | undefined;
  /** What was measured at the last poll, for triggers that cache it. */
  private readonly polled = new Map<string, Measured>();
  private lastActive: number | undefined;

  /**
   * @param spec as `readScaledObject` gives it
   * @param options.createdAt when it was created, seconds. Default: 0
   * @param options.epoch Unix time of the simulation's start, seconds: cron triggers need the calendar
   */
  constructor(
    private readonly spec: ScaledObjectSpec,
    private readonly options: { createdAt?: number; epoch: number },
  ) {
    const modifiers = spec.advanced?.scalingModifiers;
    this.pollingInterval = spec.pollingInterval ?? kedaDefaults.pollingInterval;
    this.triggers = externalTriggers(spec.triggers, options.epoch);
    this.hpa = hpaOf(spec, this.triggers);
    this.formula = modifiers && parseFormula(modifiers.formula);
    this.health = new FallbackHealth(spec.fallback, modifiers);
  }

  /** One pass of the scale loop (pkg/scaling/scale_handler.go). The caller sets the scale, and asks again after `pollingInterval`. */
  poll(input: KedaInput): PollResult {
    const measured = this.triggers.map((trigger) => {
      const reading = this.measure(trigger, input);
      if (trigger.cached) this.polled.set(trigger.metricName, reading);
      return reading;
    });
    const failing = measured.some(({ milli }) => milli === undefined);
    const fallback = measured.some((reading) => reading.fallback);
    let active = measured.some((reading) => reading.active);
    if (this.formula) {
      const activation = Number(this.spec.advanced?.scalingModifiers?.activationTarget ?? 0);
      active = !failing && (this.compose(measured) ?? 0) / 1000 > activation;
    }
    // CPU and memory cannot wake a workload, so a ScaledObject that has nothing else is always active.
    if (this.triggers.length === 0) active = true;
    const replicas = this.scaleTo(active, failing, input);
    return { ...(replicas !== undefined && { replicas }), active, failing, fallback };
  }

  /** What the HPA reads as an external metric, thousandths; `undefined` where the request fails. */
  external(metricName: string, input: KedaInput): number | undefined {
    if (this.formula) {
      if (metricName !== compositeMetric) return undefined;
      const measured = this.triggers.map((trigger) => this.measureForHpa(trigger, input));
      const failing = measured.some(({ milli }) => milli === undefined);
      return failing && !measured.some(({ fallback }) => fallback) ? undefined : this.compose(measured);
    }
    const trigger = this.triggers.find((externalTrigger) => externalTrigger.metricName === metricName);
    return trigger && this.measureForHpa(trigger, input).milli;
  }

  private measureForHpa(trigger: ExternalTrigger, input: KedaInput): Measured {
    const last = trigger.cached ? this.polled.get(trigger.metricName) : undefined;
    return last ? this.health.judge(trigger, last, input) : this.measure(trigger, input);
  }

  private measure(trigger: ExternalTrigger, input: KedaInput): Measured {
    const { activation, window } = trigger;
    const value = window ? (window.schedule.isOpen(input.now) ? window.replicas : 0) : input.read(trigger);
    const readable = value !== undefined && Number.isFinite(value);
    // KEDA hands on three decimals, and nothing below zero.
    const milli = readable ? Math.round(Math.max(value, 0) * 1000) : value === undefined ? undefined : 0;
    const active = value !== undefined && value > activation;
    return this.health.judge(trigger, { milli, active, fallback: false }, input);
  }

  /** The one metric that the formula makes of all triggers, thousandths; the first fallback where one stands in. */
  private compose(measured: readonly Measured[]): number | undefined {
    const standIn = measured.find(({ fallback }) => fallback);
    if (standIn) return standIn.milli;
    const values: Record<string, number | null> = {};
    this.triggers.forEach(({ name }, index) => {
      const { milli, absent } = measured[index]!;
      if (name !== undefined) values[name] = absent || milli === undefined ? null : milli / 1000;
    });
    const result = this.evaluate(values);
    return result === undefined || !Number.isFinite(result) ? undefined : Math.trunc(result * 1000);
  }

  /** `undefined` where the formula cannot work with what there is: KEDA then has no metric for the HPA. */
  private evaluate(values: Readonly<Record<string, number | null>>): number | undefined {
    const { fallback, advanced } = this.spec;
    try {
      const result = this.formula!.evaluate(values);
      if (result !== null) return result;
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
    return fallback && fallback.replicas * Number(advanced!.scalingModifiers!.target);
  }

  /** What KEDA itself sets the scale to (pkg/scaling/executor/scale_scaledobjects.go). */
  private scaleTo(active: boolean, failing: boolean, { now, currentReplicas }: KedaInput): number | undefined {
    const { minReplicaCount: min = kedaDefaults.minReplicaCount, idleReplicaCount: idle, fallback } = this.spec;
    if (active) {
      const wakes = currentReplicas === 0 || (idle !== undefined && currentReplicas < min);
      if (wakes || !failing) this.lastActive = now;
      return wakes ? Math.max(min, 1) : undefined;
    }
    // What a failed trigger would say is not known: nothing is taken away.
    if (failing && (fallback === undefined || fallback.replicas !== 0)) return undefined;
    if ((idle !== undefined && currentReplicas > idle) || (currentReplicas > 0 && min === 0)) {
      return this.isCool(now) ? (idle ?? min) : undefined;
    }
    return idle === undefined && currentReplicas < min ? min : undefined;
  }

  /**
   * The very second counts as over: KEDA asks for later than that, but keeps whole seconds of the time that it counts from, and never polls
   * exactly on time. So the 20th poll after the last active one, at 15 s and 300 s, is late enough (seen beside the real one).
   */
  private isCool(now: number): boolean {
    const { cooldownPeriod = kedaDefaults.cooldownPeriod, initialCooldownPeriod = kedaDefaults.initialCooldownPeriod } =
      this.spec;
    return this.lastActive === undefined
      ? (this.options.createdAt ?? 0) + initialCooldownPeriod <= now
      : this.lastActive + cooldownPeriod <= now;
  }
}
