import { toInt32 } from "./replicas";
import type { Rules } from "./resolve";

/** A change of the scale that the controller made. */
interface ScaleEvent {
  /** Replicas added or removed, above 0. */
  change: number;
  /** Seconds. */
  at: number;
  /** Older than the longest period of its direction when a later event was stored: its place may be taken. */
  outdated: boolean;
}

/** The scaling events of one direction. */
export class ScaleEvents {
  private readonly events: ScaleEvent[] = [];

  /** Replicas that were added or removed less than `period` seconds ago. */
  changeWithin(period: number, now: number): number {
    let change = 0;
    for (const event of this.events) if (event.at > now - period) change += event.change;
    return change;
  }

  /** Stores an event in the place of the last one marked outdated, or after all others; the other marks stay. */
  store(change: number, now: number, { policies }: Rules): void {
    let longest = 0;
    for (const { periodSeconds } of policies) longest = Math.max(longest, periodSeconds);
    let place = this.events.length;
    for (let index = 0; index < this.events.length; index++) {
      const event = this.events[index]!;
      if (event.at < now - longest) event.outdated = true;
      if (event.outdated) place = index;
    }
    this.events[place] = { change, at: now, outdated: false };
  }
}

/** What both directions have done. A policy of either one counts both. */
export interface ScaleHistory {
  up: ScaleEvents;
  down: ScaleEvents;
}

const startOf = (period: number, replicas: number, { up, down }: ScaleHistory, now: number): number =>
  replicas - up.changeWithin(period, now) + down.changeWithin(period, now);

/** The most replicas that the policies of scale-up allow now. */
export function scaleUpLimit(replicas: number, history: ScaleHistory, rules: Rules, now: number): number {
  if (rules.selectPolicy === "Disabled") return replicas;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = startOf(periodSeconds, replicas, history, now);
    // Rounded up, or a small workload would never grow. An int32 wraps around in Go: a policy of 2147483647 pods allows none.
    return type === "Pods" ? (start + value) | 0 : toInt32(Math.ceil(start * (1 + value / 100)));
  });
  // The least change wins with Min.
  return rules.selectPolicy === "Min" ? Math.min(...limits) : Math.max(...limits);
}

/** The fewest replicas that the policies of scale-down allow now. */
export function scaleDownLimit(replicas: number, history: ScaleHistory, rules: Rules, now: number): number {
  if (rules.selectPolicy === "Disabled") return replicas;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const start = startOf(periodSeconds, replicas, history, now);
    return type === "Pods" ? (start - value) | 0 : toInt32(start * (1 - value / 100));
  });
  return rules.selectPolicy === "Min" ? Math.max(...limits) : Math.min(...limits);
}
