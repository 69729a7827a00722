import { authorization } from "./authorization";
import { consumption } from "./consumption";
import { containerregistry } from "./containerregistry";
import { containerservice } from "./containerservice";
import { dataCollection } from "./data-collection";
import { governance } from "./governance";
import { keyvault } from "./keyvault";
import { managedidentity } from "./managedidentity";
import { monitorAlerts } from "./monitor-alerts";
import { monitorLogs } from "./monitor-logs";
import { natGateways } from "./nat-gateway";
import { network } from "./network";
import { networkSecurityGroups } from "./network-security-group";
import { privateLink } from "./private-link";
import { redisenterprise } from "./redisenterprise";
import { registryCache } from "./registry-cache";
import type { AzureType } from "./resource-type";
import { resources } from "./resources";
import { servicebus } from "./servicebus";
import { storage } from "./storage";

/** Every type that the simulation knows, by token without an API version. */
export const resourceTypes: Readonly<Record<string, AzureType>> = {
  ...resources,
  ...network,
  ...networkSecurityGroups,
  ...natGateways,
  ...privateLink,
  ...containerservice,
  ...keyvault,
  ...containerregistry,
  ...registryCache,
  ...managedidentity,
  ...authorization,
  ...governance,
  ...consumption,
  ...servicebus,
  ...redisenterprise,
  ...storage,
  ...monitorLogs,
  ...monitorAlerts,
  ...dataCollection,
};

/** The type of a token, with or without an API version; `undefined` for a type that the simulation does not know. */
export function findType(token: string): AzureType | undefined {
  return resourceTypes[withoutVersion(token)];
}

/**
 * The type of a token.
 *
 * @throws Error for a type that the simulation does not know
 */
export function typeOf(token: string): AzureType {
  const type = findType(token);
  if (type) return type;
  throw new Error(
    `the simulated Azure does not know ${token}; it knows ${Object.keys(resourceTypes).sort().join(", ")}`,
  );
}

/** `azure-native:network/v20240101:Subnet` is a `azure-native:network:Subnet`. */
export function withoutVersion(token: string): string {
  return token.replace(/\/v\d{8}\w*:/, ":");
}
