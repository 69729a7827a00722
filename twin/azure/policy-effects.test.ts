import type { JsonObject } from "@breakwater/plan-views";
import { resourcePolicies } from "./policy-definitions";
import { make, refusal } from "./testing/requests";
import { answerTo, sample, stateWith } from "./testing/samples";

const [admin, purge, accounts, defender] = [
  "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
  "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
  "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
  "a1840de2-8088-4ea8-b153-b4c723e9cb01",
];
const group = sample("PolicyAssignment").inputs.scope as string;

/** A resource group with one assignment. */
const stateOf = (definition: string, changes: JsonObject = {}, effect = "Deny") => {
  const state = stateWith("ResourceGroup");
  make("ResourceGroup", { resourceGroupName: "rg-shop-2" }, state, "other");
  make(
    "PolicyAssignment",
    {
      policyAssignmentName: "rule",
      displayName: "The rule",
      policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${definition}`,
      parameters: { effect: { value: effect } },
      ...changes,
    },
    state,
    "rule",
  );
  return state;
};

test("a resource that an assignment forbids is refused, and both are named", () => {
  const error = refusal(() => make("Registry", { adminUserEnabled: true }, stateOf(admin)));
  expect(error).toMatchObject({ code: "RequestDisallowedByPolicy", way: expect.stringContaining("Audit") });
  expect(error.message).toMatch(
    /Resource '\w+' was disallowed by policy\. Policy identifiers: .*"The rule".*policyAssignments\/rule/,
  );
});

test.each<[what: string, state: () => ReturnType<typeof stateOf>]>([
  ["reports only", () => stateOf(admin, {}, "Audit")],
  ["is switched off", () => stateOf(admin, {}, "Disabled")],
  ["is not enforced", () => stateOf(admin, { enforcementMode: "DoNotEnforce" })],
  ["leaves the group out", () => stateOf(admin, { notScopes: [group] })],
  ["names no effect", () => stateOf(admin, { parameters: {} })],
  ["is of another group", () => stateOf(admin, { scope: `${group}-2` })],
  ["is of a definition that is not known here", () => stateOf("11111111-2222-3333-4444-555555555555")],
])("a resource is taken where the assignment %s", (_, state) => {
  expect(answerTo("Registry", { adminUserEnabled: true }, state())).toEqual(["taken", undefined]);
});

test("an assignment holds for everything in its scope, however that is written", () => {
  for (const scope of [`${group}/`, group.toUpperCase(), group.split("/resourceGroups/")[0]!]) {
    expect(answerTo("Registry", { adminUserEnabled: true }, stateOf(admin, { scope }))[0]).toBe(
      "RequestDisallowedByPolicy",
    );
  }
});

test("an update is judged as a creation is", () => {
  const state = stateOf(admin);
  make("Registry", {}, state);
  expect(answerTo("Registry", { adminUserEnabled: true }, state, "Registry")[0]).toBe("RequestDisallowedByPolicy");
});

test("which of two of one program comes first does not matter", () => {
  const state = stateWith("ResourceGroup");
  make("Registry", { adminUserEnabled: true }, state);
  const assigned = { policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${admin}` };
  expect(answerTo("PolicyAssignment", { ...assigned, parameters: { effect: { value: "Deny" } } }, state)[0]).toBe(
    "RequestDisallowedByPolicy",
  );
  expect(answerTo("PolicyAssignment", { ...assigned, parameters: { effect: { value: "Audit" } } }, state)[0]).toBe(
    "taken",
  );
});

test("an effect that the definition does not have is refused", () => {
  expect(refusal(() => stateOf(defender!)).message).toContain("'Deny' of the parameter 'effect' is not allowed");
});

test.each<[definition: string, type: string, right: JsonObject, wrong: JsonObject[]]>([
  [accounts!, "ManagedCluster", { disableLocalAccounts: true }, [{}, { disableLocalAccounts: false }]],
  [
    "41425d9f-d1a5-499a-9932-f8ed8453932c",
    "ManagedCluster",
    { agentPoolProfiles: [{ enableEncryptionAtHost: true }] },
    [
      { agentPoolProfiles: [{ enableEncryptionAtHost: true }, {}] },
      { agentPoolProfiles: [{ enableEncryptionAtHost: false }] },
    ],
  ],
  [defender!, "ManagedCluster", { securityProfile: { defender: { securityMonitoring: { enabled: true } } } }, [{}]],
  [admin!, "Registry", { adminUserEnabled: false }, [{ adminUserEnabled: true }]],
  ["9f2dea28-e834-476c-99c5-3507b4728395", "Registry", {}, [{ anonymousPullEnabled: true }]],
  [
    purge!,
    "Vault",
    { properties: { enablePurgeProtection: true } },
    [{ properties: {} }, { properties: { enablePurgeProtection: true, enableSoftDelete: false } }],
  ],
  [purge!, "Vault", { properties: { createMode: "recover" } }, []],
])("%s of a %s", (definition, _, right, wrong) => {
  const { breaks } = resourcePolicies[definition]!;
  expect([breaks(right), ...wrong.map(breaks)]).toEqual([false, ...wrong.map(() => true)]);
});
