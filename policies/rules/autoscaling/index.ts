import type { Rule } from "../../rule";
import { autoscalingFallbackSet } from "./autoscaling-fallback-set";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";
import { autoscalingNoFixedReplicas } from "./autoscaling-no-fixed-replicas";
import { autoscalingOneOwner } from "./autoscaling-one-owner";
import { autoscalingRequestsSet } from "./autoscaling-requests-set";
import { autoscalingTwoInProduction } from "./autoscaling-two-in-production";
import { pdbAllowsEviction } from "./pdb-allows-eviction";
import { surgeFeasibility } from "./surge-feasibility";

/** What lets a fleet grow in time, and only one hand on it. */
export const autoscalingRules: readonly Rule[] = [
  autoscalingOneOwner,
  autoscalingNoFixedReplicas,
  autoscalingRequestsSet,
  autoscalingTwoInProduction,
  autoscalingFallbackSet,
  autoscalingMaxReachable,
  pdbAllowsEviction,
  surgeFeasibility,
];
