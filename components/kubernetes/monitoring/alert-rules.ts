import { vmSizePattern } from "@breakwater/azure-sizes";
import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween, matching } from "../../validation";
import { labelsOf } from "../conventions";
import { typedCustomResource } from "../custom-resource";
import type { IPrometheusRule } from "../custom-resource-types";
import { dnsLabel, numberBetween, someText } from "../rules";
import { allRuleGroups } from "./rules";
import type { WatchedComponent } from "./rules/components";
import { defaultObjectives, type Objectives } from "./rules/objectives";
import type { FamilyQuota } from "./rules/quotas";

export { seenByScrapes, type WatchedComponent, type WatchedWorkload } from "./rules/components";
export type { Objectives } from "./rules/objectives";
export type { FamilyQuota } from "./rules/quotas";

/** What `AlertRules` takes. What becomes part of a query is plain, because a query is checked and tested as a whole. */
export interface AlertRulesArgs {
  /** Namespace of the rules. */
  namespace: pulumi.Input<string>;
  /** Namespace of `ai-service` and `agent-worker`. */
  appNamespace: string;
  /** Namespace of `vllm`. Default: `models`. */
  modelsNamespace?: string;
  /** What users may expect of the app. Default: 99.5 % answered, 99 % within 30 s. */
  objectives?: Objectives;
  /** vCPUs that the subscription grants, by VM family. Default: none, no alert on them. */
  quotas?: readonly FamilyQuota[];
  /** Tasks that the largest fleet of workers is meant for: its replicas times the tasks for each. Default: 100. */
  workerFullFleet?: number;
  /** Dollars that a day's tokens may cost before somebody is told; 0 for no budget. Default: 0. */
  dailyTokenBudgetUsd?: number;
  /** Namespace of Envoy's proxies and of cert-manager. Default: none, no alert on an edge or on certificates. */
  edgeNamespace?: string;
  /** Parts of the platform of which somebody must hear when they are away. Default: none. */
  components?: readonly WatchedComponent[];
}

/** Recording and alerting rules of the platform, one PrometheusRule a group. It must depend on a `PrometheusStack`. */
export class AlertRules extends pulumi.ComponentResource {
  /** Names of the alerts, sorted, each once. */
  public readonly alertNames: string[];

  constructor(name: string, args: AlertRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:AlertRules", name, args, opts);
    const { namespace, ...subjects } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const groups = allRuleGroups(subjects);
    for (const group of groups) {
      typedCustomResource<IPrometheusRule>(
        group.name,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: group.name, namespace, labels: labelsOf(name) },
          spec: { groups: [{ name: group.name, rules: group.rules.map((rule) => ({ ...rule })) }] },
        },
        childOptions,
      );
    }

    const names = groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
    this.alertNames = [...new Set(names)].sort();
    this.registerOutputs({ alertNames: this.alertNames });
  }
}

/** Part of a regular expression in a query, so nothing that means something there. */
const vmSize = matching(vmSizePattern, "an Azure VM size, such as Standard_D8s_v5");

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: AlertRulesArgs) {
  const check = new ArgumentCheck("AlertRules", name);
  const { objectives, quotas = [], modelsNamespace = "models" } = args;
  const { workerFullFleet = 100, dailyTokenBudgetUsd = 0, edgeNamespace, components = [] } = args;
  const { availability, withinThirtySeconds } = { ...defaultObjectives, ...objectives };
  check.input("appNamespace", args.appNamespace, dnsLabel);
  check.input("modelsNamespace", modelsNamespace, dnsLabel);
  check.optional("edgeNamespace", edgeNamespace, dnsLabel);
  components.forEach(({ name }, index) => check.input(`components[${index}].name`, name, dnsLabel));
  check.input("objectives.availability", availability, numberBetween(0.9, 0.9999));
  check.input("objectives.withinThirtySeconds", withinThirtySeconds, numberBetween(0.9, 0.9999));
  quotas.forEach(({ family, vmSizes, vcpus }, index) => {
    check.input(`quotas[${index}].family`, family, someText);
    check.each(`quotas[${index}].vmSizes`, vmSizes, vmSize);
    check.input(`quotas[${index}].vcpus`, vcpus, integerBetween(1, 1_000_000));
  });
  check.input("workerFullFleet", workerFullFleet, integerBetween(1, 1_000_000));
  check.input("dailyTokenBudgetUsd", dailyTokenBudgetUsd, numberBetween(0, 1e6));
  const namespace = check.input("namespace", args.namespace, dnsLabel);
  check.throwProblems();
  return {
    namespace,
    appNamespace: args.appNamespace,
    modelsNamespace,
    objectives: { availability, withinThirtySeconds },
    quotas,
    workerFullFleet,
    dailyTokenBudgetUsd,
    edgeNamespace,
    components,
  };
}
