import type { EventQueue } from "../events";
import type { Serving } from "../serving";
import type { ReachedLimits } from "./reached-limits";
import type { Fleet } from "./fleet";
import type { LivePod, LivePods } from "./live-pods";
import { every } from "./scaling";

/**
 * Liveness of pods whose health stands in line with their questions: a question that waits too long is a probe that fails, and a pod that fails
 * too often is killed with all that it has. That is how an overloaded service without a thread for health falls over.
 */
export function watchLiveness(
  fleet: Fleet,
  world: { queue: EventQueue; serving: Serving; live: LivePods; limits: ReachedLimits },
): void {
  const { healthInLine, id } = fleet.workload;
  if (healthInLine === undefined) return;
  const { periodSeconds, timeoutSeconds, failureThreshold } = healthInLine;
  const failures = new WeakMap<LivePod, number>();
  every(world.queue, periodSeconds, periodSeconds, () => {
    for (const live of fleet.pods) {
      if (live.serving === undefined) continue;
      const fails = world.serving.healthDelaySeconds(live.serving) > timeoutSeconds;
      const count = fails ? (failures.get(live) ?? 0) + 1 : 0;
      failures.set(live, count < failureThreshold ? count : 0);
      if (count < failureThreshold) continue;
      world.limits.note(`liveness kills pods of ${id} that are only busy`, world.queue.now);
      world.live.restart(live);
    }
  });
}
