import type * as pulumi from "@pulumi/pulumi";
import * as authorization from "@pulumi/azure-native/authorization";
import type { PrincipalType } from "./roles";

/** Whoever runs the program against Azure. */
export interface Deployer {
  /** Object id in Entra ID. */
  objectId: pulumi.Output<string>;
  /** What the object is, as a role assignment must say. */
  principalType: pulumi.Output<PrincipalType>;
  /** Entra ID tenant. */
  tenantId: pulumi.Output<string>;
  /** Subscription that the program works in. */
  subscriptionId: pulumi.Output<string>;
}

/**
 * Applications of Microsoft through which people log in: Azure CLI and Azure PowerShell
 * (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in).
 */
const applicationsOfPeople = ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "1950a258-227b-4e31-a9cf-717495945fc2"];

/** Asks the Azure provider whom it works for. */
export function currentDeployer(opts?: pulumi.InvokeOutputOptions): Deployer {
  const client = authorization.getClientConfigOutput(opts);
  return {
    objectId: client.objectId,
    principalType: client.clientId.apply(principalTypeOf),
    tenantId: client.tenantId,
    subscriptionId: client.subscriptionId,
  };
}

/** What a token was issued to, by its application: a service principal's token names the service principal's own. */
export function principalTypeOf(clientId: string): PrincipalType {
  return applicationsOfPeople.includes(clientId.toLowerCase()) ? "User" : "ServicePrincipal";
}
