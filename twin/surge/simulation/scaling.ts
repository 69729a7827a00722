import { HpaController, type HpaSpec, KedaController, type KedaInput, syncPeriod } from "../control";
import type { EventQueue, Random } from "../events";
import type { ReachedLimits } from "./reached-limits";
import type { Fleet } from "./fleet";
import type { LivePods } from "./live-pods";
import type { Metrics } from "./metrics";

/** What the autoscalers work on. */
export interface ScalingWorld {
  queue: EventQueue;
  random: Random;
  live: LivePods;
  metrics: Metrics;
  limits: ReachedLimits;
  /** Unix time of the start, seconds. */
  epoch: number;
  /** A fleet has another size: pods wait for the scheduler. */
  onScaled(): void;
}

/** The autoscaler of one workload, each of its loops at a phase of its own, as in a cluster whose parts started at different times. */
export function startScaling(fleet: Fleet, world: ScalingWorld): void {
  const { scaler } = fleet.workload;
  if (scaler === undefined) return;
  const phase = world.random.stream(`phase of ${fleet.workload.id}`);
  if (scaler.kind === "hpa") {
    const hpa = { controller: new HpaController(scaler.spec), spec: scaler.spec };
    every(world.queue, syncPeriod, phase.uniform() * syncPeriod, () => sync(hpa, fleet, world));
    return;
  }
  const keda = new KedaController(scaler.spec, { epoch: world.epoch });
  const hpa = { controller: new HpaController(keda.hpa), spec: keda.hpa };
  every(world.queue, keda.pollingInterval, phase.uniform() * keda.pollingInterval, () => {
    const { replicas, failing, fallback } = keda.poll(inputOf(fleet, world));
    const { id } = fleet.workload;
    if (fallback) world.limits.note(`the autoscaler of ${id} serves its fallback`, world.queue.now);
    else if (failing) world.limits.note(`a trigger of ${id} cannot be read`, world.queue.now);
    if (replicas !== undefined) scaleTo(fleet, replicas, world);
  });
  every(world.queue, syncPeriod, phase.uniform() * syncPeriod, () => sync(hpa, fleet, world, keda));
}

/** One pass of the HPA. */
function sync(
  { controller, spec }: { controller: HpaController; spec: HpaSpec },
  fleet: Fleet,
  world: ScalingWorld,
  keda?: KedaController,
): void {
  const { queue, live, metrics, limits } = world;
  const { pods, workload, wanted } = fleet;
  const { desiredReplicas, conditions } = controller.sync({
    now: queue.now,
    currentReplicas: wanted,
    pods: pods.map((pod) => live.seen(pod)),
    metrics: metrics.readerOf(pods, workload, keda && externalOf(keda, inputOf(fleet, world))),
  });
  const { ScalingLimited: limited } = conditions;
  if (limited?.status === true && wanted > 0) {
    if (limited.reason === "TooManyReplicas") {
      limits.note(
        `${workload.id} is at its maximum of ${spec.maxReplicas} ${spec.maxReplicas === 1 ? "replica" : "replicas"}`,
        queue.now,
      );
    }
    if (limited.reason === "ScaleUpLimit") limits.note(`the scale-up policies of ${workload.id}`, queue.now);
  }
  scaleTo(fleet, desiredReplicas, world);
}

const inputOf = (fleet: Fleet, { queue, metrics }: ScalingWorld): KedaInput => ({
  now: queue.now,
  currentReplicas: fleet.wanted,
  readyReplicas: fleet.ready,
  read(trigger) {
    return metrics.read(trigger);
  },
});

function externalOf(keda: KedaController, input: KedaInput): (name: string) => number | undefined {
  return (name) => keda.external(name, input);
}

function scaleTo(fleet: Fleet, replicas: number, world: ScalingWorld): void {
  if (replicas === fleet.wanted) return;
  fleet.scaleTo(replicas);
  world.onScaled();
}

/** Calls something now and then. */
export function every(queue: EventQueue, seconds: number, first: number, act: () => void): void {
  const kind = queue.register(() => {
    act();
    queue.schedule(queue.now + seconds, kind);
  });
  queue.schedule(queue.now + first, kind);
}
