import { createAzureState, updateResource } from ".";
import { refusal } from "./testing/requests";
import { answerTo, sample, stateWith } from "./testing/samples";

test.each<[what: string, changes: Record<string, unknown>, code: string]>([
  ["a definition without its id", { policyDefinitionId: "no-default-namespace" }, "InvalidPolicyDefinitionReference"],
  ["an unknown effect", { parameters: { effect: { value: "Forbid" } } }, "InvalidPolicyParameters"],
  ["an effect of any case", { parameters: { effect: { value: "deny" } } }, "taken"],
  ["a parameter that is no object", { parameters: { effect: "Deny" } }, "InvalidPolicyParameters"],
  ["a display name too long", { displayName: "x".repeat(129) }, "InvalidPolicyAssignment"],
  ["a name too long", { policyAssignmentName: "x".repeat(65) }, "InvalidPolicyAssignmentName"],
  ["a name with a dot", { policyAssignmentName: "v1.2" }, "InvalidPolicyAssignmentName"],
])("a policy assignment with %s: %s", (_, changes, code) => {
  expect(answerTo("PolicyAssignment", changes as never)[0]).toBe(code);
});

test("an assignment keeps its definition", () => {
  const state = stateWith("ResourceGroup", "PolicyAssignment");
  const other = "/providers/Microsoft.Authorization/policyDefinitions/d46c275d-1680-448d-b2ec-e495a3b6cc89";
  expect(answerTo("PolicyAssignment", { policyDefinitionId: other }, state, "PolicyAssignment")).toEqual([
    "PropertyChangeNotAllowed",
    "policyDefinitionId",
  ]);
});

test.each([
  [{ level: "CanNotDelete" }, "taken"],
  [{ level: "ReadOnly" }, "taken"],
  [{ level: "Delete" }, "InvalidLockLevel"],
  [{ notes: "x".repeat(513) }, "InvalidLockNotes"],
  [{ lockName: "a/b" }, "InvalidLockName"],
])("a lock with %j: %s", (changes, code) => {
  expect(answerTo("ManagementLockByScope", changes)[0]).toBe(code);
});

test("a lock needs what it locks", () => {
  const lock = sample("ManagementLockByScope").inputs;
  const scope = `${String(lock.scope)}/providers/Microsoft.KeyVault/vaults/kv-shop`;
  expect(answerTo("ManagementLockByScope", { scope }, stateWith("ResourceGroup"))[0]).toBe("ResourceNotFound");
  expect(answerTo("ManagementLockByScope", { scope }, stateWith("ResourceGroup", "Vault"))[0]).toBe("taken");
});

test.each([
  [{ pricingName: "Chocolate" }, "InvalidBundleName"],
  [{ pricingTier: "Premium" }, "InvalidPricingTier"],
  [{ pricingTier: "Free" }, "taken"],
])("a plan of Defender that was taken over with %j: %s", (changes, code) => {
  const { token, inputs } = sample("Pricing", changes);
  const answer = () => updateResource(token, "plan", inputs, createAzureState()).id;
  if (code === "taken") expect(answer()).toContain("/pricings/Containers");
  else expect(refusal(answer).code).toBe(code);
});

test("a plan is the subscription's, with or without a slash before it", () => {
  const { token, inputs } = sample("Pricing");
  const id = updateResource(token, "plan", inputs, createAzureState()).id;
  expect(id).toBe(
    "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Security/pricings/Containers",
  );
  const again = { ...inputs, scopeId: `/${String(inputs.scopeId)}` };
  expect(updateResource(token, "plan", again, createAzureState()).id).toBe(id);
});
