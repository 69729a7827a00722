/** A Plan judged by the policy pack. */
export { readPolicyConfig } from "./policy-config";
export type { RuleConfig } from "./policy-config";
export { policyJson, policyText } from "./report";
export { isFine, openFindings, runRules } from "./run-rules";
export type { RuleResult } from "./run-rules";
