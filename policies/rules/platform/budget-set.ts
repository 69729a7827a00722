import { azureName, isCluster, propertiesOf, someKnown } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";

/** Where a notification names who is told. */
const contacts = ["contactEmails", "contactRoles", "contactGroups"];

export const budgetSet: StackRule<ProductionStacks> = {
  name: "budget-set",
  description: "A production stack has a budget that tells somebody.",
  guardsAgainst: "What autoscales with traffic costs with traffic, and a GPU that nobody needs costs the same.",
  severity: "medium",
  tags: ["platform"],
  remediationSteps: "Add a Budget over the resource groups with a notification to an e-mail address or a role.",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each }) => {
    const cluster = resources.find((resource) => isCluster(resource) && isProduction(resource, config));
    if (cluster === undefined) return notApplicable("no production stack with a cluster");
    const budgets = resources.filter((resource) =>
      /^azure-native:(consumption|costmanagement)(\/\w+)?:Budget$/.test(resource.type),
    );
    if (budgets.length === 0) violation("The stack has no budget", cluster);
    each(budgets, (budget) => {
      const notifications = propertiesOf(budget).object("notifications");
      const told = someKnown(Object.keys(notifications.properties), (key) => {
        const notification = notifications.object(key);
        return (
          someKnown(contacts, (contact) => notification.texts(contact).length > 0) &&
          notification.flag("enabled") === true
        );
      });
      if (!told) violation(`Budget "${azureName(budget, "budgetName")}" tells nobody`, budget);
    });
  },
};
