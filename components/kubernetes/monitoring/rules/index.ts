import { appRules } from "./app";
import { autoscalingRules } from "./autoscaling";
import { callerRules } from "./callers";
import { capacityRules } from "./capacity";
import { certificateRules } from "./certificates";
import { componentRules, type WatchedComponent } from "./components";
import { edgeRules } from "./edge";
import { objectiveRules, type Objectives } from "./objectives";
import { podRules } from "./pods";
import { type FamilyQuota, quotaRules } from "./quotas";
import type { RuleGroup } from "./rule-group";
import { secretRules } from "./secrets";
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
  /** Namespace of Envoy and cert-manager; `undefined` where there is no edge. */
  edgeNamespace: string | undefined;
  components: readonly WatchedComponent[];
}

/** Every group, each a file of this folder. A group without rules is left out. */
export function allRuleGroups(subjects: RuleSubjects): RuleGroup[] {
  const { appNamespace, modelsNamespace, objectives, quotas, workerFullFleet, dailyTokenBudgetUsd } = subjects;
  const { edgeNamespace, components } = subjects;
  return [
    objectiveRules(appNamespace, objectives),
    appRules(appNamespace),
    callerRules(appNamespace),
    workerRules(appNamespace, workerFullFleet),
    autoscalingRules(),
    capacityRules(),
    vllmRules(appNamespace, modelsNamespace),
    quotaRules(quotas),
    podRules({ namespace: appNamespace, deployment: "warm-buffer" }),
    secretRules(),
    componentRules(components),
    ...(edgeNamespace === undefined ? [] : [edgeRules(edgeNamespace), certificateRules()]),
    ...(dailyTokenBudgetUsd > 0 ? [tokenRules(dailyTokenBudgetUsd)] : []),
  ].filter(({ rules }) => rules.length > 0);
}
