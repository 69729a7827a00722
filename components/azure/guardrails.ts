import * as pulumi from "@pulumi/pulumi";
import * as authorization from "@pulumi/azure-native/authorization";
import { ArgumentCheck } from "../validation";
import { type BudgetArgs, checkBudget, createBudget } from "./budget";
import { builtInPolicies, type PolicyExceptions } from "./built-in-policies";
import { entraId } from "./formats";

export type { BudgetArgs } from "./budget";
export type { PolicyExceptions } from "./built-in-policies";

/** What `Guardrails` takes. */
export interface GuardrailsArgs {
  /** Subscription that the resources are in. */
  subscriptionId: pulumi.Input<string>;
  /** Azure id of the resource group that the policies hold for. */
  resourceGroupId: pulumi.Input<string>;
  /** What a month may cost. Default: anything. */
  budget?: BudgetArgs;
  /**
   * Microsoft's built-in policies for the resource group and the clusters in it, with what they leave out; an empty object for no
   * exceptions. Default: no policies.
   */
  policies?: PolicyExceptions;
  /**
   * Azure ids of what nobody may delete, by a name for each. Nothing inside or attached to them can be deleted either, so a
   * cluster, whose pools come and go, does not belong here. Default: none.
   */
  locks?: Record<string, pulumi.Input<string>>;
}

/**
 * What keeps mistakes small: policies that refuse or report, a budget that tells, locks that hold. Make it last and let it
 * depend on everything that its locks concern: on the way down locks then go first.
 */
export class Guardrails extends pulumi.ComponentResource {
  constructor(name: string, args: GuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:Guardrails", name, args, opts);
    const { resourceGroupId, budget, policies, locks = {} } = args;
    const check = new ArgumentCheck("Guardrails", name);
    const subscriptionId = check.input("subscriptionId", args.subscriptionId, entraId);
    if (budget !== undefined) checkBudget(check, budget);
    check.each("policies.auditOnly", policies?.auditOnly ?? [], policyName);
    check.throwProblems();
    const lockOptions = pulumi.mergeOptions(opts, { parent: this });
    // Only locks have to wait for what the component depends on; policies hold the better the earlier they are there.
    const childOptions = { ...lockOptions, dependsOn: undefined };

    for (const policy of policies === undefined ? [] : builtInPolicies(policies)) {
      const parameters = { effect: policy.effect, ...policy.parameters };
      new authorization.PolicyAssignment(
        `${name}-${policy.name}`,
        {
          scope: resourceGroupId,
          policyAssignmentName: policy.name,
          displayName: policy.displayName,
          policyDefinitionId: `/providers/Microsoft.Authorization/${policy.kind}/${policy.definition}`,
          parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }])),
        },
        childOptions,
      );
    }

    if (budget !== undefined) createBudget(name, subscriptionId, budget, childOptions);

    for (const [what, scope] of Object.entries(locks)) {
      new authorization.ManagementLockByScope(
        `${name}-lock-${what}`,
        {
          scope,
          lockName: "keep",
          level: "CanNotDelete",
          notes: `What is in the ${what} cannot be made again. Take guardrails.locks off before you delete it.`,
        },
        // Else `pulumi destroy --skip-preview` takes the locks first, and then what they hold.
        pulumi.mergeOptions(lockOptions, { protect: true }),
      );
    }

    this.registerOutputs({});
  }
}

const policyNames = builtInPolicies().map(({ name }) => name);
const policyName = {
  allowed: `one of ${policyNames.join(", ")}`,
  accepts: (name: string) => policyNames.includes(name),
};
