import * as fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import { answerTo, stateWith } from "./testing/samples";

const rule: JsonObject = {
  name: "AllowWeb",
  priority: 100,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  sourceAddressPrefix: "Internet",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
  destinationPortRanges: ["80", "443"],
};
const withRules = (...rules: JsonObject[]) => answerTo("NetworkSecurityGroup", { securityRules: rules });

test("takes rules that Azure takes", () => {
  const outbound = { ...rule, name: "Out", direction: "Outbound" };
  expect(withRules(rule, { ...rule, name: "Next", priority: 101 }, outbound)).toEqual(["taken", undefined]);
});

test.each<[what: string, rules: JsonObject[], code: string, target: string]>([
  ["the same priority twice", [rule, { ...rule, name: "Too" }], "SecurityRuleConflict", "securityRules[1].priority"],
  ["a priority below 100", [{ ...rule, priority: 99 }], "SecurityRuleInvalidPriority", "securityRules[0].priority"],
  ["a priority above 4096", [{ ...rule, priority: 4097 }], "SecurityRuleInvalidPriority", "securityRules[0].priority"],
  [
    "no source",
    [{ ...rule, sourceAddressPrefix: undefined as never }],
    "SecurityRuleParameterNotSpecified",
    "securityRules[0].sourceAddressPrefix",
  ],
  [
    "a description of more than 140 characters",
    [{ ...rule, description: "a".repeat(141) }],
    "SecurityRuleInvalidDescription",
    "securityRules[0].description",
  ],
  [
    "ports in the wrong order",
    [{ ...rule, destinationPortRanges: ["443", "90-80"] }],
    "SecurityRuleInvalidPortRange",
    "securityRules[0].destinationPortRange",
  ],
])("refuses %s", (_, rules, code, target) => {
  expect(withRules(...rules)).toEqual([code, target]);
});

test("a port is a number up to 65535, and nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999 }), (port) => {
      const [code] = withRules({ ...rule, destinationPortRanges: [String(port)] });
      expect(code).toBe(port <= 65_535 ? "taken" : "SecurityRuleInvalidPortRange");
    }),
  );
});

test("a subnet takes a group that is there, and only a group", () => {
  const state = stateWith("ResourceGroup", "VirtualNetwork", "NetworkSecurityGroup");
  const group = [...state.resources.values()].find(({ madeBy }) => madeBy === "NetworkSecurityGroup")!.id;
  const subnetWith = (id: string) => answerTo("Subnet", { networkSecurityGroup: { id } }, state);
  expect(subnetWith(`${group}x`)).toEqual(["InvalidResourceReference", "networkSecurityGroup.id"]);
  expect(subnetWith("nsg-shop")).toEqual(["LinkedInvalidPropertyId", "networkSecurityGroup.id"]);
  expect(subnetWith(group)).toEqual(["taken", undefined]);
});
