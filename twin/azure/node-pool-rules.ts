import { leastPodsOfNode, mostPodsOfNode } from "@breakwater/azure-sizes";
import { type JsonObject, parseTaint } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { checkAddresses } from "./node-addresses";
import { findResource } from "./state";
import type { AzureState } from "./state";
import { checkQuota } from "./vm-quota";

const subnetIdForm =
  /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/(virtualNetworks\/[^/]+\/subnets\/[^/]+)$/i;
/** Most nodes of one pool (AKS limits). */
const mostNodes = 1000;

/** Which pool it is. */
interface PoolPlace {
  /** Start of the paths in messages, for example `agentPoolProfiles[0].`. */
  at: string;
  /** The pool's own id, also of one that stands in its cluster. */
  id: string;
  state: AzureState | undefined;
  /** Inputs of the cluster, where the pool comes with it. Default: those of the cluster that is there. */
  cluster?: JsonObject;
}

/** What AKS refuses about a node pool, whether it stands in its cluster or on its own. */
export function checkPool(pool: JsonObject, { at, id, state, cluster }: PoolPlace): void {
  const refuse = (property: string, detail: string): never => {
    throw new AzureError(
      "InvalidParameter",
      `The value of parameter agentPoolProfile.${property} is invalid: ${detail}`,
      at + property,
    );
  };
  if (typeof pool.vmSize !== "string") refuse("vmSize", "a pool has a VM size.");
  checkCounts(pool, refuse);
  const user = pool.mode !== "System";
  if (!user && pool.scaleSetPriority === "Spot") refuse("scaleSetPriority", "a system pool cannot be a spot pool.");
  if (!user && pool.osType === "Windows") refuse("osType", "a system pool runs Linux.");
  const ephemeral = pool.osDiskType === "Ephemeral";
  if (ephemeral && pool.scaleDownMode === "Deallocate")
    refuse("scaleDownMode", "'Deallocate' and ephemeral OS disks exclude each other.");
  const taints = Array.isArray(pool.nodeTaints) ? pool.nodeTaints.map(String) : [];
  const wrong = taints.find((taint) => parseTaint(taint) === undefined);
  if (wrong !== undefined) refuse("nodeTaints", `'${wrong}' is not of the form key=value:effect.`);
  if (pool.enableEncryptionAtHost === true && state?.missingFeatures.has("microsoft.compute/encryptionathost")) {
    throw new AzureError(
      "SubscriptionNotEnabledEncryptionAtHost",
      "Subscription does not enable EncryptionAtHost: register the feature Microsoft.Compute/EncryptionAtHost.",
      `${at}enableEncryptionAtHost`,
    );
  }
  checkSubnet(pool.vnetSubnetID, at, state);
  if (!state) return;
  checkQuota(pool, { at, id, state });
  checkAddresses(pool, { at, id, state, ...(cluster && { cluster }) });
}

function checkCounts(pool: JsonObject, refuse: (property: string, detail: string) => never): void {
  const least = pool.mode === "System" ? 1 : 0;
  const check = (property: string, low: number, high = mostNodes): void => {
    const value = pool[property];
    if (value === undefined || value === null) return;
    if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
      refuse(property, `it is ${String(value)}; a whole number from ${low} to ${high} is allowed.`);
    }
  };
  check("count", least);
  check("minCount", least);
  check("maxCount", 1);
  check("maxPods", leastPodsOfNode, mostPodsOfNode);
  const { count, minCount, maxCount } = pool;
  if (pool.enableAutoScaling !== true) {
    if (minCount !== undefined || maxCount !== undefined)
      refuse("minCount", "minCount and maxCount need enableAutoScaling.");
    return;
  }
  if (typeof minCount !== "number" || typeof maxCount !== "number")
    return void refuse("minCount", "enableAutoScaling needs minCount and maxCount.");
  if (minCount > maxCount) refuse("minCount", `minCount ${minCount} is above maxCount ${maxCount}.`);
  if (typeof count === "number" && (count < minCount || count > maxCount)) {
    refuse("count", `count ${count} is not between minCount ${minCount} and maxCount ${maxCount}.`);
  }
}

function checkSubnet(subnetId: unknown, at: string, state: AzureState | undefined): void {
  if (subnetId === undefined) return;
  const match = subnetIdForm.exec(String(subnetId));
  if (!match) {
    throw new AzureError(
      "LinkedInvalidPropertyId",
      `Property id '${String(subnetId)}' is invalid. A subnet's id is expected: /subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/….`,
      `${at}vnetSubnetID`,
    );
  }
  const [networkId] = String(subnetId).split("/subnets/");
  const known =
    state && (findResource(state, String(subnetId)) ?? inlineSubnets(findResource(state, networkId!)?.inputs));
  if (state && !known) {
    throw new AzureError(
      "ResourceNotFound",
      `The Resource 'Microsoft.Network/${match[2]}' under resource group '${match[1]}' was not found.`,
      `${at}vnetSubnetID`,
    );
  }
}

/** A network that declares its subnets inline has them without resources of their own. */
function inlineSubnets(network: JsonObject | undefined): unknown {
  return Array.isArray(network?.subnets) && network.subnets.length > 0 ? network.subnets : undefined;
}
