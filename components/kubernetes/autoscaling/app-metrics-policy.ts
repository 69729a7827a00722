import * as pulumi from "@pulumi/pulumi";
import { httpUrl, numberBetween } from "../rules";
import { steppedBehavior } from "./behaviors";
import { preWarmTriggers } from "./pre-warm";
import type { ReplicaBounds, Scaling, ScalingContext } from "./scaling";
import { cpuTrigger } from "./triggers/cpu";
import type { CronWindow } from "./triggers/cron";
import { queryTrigger } from "./triggers/prometheus";
import { checkAt } from "./triggers/trigger";

/** Scales an API on its own metrics, which Prometheus has; the metric that asks for more replicas wins. */
export interface AppMetricsPolicy {
  type: "appMetrics";
  /** Address of Prometheus, `http://<service>.<namespace>.svc:9090`. */
  prometheusUrl: pulumi.Input<string>;
  /** CPU use to hold, % of the request, 1 to 100. Default: 60. */
  cpuPercent?: pulumi.Input<number>;
  /** Requests that may wait for each replica, above 0. Default: 50. */
  queueDepthPerReplica?: pulumi.Input<number>;
  /**
   * 99th percentile of the models' latency to hold, seconds, 0.1 to 5: a whole answer's, or of a stream the first byte's. Models that
   * usually take longer hold the fleet at its largest. Default: 2.
   */
  latencyP99Seconds?: pulumi.Input<number>;
  /** Hours of the day in which replicas stand ready. Default: none. */
  preWarm?: CronWindow[];
}

/** Defaults (docs/coverage.md). */
const defaults = { cpuPercent: 60, queueDepthPerReplica: 50, latencyP99Seconds: 2 } as const;

/** Replica bounds (docs/coverage.md). The CPU trigger is always active, so 0 could never be reached. */
export const appMetricsBounds: ReplicaBounds = { least: 1, minReplicas: 2, maxReplicas: 100 };

/** Upper bound of the metric's last bucket, seconds: above it no quantile is ever seen. */
const largestLatencyBucket = 5;

/** Time over which latencies are looked at: several scrapes of 30 s, of which one may fail. */
const latencyWindow = "2m";

/** Answers in that time below which nobody is scaled by their latency: the 99th percentile of fewer is just the slowest one. */
const fewestAnswers = 100;

/**
 * The 99th percentile of the models' latency of `pods`; 0 while there are few answers, or none, of which the quantile would be
 * no number and so a failure of the trigger.
 */
function latencyQuery(pods: pulumi.Output<string>): pulumi.Output<string> {
  const metric = "ai_response_latency_p99_seconds";
  const quantile = pulumi.interpolate`histogram_quantile(0.99, sum by (le) (rate(${metric}_bucket{${pods}}[${latencyWindow}])))`;
  const answers = pulumi.interpolate`sum(increase(${metric}_count{${pods}}[${latencyWindow}]))`;
  return pulumi.interpolate`(${quantile} and on() ${answers} >= ${fewestAnswers}) or vector(0)`;
}

/** What the policy decides of a ScaledObject. */
export function appMetricsScaling(context: ScalingContext, policy: AppMetricsPolicy): Scaling {
  const { check, namespace, target } = context;
  const at = checkAt(check, "policy");
  // The worker beside the API runs the same engine: without the container its series would be counted as well.
  const pods = pulumi.interpolate`namespace="${namespace}",container="${target}"`;
  const serverAddress = at.input("prometheusUrl", policy.prometheusUrl, httpUrl);
  const positive = numberBetween(0.001, 1e6);
  return {
    triggers: [
      cpuTrigger(at, policy.cpuPercent ?? defaults.cpuPercent),
      queryTrigger({
        serverAddress,
        name: "queue-depth",
        query: pulumi.interpolate`sum(ai_request_queue_depth{${pods}})`,
        threshold: at.input(
          "queueDepthPerReplica",
          policy.queueDepthPerReplica ?? defaults.queueDepthPerReplica,
          positive,
        ),
      }),
      queryTrigger({
        serverAddress,
        name: "latency-p99",
        query: latencyQuery(pods),
        threshold: at.input(
          "latencyP99Seconds",
          policy.latencyP99Seconds ?? defaults.latencyP99Seconds,
          numberBetween(0.1, largestLatencyBucket),
        ),
        // A latency does not get less by being shared: it says by how much too few pods run now.
        metricType: "Value",
      }),
      ...preWarmTriggers(context, "policy.preWarm", policy.preWarm ?? []),
    ],
    behavior: steppedBehavior,
  };
}
