import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import type { ArgumentCheck } from "../../validation";
import type { Trigger } from "./triggers/trigger";

/** What a policy decides of a ScaledObject. */
export interface Scaling {
  triggers: Trigger[];
  behavior: types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;
  /** Only of meaning where the target may go to 0 replicas, and for how soon a failure is noticed. Default: KEDA's. */
  polling?: Polling;
  /** Default: none. Metrics that fail then hold the replicas, and those that do not may still add some. */
  fallback?: Fallback;
}

/** How often KEDA looks at the triggers, and when it lets the target go to 0. Seconds. */
export interface Polling {
  pollingInterval: pulumi.Input<number>;
  cooldownPeriod: pulumi.Input<number>;
  initialCooldownPeriod: pulumi.Input<number>;
}

/** What KEDA serves when a trigger cannot be measured. */
export interface Fallback {
  failureThreshold: pulumi.Input<number>;
  replicas: pulumi.Input<number>;
  behavior: "currentReplicasIfHigher";
}

/** What a policy knows of the autoscaler that it is part of. */
export interface ScalingContext {
  check: ArgumentCheck;
  namespace: pulumi.Input<string>;
  /** Name of the target, which is also that of its container. */
  target: string;
  maxReplicas: pulumi.Input<number>;
}

/** Fewest replicas that a policy allows, and its bounds where the caller names none. */
export interface ReplicaBounds {
  least: number;
  minReplicas: number;
  maxReplicas: number;
}
