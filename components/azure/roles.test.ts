import * as fc from "fast-check";
import { type RoleName, roleAssignmentName, roleDefinitionId, roleIds } from "./roles";

const roles = fc.constantFrom(...(Object.keys(roleIds) as RoleName[]));

test("a role assignment's name is a GUID, and the same for the same grant", () => {
  fc.assert(
    fc.property(fc.string(), fc.uuid(), roles, (scope, principal, role) => {
      const name = roleAssignmentName(scope, principal, role);
      expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(roleAssignmentName(scope, principal, role)).toBe(name);
    }),
  );
});

test("another scope, principal or role has another name; the case of an Azure id makes no difference", () => {
  const name = roleAssignmentName("/subscriptions/s/vaults/a", "p", "keyVaultSecretsUser");
  expect(roleAssignmentName("/subscriptions/s/vaults/b", "p", "keyVaultSecretsUser")).not.toBe(name);
  expect(roleAssignmentName("/subscriptions/s/vaults/a", "q", "keyVaultSecretsUser")).not.toBe(name);
  expect(roleAssignmentName("/subscriptions/s/vaults/a", "p", "acrPull")).not.toBe(name);
  expect(roleAssignmentName("/Subscriptions/s/Vaults/a", "p", "keyVaultSecretsUser")).toBe(name);
});

test("a role is named within the subscription of its scope", () => {
  expect(roleDefinitionId("/subscriptions/1/resourceGroups/rg/providers/x", "acrPull")).toBe(
    `/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/${roleIds.acrPull}`,
  );
  expect(roleDefinitionId("/", "acrPull")).toBe(
    `/providers/Microsoft.Authorization/roleDefinitions/${roleIds.acrPull}`,
  );
});
