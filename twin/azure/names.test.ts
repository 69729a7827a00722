import * as fc from "fast-check";
import { AzureError } from ".";
import { make, refusal } from "./testing/requests";

describe("names", () => {
  test.each<[type: string, input: string, good: string[], code: string, bad: string[]]>([
    [
      "ResourceGroup",
      "resourceGroupName",
      ["a", "rg_(1).x", "x".repeat(90)],
      "InvalidResourceGroup",
      ["rg.", "a b", "x".repeat(91), ""],
    ],
    [
      "Vault",
      "vaultName",
      ["abc", "a-1", `a${"b".repeat(23)}`],
      "VaultNameNotValid",
      ["ab", "1ab", "a--b", "ab-", "a_b", `a${"b".repeat(24)}`],
    ],
    ["Registry", "registryName", ["abcde", "x".repeat(50)], "InvalidResourceName", ["abcd", "ab-cde", "x".repeat(51)]],
    [
      "AgentPool",
      "agentPoolName",
      ["a", "gpu1", "a23456789012"],
      "InvalidParameter",
      ["1gpu", "GPU", "gpu-1", "a234567890123"],
    ],
    [
      "ManagedCluster",
      "resourceName",
      ["a", "a-b_c", "x".repeat(63)],
      "InvalidParameter",
      ["-a", "a-", "x".repeat(64), "a.b"],
    ],
    [
      "UserAssignedIdentity",
      "resourceName",
      ["abc", "1-_", "x".repeat(128)],
      "InvalidResourceName",
      ["ab", "-ab", "x".repeat(129)],
    ],
    [
      "VirtualNetwork",
      "virtualNetworkName",
      ["ab", "a.b-c_", "x".repeat(64)],
      "InvalidResourceName",
      ["a", "a-", "_ab", "x".repeat(65)],
    ],
    ["Subnet", "subnetName", ["a", "x".repeat(80)], "InvalidResourceName", ["a.", "x".repeat(81)]],
    ["Secret", "secretName", ["a", "api-key-1", "x".repeat(127)], "BadParameter", ["a_b", "a.b", "x".repeat(128)]],
    [
      "FederatedIdentityCredential",
      "federatedIdentityCredentialResourceName",
      ["abc", "x".repeat(120)],
      "InvalidResourceName",
      ["ab", "a b", "x".repeat(121)],
    ],
    [
      "RoleAssignment",
      "roleAssignmentName",
      ["7f951dda-4ed3-4680-a7ca-43fe172d538d"],
      "InvalidRoleAssignmentId",
      ["admin"],
    ],
  ])("%s: %s", (type, input, good, code, bad) => {
    for (const name of good) expect(make(type, { [input]: name }).state.name).toBe(name);
    for (const name of bad) {
      const error = refusal(() => make(type, { [input]: name }));
      expect({ name, code: error.code, target: error.target }).toEqual({ name, code, target: input });
      expect(error.message).toContain(`'${name}'`);
    }
  });

  test("any text is either a name that Azure takes, or refused with the code and the name itself", () => {
    fc.assert(
      fc.property(fc.constantFrom("ResourceGroup", "Vault", "Registry", "AgentPool"), fc.string(), (type, name) => {
        const input = {
          ResourceGroup: "resourceGroupName",
          Vault: "vaultName",
          Registry: "registryName",
          AgentPool: "agentPoolName",
        }[type]!;
        try {
          return make(type, { [input]: name }).id.endsWith(`/${name}`);
        } catch (error) {
          return error instanceof AzureError && error.target === input && error.message.includes(name);
        }
      }),
    );
  });
});
