import * as pulumi from "@pulumi/pulumi";
import type { EventsPolicy } from "../autoscaling/events-policy";
import { surgeBehavior } from "../autoscaling/behaviors";
import type { CronWindow } from "../autoscaling/triggers/cron";

/** What scales model servers on what was asked of them. */
export interface ModelDemandArgs {
  /** Address of Prometheus. */
  prometheusUrl: pulumi.Input<string>;
  /** Namespace of the apps that ask. */
  appNamespace: pulumi.Input<string>;
  /** Requests in progress for each replica, 1 or more. Default: 16, llm-d's figure of a replica that is well used. */
  requestsPerReplica?: pulumi.Input<number>;
  /** Time that the first replica gets to load before the autoscaler may send it away, seconds. Default: 1200. */
  initialCooldownSeconds?: pulumi.Input<number>;
  /** Hours of the day in which replicas stand ready. Default: none. */
  preWarm?: CronWindow[];
}

const defaults = { requestsPerReplica: 16, initialCooldownSeconds: 1200 } as const;

/**
 * Scales on what was asked of the models: requests in progress whose route begins with vLLM, served by it or overflowed. vLLM's own
 * metrics show only what it was given: an app that never sends more than fits leaves its queue empty, and with 0 replicas there
 * are none (kserve#3561).
 *
 * Pods that are still starting are discounted, because the demand is a total: `ceil(asked / requestsPerReplica)` replicas, of which those
 * that are on their way are some. A trigger on waiting requests would count the same ones again at every look, for the ten minutes
 * that a GPU node takes; subtracting the starting pods from this total would send them away again.
 */
export function modelDemandPolicy(args: ModelDemandArgs): EventsPolicy {
  const windows = (args.preWarm ?? []).map((window) => ({ type: "cron", ...window }) as const);
  return {
    type: "events",
    triggers: [
      {
        type: "prometheus",
        name: "requests-asked",
        serverAddress: args.prometheusUrl,
        query: pulumi.interpolate`sum(ai_vllm_requests_asked{namespace="${args.appNamespace}"})`,
        threshold: args.requestsPerReplica ?? defaults.requestsPerReplica,
      },
      ...windows,
    ],
    initialCooldownSeconds: args.initialCooldownSeconds ?? defaults.initialCooldownSeconds,
    fallbackReplicas: 1,
    behavior: surgeBehavior,
  };
}
