import type { Rule } from "../../rule";
import { autoscalingBoundsValid } from "./autoscaling-bounds-valid";
import { autoscalingFallbackSet } from "./autoscaling-fallback-set";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";
import { autoscalingNoFixedReplicas } from "./autoscaling-no-fixed-replicas";
import { autoscalingNotPaused } from "./autoscaling-not-paused";
import { autoscalingOneOwner } from "./autoscaling-one-owner";
import { autoscalingRequestsSet } from "./autoscaling-requests-set";
import { autoscalingTargetExists } from "./autoscaling-target-exists";
import { autoscalingTriggersValid } from "./autoscaling-triggers-valid";
import { autoscalingTwoInProduction } from "./autoscaling-two-in-production";
import { autoscalingVerticalApart } from "./autoscaling-vertical-apart";
import { pdbAllowsEviction } from "./pdb-allows-eviction";
import { surgeFeasibility } from "./surge-feasibility";

/** What lets a fleet grow in time, and only one hand on it. */
export const autoscalingRules: readonly Rule[] = [
  autoscalingOneOwner,
  autoscalingVerticalApart,
  autoscalingNoFixedReplicas,
  autoscalingTargetExists,
  autoscalingBoundsValid,
  autoscalingTriggersValid,
  autoscalingRequestsSet,
  autoscalingTwoInProduction,
  autoscalingNotPaused,
  autoscalingFallbackSet,
  autoscalingMaxReachable,
  pdbAllowsEviction,
  surgeFeasibility,
];
