import type { Rule } from "../../rule";
import { answersHaveTheirTime } from "./answers-have-their-time";
import { drainWithinGrace } from "./drain-within-grace";
import { probeDetectionTime } from "./probe-detection-time";
import { probeHealthStrategy } from "./probe-health-strategy";
import { probeLivenessBudget } from "./probe-liveness-budget";
import { probeLivenessNotReadiness } from "./probe-liveness-not-readiness";
import { probeLivenessWithoutDependency } from "./probe-liveness-without-dependency";
import { probeReadinessSet } from "./probe-readiness-set";
import { probeStartupBudget } from "./probe-startup-budget";

/** What keeps pods that work from being killed, and pods that are dead from being kept. */
export const probeRules: readonly Rule[] = [
  answersHaveTheirTime,
  probeStartupBudget,
  probeLivenessBudget,
  probeDetectionTime,
  probeLivenessNotReadiness,
  probeLivenessWithoutDependency,
  probeReadinessSet,
  probeHealthStrategy,
  drainWithinGrace,
];
