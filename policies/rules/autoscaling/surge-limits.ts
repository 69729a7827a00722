import {
  type Autoscaler,
  type DeclaredPool,
  type DeclaredQuotas,
  type DeclaredSurge,
  hpaDefaults,
  type Workload,
} from "@breakwater/plan-views";
import { addressShortages, namesOf, podsOn, quotaShortages } from "./room";

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
  workload: Workload;
  scaler: Autoscaler;
  /** Pools on which its pods may run. */
  pools: DeclaredPool[];
  allPools: DeclaredPool[];
  /** vCPUs granted, by VM family. */
  quotas: DeclaredQuotas;
  /** Address space of the pods, where the cluster names it. */
  podCidr: string | undefined;
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

function poolLimit(fleet: Fleet, { answersPerSecondPerReplica: each }: Assumptions): Limit[] {
  const room = podsOn(fleet.pools, fleet.workload);
  if (!room.known) return [];
  const words = `pool ${namesOf(fleet.pools)} holds ${room.pods} pods, maxReplicas is ${fleet.scaler.maxReplicas}`;
  return [{ bindsAtPerSecond: room.pods * each, words }];
}

/** Quota and pod addresses bound the nodes, and by them the pods. */
function shortageLimits(fleet: Fleet, { answersPerSecondPerReplica: each }: Assumptions): Limit[] {
  const room = podsOn(fleet.pools, fleet.workload);
  if (!room.known) return [];
  const shortages = [
    ...quotaShortages(fleet.allPools, fleet.quotas),
    ...addressShortages(fleet.allPools, fleet.podCidr),
  ].filter(({ pools }) => pools.some((pool) => fleet.pools.includes(pool)));
  return shortages.map(({ words, share }) => ({
    bindsAtPerSecond: room.pods * share * each,
    words,
  }));
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
function leadLimit({ scaler, workload, pools }: Fleet, surge: DeclaredSurge, assumed: Assumptions): Limit {
  const { stabilizationWindowSeconds: window = hpaDefaults.scaleUp.stabilizationWindowSeconds } =
    scaler.behavior?.scaleUp ?? {};
  const each = assumed.answersPerSecondPerReplica;
  const first = pools.reduce((sum, { leastNodes }) => sum + leastNodes, 0);
  const held = podsOn(pools, workload, ({ leastNodes }) => leastNodes);
  // Where nobody knows what the nodes hold that are there, the pod may wait for another one.
  const needsNodes = !held.known || surge.peakPerSecond / each > held.pods;
  const lead = 30 + window + assumed.podStartSeconds + (needsNodes ? assumed.nodeBootSeconds : 0);
  const allowed =
    (surge.rampMinutes * 60 * Math.log(1 / assumed.targetShare)) / Math.log(surge.toPerSecond / surge.fromPerSecond);
  const words = `a new pod takes ${round(lead)} s${needsNodes ? ` with its node (${first} are there)` : ""}, this growth allows ${round(allowed)} s`;
  const ready = scaler.minReplicas * each >= surge.peakPerSecond;
  return { bindsAtPerSecond: ready || lead <= allowed ? Infinity : scaler.minReplicas * each, words };
}

const round = (value: number): number => Math.round(value * 10) / 10;
