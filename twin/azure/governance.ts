import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { textAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

const definitionForm =
  /^(\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)?\/providers\/Microsoft\.Authorization\/policy(Set)?Definitions\/[^/]+$/i;
const effects = ["Audit", "AuditIfNotExists", "Deny", "DeployIfNotExists", "Disabled", "Modify"];

/** Plans of Defender for Cloud that can be bought. */
const plans =
  /^(VirtualMachines|SqlServers|AppServices|StorageAccounts|SqlServerVirtualMachines|KeyVaults|Arm|Containers|CosmosDbs|CloudPosture|Api|AI|OpenSourceRelationalDatabases)$/;

/** The scope's id, however many slashes it begins with. */
const inScope = (input: string) => (inputs: JsonObject) => `/${textAt(inputs, input).replace(/^\/|\/$/g, "")}`;

/** Policy assignments, locks and Defender's plans. */
export const governance: Record<string, AzureType> = {
  "azure-native:authorization:PolicyAssignment": {
    armType: "Microsoft.Authorization/policyAssignments",
    nameInput: "policyAssignmentName",
    nameRule: {
      pattern: /^(?=.{1,64}$)[^<>*%&:\\?.+/]*[^<>*%&:\\?.+/ ]$/,
      rule: "1 to 64 characters without < > * % & : \\ ? . + /, not ending in a blank",
      code: "InvalidPolicyAssignmentName",
    },
    parentId: inScope("scope"),
    segment: "providers/Microsoft.Authorization/policyAssignments",
    required: ["scope", "policyDefinitionId"],
    check: checkAssignment,
    outputs: ({ inputs }) => ({
      enforcementMode: inputs.enforcementMode ?? "Default",
      instanceId: guidOf(JSON.stringify(inputs)),
    }),
  },
  "azure-native:authorization:ManagementLockByScope": {
    armType: "Microsoft.Authorization/locks",
    nameInput: "lockName",
    nameRule: {
      pattern: /^[^<>%&?/]{0,259}[^<>%&?/. ]$/,
      rule: "1 to 260 characters without < > % & ? /, not ending in '.' or a blank",
      code: "InvalidLockName",
    },
    parentId: inScope("scope"),
    segment: "providers/Microsoft.Authorization/locks",
    required: ["scope", "level"],
    check: checkLock,
    outputs: () => ({}),
  },
  "azure-native:security:Pricing": {
    armType: "Microsoft.Security/pricings",
    nameInput: "pricingName",
    nameRule: { pattern: plans, rule: "the names of Defender's plans, such as Containers", code: "InvalidBundleName" },
    parentId: inScope("scopeId"),
    segment: "providers/Microsoft.Security/pricings",
    required: ["scopeId", "pricingTier"],
    check: ({ inputs }) => {
      if (inputs.pricingTier === "Standard" || inputs.pricingTier === "Free") return;
      throw new AzureError(
        "InvalidPricingTier",
        `The pricing tier '${String(inputs.pricingTier)}' is invalid; allowed are Free and Standard.`,
        "pricingTier",
      );
    },
    outputs: () => ({ deprecated: false, freeTrialRemainingTime: "PT0S" }),
  },
};

function checkAssignment({ inputs }: AzureRequest): void {
  const definition = String(inputs.policyDefinitionId);
  if (!definitionForm.test(definition)) {
    throw new AzureError(
      "InvalidPolicyDefinitionReference",
      `The policy definition '${definition}' is invalid: the id of a policy or an initiative is expected.`,
      "policyDefinitionId",
    );
  }
  if (typeof inputs.displayName === "string" && inputs.displayName.length > 128) {
    throw new AzureError("InvalidPolicyAssignment", "The display name has more than 128 characters.", "displayName");
  }
  const effect = valueAt(inputs, "parameters.effect.value");
  if (effect !== undefined && !effects.some((known) => known.toLowerCase() === String(effect).toLowerCase())) {
    throw new AzureError(
      "InvalidPolicyParameters",
      `The value '${String(effect)}' of the parameter 'effect' is not allowed; it is one of ${effects.join(", ")}.`,
      "parameters.effect",
    );
  }
  const bare = Object.entries((inputs.parameters ?? {}) as JsonObject).find(
    ([, parameter]) => typeof parameter !== "object" || parameter === null || !("value" in parameter),
  );
  if (bare) {
    throw new AzureError(
      "InvalidPolicyParameters",
      `The parameter '${bare[0]}' has no 'value'.`,
      `parameters.${bare[0]}`,
    );
  }
}

function checkLock({ inputs }: AzureRequest): void {
  if (inputs.level !== "CanNotDelete" && inputs.level !== "ReadOnly") {
    throw new AzureError(
      "InvalidLockLevel",
      `The lock level '${String(inputs.level)}' is invalid; allowed are CanNotDelete and ReadOnly.`,
      "level",
    );
  }
  if (typeof inputs.notes === "string" && inputs.notes.length > 512) {
    throw new AzureError("InvalidLockNotes", "The notes have more than 512 characters.", "notes");
  }
}
