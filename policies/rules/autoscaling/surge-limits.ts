import type { Capacity, Resident, Shortage } from "@breakwater/cluster-autoscaler";
import { type Autoscaler, type DeclaredSurge, hpaDefaults } from "@breakwater/plan-views";
import { namesOf } from "./room";

/** What the manifests do not say, and a user may know better. */
export interface Assumptions extends Record<string, unknown> {
  workload: string;
  answersPerSecondPerReplica: number;
  targetShare: number;
  podStartSeconds: number;
  nodeBootSeconds: number;
}

/** One thing that bounds the fleet: from this rate of requests on it does not follow. */
export interface Limit {
  /** Requests/s at which it binds; Infinity: never in this surge. */
  bindsAtPerSecond: number;
  /** What it is, with its figures. */
  words: string;
}

/** What a fleet is made of. */
export interface Fleet {
  resident: Resident;
  scaler: Autoscaler;
  capacity: Capacity;
  /** What quotas and addresses keep from the pools that take its pods. */
  shortages: readonly Shortage[];
}

/** Every limit of a fleet, the first that binds first; of pools whose VM size is not known none is said. */
export function surgeLimits(fleet: Fleet, surge: DeclaredSurge, assumed: Assumptions): Limit[] {
  return [
    replicasLimit(fleet, assumed),
    ...poolLimit(fleet, assumed),
    ...shortageLimits(fleet, assumed),
    stepLimit(fleet, surge, assumed),
    leadLimit(fleet, surge, assumed),
  ].sort((a, b) => a.bindsAtPerSecond - b.bindsAtPerSecond);
}

function replicasLimit({ scaler }: Fleet, { answersPerSecondPerReplica: each }: Assumptions): Limit {
  const words = `maxReplicas ${scaler.maxReplicas} of ${scaler.title}`;
  return { bindsAtPerSecond: scaler.maxReplicas * each, words };
}

/** What the pools hold, as far as it is known what their nodes do. */
function poolLimit({ resident, scaler, capacity }: Fleet, { answersPerSecondPerReplica: each }: Assumptions): Limit[] {
  const pools = capacity.takers(resident.template);
  if (pools.some(({ unknown }) => unknown !== undefined)) return [];
  const { pods } = capacity.holds(resident, scaler.maxReplicas, { limits: false });
  if (pods >= scaler.maxReplicas) return [];
  const words = `pool ${namesOf(pools)} holds ${pods} pods, maxReplicas is ${scaler.maxReplicas}`;
  return [{ bindsAtPerSecond: pods * each, words }];
}

/** Quota and addresses bound the nodes, and by them the pods. */
function shortageLimits(
  { resident, scaler, capacity, shortages }: Fleet,
  { answersPerSecondPerReplica: each }: Assumptions,
): Limit[] {
  const pools = capacity.takers(resident.template);
  if (pools.some(({ unknown }) => unknown !== undefined)) return [];
  const binding = shortages.filter((shortage) =>
    shortage.pools.some(({ name }) => pools.some((pool) => pool.name === name)),
  );
  if (binding.length === 0) return [];
  const { pods } = capacity.holds(resident, scaler.maxReplicas);
  return binding.map(({ words }) => ({ bindsAtPerSecond: pods * each, words }));
}

/** Growth of the surge where it is steepest: `from` to `to` exponentially, so at its end, requests/s a minute. */
const steepest = ({ fromPerSecond, toPerSecond, rampMinutes }: DeclaredSurge): number =>
  (Math.log(toPerSecond / fromPerSecond) * toPerSecond) / rampMinutes;

/** The autoscaler's steps must keep up with the steepest growth. */
function stepLimit({ scaler }: Fleet, surge: DeclaredSurge, assumed: Assumptions): Limit {
  const each = assumed.answersPerSecondPerReplica * assumed.targetShare;
  const needed = steepest(surge) / each;
  const replicas = Math.min(scaler.maxReplicas, surge.toPerSecond / each);
  const allowed = podsPerMinute(scaler, replicas);
  const words = `scale-up policies add ${round(allowed)} pods a minute, the surge needs ${round(needed)}`;
  return { bindsAtPerSecond: allowed >= needed ? Infinity : scaler.minReplicas * each, words };
}

/** Most pods that the scale-up policies add in a minute to a fleet of so many replicas. */
function podsPerMinute({ behavior }: Autoscaler, replicas: number): number {
  const { selectPolicy, policies = hpaDefaults.scaleUp.policies } = behavior?.scaleUp ?? {};
  if (selectPolicy === "Disabled") return 0;
  const rates = policies.map(
    ({ type, value, periodSeconds }) => ((type === "Percent" ? (replicas * value) / 100 : value) * 60) / periodSeconds,
  );
  return selectPolicy === "Min" ? Math.min(...rates) : Math.max(...rates);
}

/**
 * A fleet that is sized for `targetShare` of its load follows a growth of 1 / targetShare within the time that a new pod takes:
 * longer, and it is always too small. With exponential growth that time is rampMinutes × ln(1 / targetShare) / ln(to / from).
 */
function leadLimit({ scaler, resident, capacity }: Fleet, surge: DeclaredSurge, assumed: Assumptions): Limit {
  const { stabilizationWindowSeconds: window = hpaDefaults.scaleUp.stabilizationWindowSeconds } =
    scaler.behavior?.scaleUp ?? {};
  const each = assumed.answersPerSecondPerReplica;
  const pools = capacity.takers(resident.template);
  const first = pools.reduce((sum, { declared }) => sum + declared.leastNodes, 0);
  const needed = Math.ceil(surge.peakPerSecond / each);
  // Where nobody knows what the nodes hold that are there, the pod may wait for another one.
  const needsNodes =
    pools.some(({ unknown }) => unknown !== undefined) || capacity.holdsOnLeast(resident, needed) < needed;
  const lead = 30 + window + assumed.podStartSeconds + (needsNodes ? assumed.nodeBootSeconds : 0);
  const allowed =
    (surge.rampMinutes * 60 * Math.log(1 / assumed.targetShare)) / Math.log(surge.toPerSecond / surge.fromPerSecond);
  const words = `a new pod takes ${round(lead)} s${needsNodes ? ` with its node (${first} are there)` : ""}, this growth allows ${round(allowed)} s`;
  const ready = scaler.minReplicas * each >= surge.peakPerSecond;
  return { bindsAtPerSecond: ready || lead <= allowed ? Infinity : scaler.minReplicas * each, words };
}

const round = (value: number): number => Math.round(value * 10) / 10;
