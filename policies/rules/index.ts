import type { Rule } from "../rule";
import { autoscalingRules } from "./autoscaling";
import { gpuRules } from "./gpu";
import { hygieneRules } from "./hygiene";
import { identityRules } from "./identity";
import { platformRules } from "./platform";
import { probeRules } from "./probes";

/** Every rule, in the order in which a report lists them. */
export const rules: readonly Rule[] = [
  ...gpuRules,
  ...probeRules,
  ...autoscalingRules,
  ...identityRules,
  ...hygieneRules,
  ...platformRules,
];
