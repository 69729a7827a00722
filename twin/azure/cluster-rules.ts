import { contains, overlap, readBlock } from "@breakwater/cidr";
import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { isIpv4Block } from "./ipv4-block";
import { poolNameRule } from "./node-pool";
import { checkPool } from "./node-pool-rules";
import { partlyVersioned } from "./pool-versions";
import { objectAt, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest } from "./resource-type";
import { findResource } from "./state";
import type { AzureState } from "./state";

/** What AKS refuses about a cluster. */
export function checkCluster(request: AzureRequest): void {
  const { inputs, state } = request;
  checkPools(request);
  checkVersions(request);
  checkIdentity(inputs);
  checkAddresses(inputs);
  checkApiServer(inputs);
  checkTier(inputs);
  checkDefender(inputs);
  checkEgress(inputs, state);
}

function checkPools({ id, inputs, state }: AzureRequest): void {
  const pools = objectsAt(inputs, "agentPoolProfiles");
  if (!pools.some(({ mode }) => mode === "System")) {
    throw new AzureError(
      "MustDefineAtLeastOneSystemPool",
      "Must define at least one system pool.",
      "agentPoolProfiles",
    );
  }
  pools.forEach((pool, index) => {
    const at = `agentPoolProfiles[${index}]`;
    if (typeof pool.name !== "string" || !poolNameRule.pattern.test(pool.name)) {
      throw new AzureError(
        "InvalidParameter",
        `The value of parameter agentPoolProfile.name is invalid: '${String(pool.name)}'; allowed are ${poolNameRule.rule}.`,
        `${at}.name`,
      );
    }
    checkPool(pool, { at: `${at}.`, id: `${id}/agentPools/${pool.name}`, state, cluster: inputs });
  });
}

/** A cluster's PUT names the versions of all its pools or of none, whatever else it changes. */
function checkVersions({ id, inputs, state }: AzureRequest): void {
  if (!state || !partlyVersioned(id, inputs, state)) return;
  throw new AzureError(
    "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged",
    "Using managed cluster api, all Agent pools' OrchestratorVersion must be all specified or all unspecified. If all specified, they must be stay unchanged or the same with control plane. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api",
    "agentPoolProfiles",
    {
      way: "Leave orchestratorVersion out of agentPoolProfiles, and upgrade the inline pool's nodes by `az aks nodepool upgrade`.",
      source: "https://github.com/Azure/AKS/pull/2889",
    },
  );
}

function checkIdentity(inputs: JsonObject): void {
  const { dnsPrefix } = inputs;
  if (
    inputs.fqdnSubdomain === undefined &&
    (typeof dnsPrefix !== "string" || !/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?$/.test(dnsPrefix))
  ) {
    throw new AzureError(
      "InvalidParameter",
      `The value of parameter dnsPrefix is invalid: '${String(dnsPrefix)}'. It has 1 to 54 letters, digits and '-', beginning and ending with a letter or digit.`,
      "dnsPrefix",
    );
  }
  if (inputs.identity === undefined && inputs.servicePrincipalProfile === undefined) {
    throw new AzureError(
      "InvalidParameter",
      "Required parameter servicePrincipalProfile is missing (null): a cluster has an identity or a service principal.",
      "identity",
    );
  }
  if (inputs.disableLocalAccounts === true && inputs.aadProfile === undefined) {
    throw new AzureError(
      "BadRequest",
      "Local accounts can be disabled only on a cluster with Entra ID integration.",
      "disableLocalAccounts",
    );
  }
  const workloadIdentity = valueAt(inputs, "securityProfile.workloadIdentity.enabled") === true;
  if (workloadIdentity && valueAt(inputs, "oidcIssuerProfile.enabled") !== true) {
    throw new AzureError(
      "BadRequest",
      "Workload Identity needs the OIDC issuer to be enabled.",
      "oidcIssuerProfile.enabled",
    );
  }
}

/** The ranges of Services and pods are apart, and DNS has an address among the Services. */
function checkAddresses(inputs: JsonObject): void {
  const profile = objectAt(inputs, "networkProfile");
  const [services, pods] = [String(profile.serviceCidr), String(profile.podCidr)];
  if (isIpv4Block(services) && isIpv4Block(pods) && overlap(services, pods)) {
    throw new AzureError(
      "ServiceCidrOverlapExistingSubnetsCidr",
      `serviceCidr ${String(profile.serviceCidr)} overlaps podCidr ${String(profile.podCidr)}.`,
      "networkProfile.serviceCidr",
    );
  }
  const dns = profile.dnsServiceIP;
  if (isIpv4Block(services) && dns !== undefined && !isInside(services, dns)) {
    throw new AzureError(
      "InvalidDNSServiceIP",
      `dnsServiceIP '${String(dns)}' must be inside serviceCidr ${String(profile.serviceCidr)}, and not its first address.`,
      "networkProfile.dnsServiceIP",
    );
  }
}

/** Ranges guard a public address only. */
function checkApiServer(inputs: JsonObject): void {
  const { authorizedIPRanges: ranges, enablePrivateCluster } = objectAt(inputs, "apiServerAccessProfile");
  if (!Array.isArray(ranges) || ranges.length === 0) return;
  const path = "apiServerAccessProfile.authorizedIPRanges";
  if (enablePrivateCluster === true) {
    throw new AzureError(
      "BadRequest",
      "Private cluster cannot be enabled with AuthorizedIPRanges: they apply to the public API server only.",
      path,
    );
  }
  if (ranges.length > 200) {
    throw new AzureError(
      "InvalidParameter",
      `At most 200 authorized ranges are allowed; there are ${ranges.length}.`,
      path,
    );
  }
}

function checkTier(inputs: JsonObject): void {
  const tier = valueAt(inputs, "sku.tier") ?? "Free";
  const longTermSupport = inputs.supportPlan === "AKSLongTermSupport";
  if (longTermSupport !== (tier === "Premium")) {
    throw new AzureError(
      "InvalidSupportPlan",
      `The support plan AKSLongTermSupport and the tier Premium need one another; the tier is ${String(tier)}.`,
      "supportPlan",
    );
  }
  if (tier === "Free" && valueAt(inputs, "metricsProfile.costAnalysis.enabled") === true) {
    throw new AzureError(
      "InvalidParameter",
      "Cost analysis needs the tier Standard or Premium.",
      "metricsProfile.costAnalysis.enabled",
    );
  }
}

function checkDefender(inputs: JsonObject): void {
  const defender = objectAt(inputs, "securityProfile.defender");
  if (
    valueAt(defender, "securityMonitoring.enabled") === true &&
    typeof defender.logAnalyticsWorkspaceResourceId !== "string"
  ) {
    throw new AzureError(
      "InvalidParameter",
      "Microsoft Defender needs a Log Analytics workspace.",
      "securityProfile.defender.logAnalyticsWorkspaceResourceId",
    );
  }
}

/** A cluster that leaves by its subnet's NAT gateway finds one there. */
function checkEgress(inputs: JsonObject, state: AzureState | undefined): void {
  if (valueAt(inputs, "networkProfile.outboundType") !== "userAssignedNATGateway") return;
  for (const { vnetSubnetID } of objectsAt(inputs, "agentPoolProfiles")) {
    const subnet = state && findResource(state, String(vnetSubnetID));
    if (vnetSubnetID === undefined || (subnet && valueAt(subnet.inputs, "natGateway.id") === undefined)) {
      throw new AzureError(
        "ExistingNatGatewayNotAssociatedWithSubnet",
        `outboundType userAssignedNATGateway needs a NAT gateway on the subnet ${String(vnetSubnetID)}.`,
        "networkProfile.outboundType",
      );
    }
  }
}

/** Whether `address` is one of the block, and neither its first nor its last. */
function isInside(block: string, address: unknown): boolean {
  if (typeof address !== "string" || readBlock(address)?.isAddress !== true || !contains(block, address)) return false;
  const { first, last } = readBlock(block)!;
  return address !== first && address !== last;
}
