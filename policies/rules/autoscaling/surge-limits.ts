import type { NodePool } from "../../resources/pools";
import type { Properties } from "../../resources/resource";
import type { Scaler } from "../../resources/scalers";
import type { Workload } from "../../resources/workloads";
import { addressShortages, namesOf, podsOn, quotaShortages } from "./room";

/** The surge that a stack declares, requests/s and minutes. */
export interface Surge {
  fromPerSecond: number;
  toPerSecond: number;
  peakPerSecond: number;
  rampMinutes: number;
}

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
  scaler: Scaler;
  /** Pools on which its pods may run. */
  pools: NodePool[];
  allPools: NodePool[];
  /** vCPUs granted, by VM family. */
  quotas: Record<string, number>;
  /** Address space of the pods, where the cluster names it. */
  podCidr: string | undefined;
}

/** Every limit of a fleet, the first that binds first; of pools whose VM size is not known none is said. */
export function surgeLimits(fleet: Fleet, surge: Surge, assumed: Assumptions): Limit[] {
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
const steepest = ({ fromPerSecond, toPerSecond, rampMinutes }: Surge): number =>
  (Math.log(toPerSecond / fromPerSecond) * toPerSecond) / rampMinutes;

/** The autoscaler's steps must keep up with the steepest growth. */
function stepLimit({ scaler }: Fleet, surge: Surge, assumed: Assumptions): Limit {
  const each = assumed.answersPerSecondPerReplica * assumed.targetShare;
  const needed = steepest(surge) / each;
  const replicas = Math.min(scaler.maxReplicas, surge.toPerSecond / each);
  const allowed = podsPerMinute(scaler.spec, replicas);
  const words = `scale-up policies add ${round(allowed)} pods a minute, the surge needs ${round(needed)}`;
  return { bindsAtPerSecond: allowed >= needed ? Infinity : scaler.minReplicas * each, words };
}

/** Most pods that the scale-up policies add in a minute to a fleet of so many replicas. */
function podsPerMinute(spec: Properties, replicas: number): number {
  const up = (spec.behavior ?? spec.advanced?.horizontalPodAutoscalerConfig?.behavior)?.scaleUp ?? {};
  if (up.selectPolicy === "Disabled") return 0;
  // Kubernetes' own policies, where a spec has none.
  const policies: Properties[] = up.policies ?? [
    { type: "Percent", value: 100, periodSeconds: 15 },
    { type: "Pods", value: 4, periodSeconds: 15 },
  ];
  const rates = policies.map(
    ({ type, value, periodSeconds }) => ((type === "Percent" ? (replicas * value) / 100 : value) * 60) / periodSeconds,
  );
  return up.selectPolicy === "Min" ? Math.min(...rates) : Math.max(...rates);
}

/**
 * A fleet that is sized for `targetShare` of its load follows a growth of 1 / targetShare within the time that a new pod takes:
 * longer, and it is always too small. With exponential growth that time is rampMinutes × ln(1 / targetShare) / ln(to / from).
 */
function leadLimit({ scaler, workload, pools }: Fleet, surge: Surge, assumed: Assumptions): Limit {
  const up = (scaler.spec.behavior ?? scaler.spec.advanced?.horizontalPodAutoscalerConfig?.behavior)?.scaleUp ?? {};
  const each = assumed.answersPerSecondPerReplica;
  const least = ({ props }: NodePool) => Number(props.minCount ?? props.count ?? 0);
  const first = pools.reduce((sum, pool) => sum + least(pool), 0);
  const held = podsOn(pools, workload, least);
  // Where nobody knows what the nodes hold that are there, the pod may wait for another one.
  const needsNodes = !held.known || surge.peakPerSecond / each > held.pods;
  const lead =
    30 + (up.stabilizationWindowSeconds ?? 0) + assumed.podStartSeconds + (needsNodes ? assumed.nodeBootSeconds : 0);
  const allowed =
    (surge.rampMinutes * 60 * Math.log(1 / assumed.targetShare)) / Math.log(surge.toPerSecond / surge.fromPerSecond);
  const words = `a new pod takes ${round(lead)} s${needsNodes ? ` with its node (${first} are there)` : ""}, this growth allows ${round(allowed)} s`;
  const ready = scaler.minReplicas * each >= surge.peakPerSecond;
  return { bindsAtPerSecond: ready || lead <= allowed ? Infinity : scaler.minReplicas * each, words };
}

const round = (value: number): number => Math.round(value * 10) / 10;
