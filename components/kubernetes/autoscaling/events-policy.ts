import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { integerBetween, oneOf } from "../../validation";
import { queueBehavior } from "./behaviors";
import { preWarmTrigger } from "./pre-warm";
import type { Fallback, Polling, ReplicaBounds, Scaling, ScalingContext } from "./scaling";
import type { CronTrigger } from "./triggers/cron";
import { kafkaTrigger, type KafkaTrigger } from "./triggers/kafka";
import { prometheusTrigger, type PrometheusTrigger } from "./triggers/prometheus";
import { redisListTrigger, type RedisListTrigger } from "./triggers/redis-list";
import { serviceBusTrigger, type ServiceBusTrigger } from "./triggers/service-bus";
import { checkAt, type Trigger } from "./triggers/trigger";

/** What a workload can be scaled on from outside. */
export type EventTrigger = RedisListTrigger | ServiceBusTrigger | KafkaTrigger | PrometheusTrigger | CronTrigger;

/** Scales on what waits for the workload, down to 0 where that is allowed; the trigger that asks for more wins. */
export interface EventsPolicy {
  type: "events";
  /** What is looked at; one or more. */
  triggers: EventTrigger[];
  /** Time between two looks of KEDA at the triggers, seconds, 1 to 3600. Default: 15. */
  pollingSeconds?: pulumi.Input<number>;
  /** Time without an active trigger after which the target may go to 0, seconds, 0 to 86400. Default: 300. */
  cooldownSeconds?: pulumi.Input<number>;
  /** As `cooldownSeconds`, after the autoscaler's creation: a target that is slow to start gets this time. Default: `cooldownSeconds`. */
  initialCooldownSeconds?: pulumi.Input<number>;
  /** Replicas that are kept at least when a trigger fails for the fourth time, 1 or more. Default: 6, `maxReplicas` at most. */
  fallbackReplicas?: pulumi.Input<number>;
  /** How fast the replicas follow. Default: up at once by Kubernetes' own policies, down by 10 % a minute after 300 s. */
  behavior?: types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;
}

/** Defaults (docs/coverage.md). */
const defaults = { pollingSeconds: 15, cooldownSeconds: 300, failureThreshold: 3, fallbackReplicas: 6 } as const;

/** Replica bounds (docs/coverage.md). */
export const eventsBounds: ReplicaBounds = { least: 0, minReplicas: 2, maxReplicas: 100 };

/** What the policy decides of a ScaledObject. */
export function eventsScaling(context: ScalingContext, policy: EventsPolicy): Scaling {
  const triggers = policy.triggers ?? [];
  context.check.input("policy.triggers", triggers.length, {
    allowed: "a list of one trigger or more",
    accepts: (count) => count > 0,
  });
  return {
    triggers: triggers.map((trigger, index) => triggerOf(context, `policy.triggers[${index}]`, trigger)),
    behavior: policy.behavior ?? queueBehavior,
    polling: pollingOf(context, policy),
    fallback: fallbackOf(context, policy),
  };
}

function triggerOf(context: ScalingContext, path: string, trigger: EventTrigger): Trigger {
  const check = checkAt(context.check, path);
  switch (trigger.type) {
    case "redisList":
      return redisListTrigger(check, trigger);
    case "serviceBus":
      return serviceBusTrigger(check, trigger);
    case "kafka":
      return kafkaTrigger(check, trigger);
    case "prometheus":
      return prometheusTrigger(check, trigger);
    case "cron":
      return preWarmTrigger(context, path, trigger);
    default: {
      const unknown: never = trigger;
      const { type } = unknown as EventTrigger;
      check.input("type", type, oneOf("redisList", "serviceBus", "kafka", "prometheus", "cron"));
      // Never used: the problem above is thrown before anything is registered.
      return { name: type, type: "cron", metadata: {} };
    }
  }
}

function pollingOf({ check }: ScalingContext, policy: EventsPolicy): Polling {
  const cooldown = policy.cooldownSeconds ?? defaults.cooldownSeconds;
  const seconds = integerBetween(0, 86_400);
  return {
    pollingInterval: check.input(
      "policy.pollingSeconds",
      policy.pollingSeconds ?? defaults.pollingSeconds,
      integerBetween(1, 3600),
    ),
    cooldownPeriod: check.input("policy.cooldownSeconds", cooldown, seconds),
    initialCooldownPeriod: check.input(
      "policy.initialCooldownSeconds",
      policy.initialCooldownSeconds ?? cooldown,
      seconds,
    ),
  };
}

/**
 * `currentReplicasIfHigher`, because a fixed count would shrink a fleet in the middle of a surge. And 1 at least: with 0 KEDA would
 * send the target away when it cannot measure.
 */
function fallbackOf({ check, maxReplicas }: ScalingContext, { fallbackReplicas }: EventsPolicy): Fallback {
  const { failureThreshold } = defaults;
  if (fallbackReplicas === undefined) {
    const replicas = pulumi.output(maxReplicas).apply((most) => Math.min(defaults.fallbackReplicas, most));
    return { failureThreshold, replicas, behavior: "currentReplicasIfHigher" };
  }
  const path = "policy.fallbackReplicas";
  const asked = check.input(path, fallbackReplicas, integerBetween(1, 1000));
  const { replicas } = check.together({ replicas: asked, maxReplicas }, (known) =>
    known.replicas > known.maxReplicas
      ? [{ propertyPath: path, value: known.replicas, allowed: `maxReplicas (${known.maxReplicas}) at most` }]
      : [],
  );
  return { failureThreshold, replicas, behavior: "currentReplicasIfHigher" };
}
