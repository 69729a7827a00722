import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { networkNameRule } from "./network-names";
import { inResourceGroup, objectsAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

const ports = /^(\*|\d{1,5}(-\d{1,5})?)$/;

/** Network security groups with their rules inside. */
export const networkSecurityGroups: Record<string, AzureType> = {
  "azure-native:network:NetworkSecurityGroup": {
    armType: "Microsoft.Network/networkSecurityGroups",
    nameInput: "networkSecurityGroupName",
    nameRule: networkNameRule(1, 80),
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/networkSecurityGroups",
    required: [],
    check: ({ inputs }) => checkRules(inputs),
    outputs: ({ id, inputs }: AzureRequest) => ({
      etag: `W/"${guidOf(`${id}/etag`)}"`,
      provisioningState: "Succeeded",
      resourceGuid: guidOf(id),
      securityRules: objectsAt(inputs, "securityRules").map((rule) => ({
        ...rule,
        id: `${id}/securityRules/${String(rule.name)}`,
      })),
    }),
  },
};

function checkRules(inputs: JsonObject): void {
  const rules = objectsAt(inputs, "securityRules");
  rules.forEach((rule, index) => {
    checkRule(rule, `securityRules[${index}]`);
    const same = rules.findIndex(
      ({ priority, direction }) => priority === rule.priority && direction === rule.direction,
    );
    if (same !== index) {
      throw new AzureError(
        "SecurityRuleConflict",
        `Security rules '${String(rules[same]?.name)}' and '${String(rule.name)}' have the same priority ${String(rule.priority)} and direction.`,
        `securityRules[${index}].priority`,
      );
    }
  });
}

function checkRule(rule: JsonObject, at: string): void {
  const { name, priority } = rule;
  if (typeof priority !== "number" || !Number.isInteger(priority) || priority < 100 || priority > 4096) {
    throw new AzureError(
      "SecurityRuleInvalidPriority",
      `Security rule '${String(name)}' has the priority ${String(priority)}; a whole number from 100 to 4096 is allowed.`,
      `${at}.priority`,
    );
  }
  // "Restricted to 140 chars" (REST reference of securityRules).
  if (String(rule.description ?? "").length > 140) {
    throw new AzureError(
      "SecurityRuleInvalidDescription",
      `The description of security rule '${String(name)}' has ${String(rule.description).length} characters; 140 are allowed.`,
      `${at}.description`,
    );
  }
  for (const side of ["sourceAddressPrefix", "destinationAddressPrefix", "sourcePortRange", "destinationPortRange"]) {
    const [single, many] = [
      rule[side],
      rule[side === "sourceAddressPrefix" || side === "destinationAddressPrefix" ? `${side}es` : `${side}s`],
    ];
    if (single === undefined && !(Array.isArray(many) && many.length > 0)) {
      throw new AzureError(
        "SecurityRuleParameterNotSpecified",
        `Security rule '${String(name)}' does not specify ${side}.`,
        `${at}.${side}`,
      );
    }
  }
  for (const side of ["sourcePortRange", "destinationPortRange"]) {
    const ranges = [rule[side], rule[`${side}s`]].flat().filter((range) => range !== undefined);
    const wrong = ranges.find((range) => !isPortRange(String(range)));
    if (wrong !== undefined) {
      throw new AzureError(
        "SecurityRuleInvalidPortRange",
        `Security rule '${String(name)}' has the port range '${String(wrong)}'; '*', a port or two in order, from 0 to 65535, are allowed.`,
        `${at}.${side}`,
      );
    }
  }
}

function isPortRange(range: string): boolean {
  if (!ports.test(range)) return false;
  if (range === "*") return true;
  const [first = 0, last = first] = range.split("-").map(Number);
  return first <= last && last <= 65_535;
}
