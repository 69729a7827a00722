import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { referencedResource } from "./reference";
import { inResourceGroup, objectsAt, textAt } from "./resource-type";
import type { AzureRequest, AzureType, NameRule } from "./resource-type";

const nameRule: NameRule = {
  pattern: /^(?=.{1,64}$)[a-zA-Z0-9]([\w.-]*[a-zA-Z0-9])?$/,
  rule: "1 to 64 letters, digits, '_', '-' and '.', beginning and ending with a letter or digit",
  code: "InvalidResourceName",
};

/** Rules by which Azure Monitor collects logs, and what they are applied to. */
export const dataCollection: Record<string, AzureType> = {
  "azure-native:monitor:DataCollectionRule": {
    armType: "Microsoft.Insights/dataCollectionRules",
    nameInput: "dataCollectionRuleName",
    nameRule,
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Insights/dataCollectionRules",
    required: ["dataFlows"],
    requiredCode: "InvalidPayload",
    check: checkRule,
    outputs: ({ id }) => ({ immutableId: `dcr-${guidOf(id).replaceAll("-", "")}`, provisioningState: "Succeeded" }),
  },
  "azure-native:monitor:DataCollectionRuleAssociation": {
    armType: "Microsoft.Insights/dataCollectionRuleAssociations",
    nameInput: "associationName",
    nameRule,
    parentId: (inputs) => textAt(inputs, "resourceUri"),
    segment: "providers/Microsoft.Insights/dataCollectionRuleAssociations",
    required: ["resourceUri"],
    check: ({ inputs, state }) => {
      if (inputs.dataCollectionRuleId !== undefined) {
        referencedResource(inputs, "dataCollectionRuleId", "Microsoft.Insights/dataCollectionRules", state);
      }
    },
    outputs: () => ({ provisioningState: "Succeeded" }),
  },
};

/** Every flow ends where the rule has a destination. */
function checkRule({ inputs, state }: AzureRequest): void {
  const workspaces = objectsAt(inputs, "destinations.logAnalytics");
  for (const workspace of workspaces) {
    referencedResource(workspace, "workspaceResourceId", "Microsoft.OperationalInsights/workspaces", state);
  }
  const known = workspaces.map(({ name }) => name);
  objectsAt(inputs, "dataFlows").forEach((flow, index) => {
    const destinations = Array.isArray(flow.destinations) ? flow.destinations : [];
    const unknown = destinations.find((destination) => !known.includes(destination));
    if (destinations.length === 0 || unknown !== undefined) {
      throw new AzureError(
        "InvalidPayload",
        `Data flow ${index} goes to '${String(unknown)}'; the rule's destinations are ${known.join(", ")}.`,
        `dataFlows[${index}].destinations`,
      );
    }
  });
}
