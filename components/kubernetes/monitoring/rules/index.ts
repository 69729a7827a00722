import { appRules } from "./app";
import { autoscalingRules } from "./autoscaling";
import { capacityRules } from "./capacity";
import { objectiveRules, type Objectives } from "./objectives";
import { type FamilyQuota, quotaRules } from "./quotas";
import type { RuleGroup } from "./rule-group";
import { tokenRules } from "./tokens";
import { vllmRules } from "./vllm";
import { workerRules } from "./worker";

/** What the rules are written for. */
export interface RuleSubjects {
  appNamespace: string;
  modelsNamespace: string;
  objectives: Required<Objectives>;
  quotas: readonly FamilyQuota[];
  workerFullFleet: number;
  dailyTokenBudgetUsd: number;
}

/** Every group, each a file of this folder. A group without rules is left out. */
export function allRuleGroups(subjects: RuleSubjects): RuleGroup[] {
  const { appNamespace, modelsNamespace, objectives, quotas, workerFullFleet, dailyTokenBudgetUsd } = subjects;
  return [
    objectiveRules(appNamespace, objectives),
    appRules(appNamespace),
    workerRules(appNamespace, workerFullFleet),
    autoscalingRules(),
    capacityRules(),
    vllmRules(appNamespace, modelsNamespace),
    quotaRules(quotas),
    ...(dailyTokenBudgetUsd > 0 ? [tokenRules(dailyTokenBudgetUsd)] : []),
  ].filter(({ rules }) => rules.length > 0);
}
