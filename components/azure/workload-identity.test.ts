import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { roleIds } from "./roles";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity";

const identity = "azure-native:managedidentity:UserAssignedIdentity";
const credential = "azure-native:managedidentity:FederatedIdentityCredential";
const role = "azure-native:authorization:RoleAssignment";

const args: WorkloadIdentityArgs = {
  resourceGroupName: "rg",
  identityName: "id-app-test",
  oidcIssuerUrl: "https://issuer.example/1/",
  subjects: [{ namespace: "production", serviceAccount: "app" }],
  grants: [{ role: "keyVaultSecretsUser", scope: "vault-id" }],
};
const register = (changed: Partial<WorkloadIdentityArgs> = {}, preview = false) =>
  registerResources([identity, credential, role], () => new WorkloadIdentity("app", { ...args, ...changed }), {
    preview,
  });

test("B1: pods of one service account act as the identity", async () => {
  expect.assertions(1);
  expect((await register()).resource(credential).inputs).toMatchObject({
    resourceName: "id-app-test",
    issuer: "https://issuer.example/1/",
    subject: "system:serviceaccount:production:app",
    audiences: ["api://AzureADTokenExchange"],
  });
});

test("B1: the identity holds its role on that vault, without a look-up that a new identity would fail", async () => {
  expect.assertions(2);
  const { inputs } = (await register()).resource(role);
  expect(inputs).toMatchObject({
    principalId: "id-app-test-principal",
    principalType: "ServicePrincipal",
    scope: "vault-id",
  });
  expect(inputs["roleDefinitionId"]).toContain(roleIds.keyVaultSecretsUser);
});

test("federated credentials are made one after the other, because Azure refuses two at a time", async () => {
  expect.assertions(2);
  const subjects = ["one", "two", "three"].map((serviceAccount) => ({ namespace: "ns", serviceAccount }));
  const { resource } = await register({ subjects });
  expect(resource(credential, "app-ns-two").options.dependencies).toContain("app-ns-one");
  expect(resource(credential, "app-ns-three").options.dependencies).toContain("app-ns-two");
});

test("two grants of one role are told apart by their labels", async () => {
  expect.assertions(1);
  const role = "keyVaultSecretsUser";
  const { listed } = await register({
    grants: [
      { role, scope: "a" },
      { role, scope: "b", label: "second-vault" },
    ],
  });
  expect(listed.filter((line) => line.startsWith("RoleAssignment"))).toEqual([
    "RoleAssignment app-keyVaultSecretsUser",
    "RoleAssignment app-second-vault",
  ]);
});

test("its ids are what Azure reports, and unknown in a preview", async () => {
  expect.assertions(3);
  const { component } = await register();
  expect((await settled(component.clientId)).value).toBe("id-app-test-client");
  expect((await settled(component.principalId)).value).toBe("id-app-test-principal");
  expect((await settled((await register({}, true)).component.clientId)).unknown).toBe(true);
});

test.each<[string, Partial<WorkloadIdentityArgs>, string]>([
  ["a short name", { identityName: "id" }, "identityName"],
  ["an issuer without TLS", { oidcIssuerUrl: "http://issuer.example" }, "oidcIssuerUrl"],
  ["nobody to act as it", { subjects: [] }, "subjects"],
  ["an upper-case namespace", { subjects: [{ namespace: "Prod", serviceAccount: "app" }] }, "subjects[0].namespace"],
  [
    "names too long for one credential",
    { subjects: [{ namespace: "n".repeat(63), serviceAccount: "s".repeat(63) }] },
    "subjects[0]",
  ],
  ["an unknown role", { grants: [{ role: "owner" as "acrPull", scope: "vault-id" }] }, "grants[0].role"],
  [
    "one role twice without a label",
    {
      grants: [
        { role: "acrPull", scope: "a" },
        { role: "acrPull", scope: "b" },
      ],
    },
    "grants[1].label",
  ],
])("refuses %s", async (_case, changed, propertyPath) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toMatchObject({ errors: [{ propertyPath }] });
});
