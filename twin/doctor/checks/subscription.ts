import { defineCheck } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import { onStack } from "../situation";

/** Whether az is logged in, to the tenant and the subscription that the stack names. */
export const subscription = defineCheck({
  name: "subscription",
  subject: "the login to Azure",
  questions: () => ({}),
  judge: (situation) => {
    const { account, deployment } = situation;
    const { tenantId, subscriptionId, file } = deployment;
    const login = `az login${tenantId === undefined ? "" : ` --tenant ${tenantId}`}`;
    if (!account.seen) {
      return account.reason === "login"
        ? [problem("Nobody is logged in to Azure.", login)]
        : [unseen(`the login to Azure: ${account.why}`)];
    }
    const { id, name, state, user, environmentName, tenantId: currentTenant } = account.value;
    const findings = [ok(`${user.name} is logged in to ${name} (${id}).`)];
    if (tenantId !== undefined && tenantId.toLowerCase() !== currentTenant.toLowerCase()) {
      // The subscription of another tenant cannot be selected before the login.
      return [problem(`az is logged in to the tenant ${currentTenant}; the stack belongs to ${tenantId}.`, login)];
    }
    if (subscriptionId === undefined) {
      findings.push(
        warning(
          `${file} names no subscription, so the stack goes wherever az happens to be: now ${name} (${id}).`,
          `pulumi config set azure-native:subscriptionId ${id} ${onStack(situation)}`,
        ),
      );
    } else if (subscriptionId.toLowerCase() !== id.toLowerCase()) {
      return [
        problem(
          `az works on the subscription ${name} (${id}); the stack belongs to ${subscriptionId}.`,
          `az account set --subscription ${subscriptionId}`,
        ),
      ];
    }
    if (environmentName !== undefined && environmentName !== null && environmentName !== "AzureCloud") {
      findings.push(
        problem(
          `az works in the cloud ${environmentName}; the program has the addresses of the public one only.`,
          "az cloud set --name AzureCloud && az login",
        ),
      );
    }
    if (state !== "Enabled") {
      findings.push(
        problem(
          `The subscription ${name} is ${state}, not Enabled: Azure lets nothing be made in it.`,
          `az account list --query "[?state=='Enabled'].{name:name, id:id}" --output table`,
        ),
      );
    }
    return findings;
  },
});
