import * as pulumi from "@pulumi/pulumi";
import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { currentDeployer, principalTypeOf } from "./deployer";

test.each([
  ["the Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "User"],
  ["the Azure CLI in capitals", "04B07795-8DDB-461A-BBEE-02F9E1BF7B46", "User"],
  ["Azure PowerShell", "1950a258-227b-4e31-a9cf-717495945fc2", "User"],
  ["a pipeline's application", "22222222-2222-3333-4444-555555555555", "ServicePrincipal"],
])("a token for %s is a %s's", (_application, clientId, principalType) => {
  expect(principalTypeOf(clientId)).toBe(principalType);
});

test("the deployer is who the Azure provider works for", async () => {
  expect.assertions(1);
  const client = { objectId: "me", tenantId: "here", clientId: "app", subscriptionId: "s" };
  const calls = { "azure-native:authorization:getClientConfig": () => client };
  const { component } = await registerResources([], () => pulumi.output(currentDeployer()), { calls });
  expect((await settled(component)).value).toEqual({
    objectId: "me",
    tenantId: "here",
    subscriptionId: "s",
    principalType: "ServicePrincipal",
  });
});
