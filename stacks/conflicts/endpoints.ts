import { addressRules } from "@breakwater/cidr";
import type { Settings } from "../schema";
import { type Conflict, unless } from "./conflict";

type PrivateService = Settings["network"]["privateEndpoints"][number];

/** A service that has private endpoints only as `holds` says. */
const only = (
  service: PrivateService,
  reads: readonly string[],
  holds: (settings: Settings) => boolean,
  condition: string,
): Conflict => ({
  reads: ["network.privateEndpoints", ...reads],
  find: (settings) =>
    unless(
      !settings.network.privateEndpoints.includes(service) || holds(settings),
      "network.privateEndpoints",
      `a list without ${service}, unless ${condition}`,
    ),
});

const eachOnce: Conflict = {
  reads: ["network.privateEndpoints"],
  find: ({ network: { privateEndpoints } }) =>
    unless(
      new Set(privateEndpoints).size === privateEndpoints.length,
      "network.privateEndpoints",
      "without a service named twice",
    ),
};

const rangesThatStorageTakes: Conflict = {
  reads: ["network.operatorIpRanges", "network.privateEndpoints", "modelStore.enabled"],
  find: ({ network: { operatorIpRanges, privateEndpoints }, modelStore }) =>
    unless(
      !modelStore.enabled ||
        !privateEndpoints.includes("models") ||
        operatorIpRanges.every(addressRules.storageFirewallRange.accepts),
      "network.operatorIpRanges",
      "without a /31 where network.privateEndpoints has models: name its two addresses",
    ),
};

/** What private endpoints rule out. */
export const endpointConflicts: readonly Conflict[] = [
  eachOnce,
  only("registry", ["registry.sku"], ({ registry }) => registry.sku === "Premium", "registry.sku is Premium"),
  only(
    "queue",
    ["taskQueue.enabled", "taskQueue.sku"],
    ({ taskQueue }) => taskQueue.enabled && taskQueue.sku === "Premium",
    "taskQueue.enabled is true and taskQueue.sku is Premium",
  ),
  only(
    "cache",
    ["sessionStore.kind"],
    ({ sessionStore }) => sessionStore.kind === "managedRedis",
    "sessionStore.kind is managedRedis",
  ),
  only("models", ["modelStore.enabled"], ({ modelStore }) => modelStore.enabled, "modelStore.enabled is true"),
  rangesThatStorageTakes,
];
