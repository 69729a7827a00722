import { azureName, isCluster, isType, type Resource } from "@breakwater/plan-views";
import { listAt, textAt, valueAt } from "./value-at";

/** A service that somebody reaches from outside, and whom its firewall lets in. */
export interface Door {
  urn: string;
  /** `container registry` */
  kind: string;
  /** As in the Plan. */
  name: string;
  /** Who must come in, and from where it is called: *`scripts/push.sh`*. */
  use: string;
  /** Where a request without credentials shows whether this machine comes in. */
  urlOf(outputs: Record<string, unknown>): string | undefined;
  /** Whom the Plan lets in: everybody, nobody but the virtual network, or these addresses. */
  lets: "all" | "network" | readonly string[];
  /** The key of the configuration that lets more addresses in. */
  setting: string;
  /** Whether a command of the documented path fails on a closed door; else only who looks into it by hand. */
  needed: boolean;
}

/**
 * The doors of a stack: of its registry (images are pushed), its model store (weights are uploaded), its API server (Pulumi itself makes what is
 * in the cluster) and its vault. Pulumi makes the vault's secrets through the management plane, which has no firewall.
 */
export function doorsOf(resources: readonly Resource[]): Door[] {
  return resources.flatMap((resource): Door[] => {
    const { urn, props } = resource;
    if (isType(resource, "azure-native:containerregistry:Registry")) {
      return [
        {
          urn,
          kind: "container registry",
          name: azureName(resource, "registryName"),
          use: "`scripts/push.sh` puts images there",
          urlOf: (outputs) => urlOn(textAt(outputs, "loginServer"), "/v2/"),
          lets: letBy(props, "networkRuleSet"),
          setting: "operatorIpRanges",
          needed: true,
        },
      ];
    }
    if (isType(resource, "azure-native:storage:StorageAccount")) {
      return [
        {
          urn,
          kind: "model store",
          name: azureName(resource, "accountName"),
          use: "`scripts/upload-weights.sh` puts weights there",
          urlOf: (outputs) => textAt(outputs, "primaryEndpoints", "blob"),
          lets: letBy(props, "networkRuleSet"),
          setting: "operatorIpRanges",
          needed: true,
        },
      ];
    }
    if (isType(resource, "azure-native:keyvault:Vault")) {
      const properties = valueAt(props, "properties");
      return [
        {
          urn,
          kind: "key vault",
          name: azureName(resource, "vaultName"),
          use: "who reads or changes a secret by hand does it there",
          urlOf: (outputs) => textAt(outputs, "properties", "vaultUri"),
          lets: letBy(properties, "networkAcls", "value"),
          setting: "operatorIpRanges",
          needed: false,
        },
      ];
    }
    return isCluster(resource) ? [apiServerOf(resource)] : [];
  });
}

function apiServerOf(resource: Resource): Door {
  const { urn, props } = resource;
  const profile = valueAt(props, "apiServerAccessProfile");
  const isPrivate = valueAt(profile, "enablePrivateCluster") === true;
  const ranges = listAt(profile, "authorizedIPRanges").map(String);
  return {
    urn,
    kind: "API server",
    name: azureName(resource, "resourceName"),
    use: "`pulumi up` makes what is in the cluster there",
    urlOf: (outputs) => urlOn(textAt(outputs, isPrivate ? "privateFQDN" : "fqdn"), "/version"),
    lets: isPrivate ? "network" : ranges.length > 0 ? ranges : "all",
    setting: isPrivate ? "privateApiServer" : "authorizedIpRanges",
    needed: true,
  };
}

const urlOn = (host: string | undefined, path: string): string | undefined =>
  host === undefined ? undefined : `https://${host}${path}`;

/** Public access off, or a firewall whose default is to deny and that has no address: only private endpoints are left. */
function letBy(props: unknown, ruleSet: string, address = "iPAddressOrRange"): Door["lets"] {
  if (textAt(props, "publicNetworkAccess") === "Disabled") return "network";
  if (textAt(props, ruleSet, "defaultAction") !== "Deny") return "all";
  const ranges = listAt(props, ruleSet, "ipRules").flatMap((rule) => textAt(rule, address) ?? []);
  return ranges.length > 0 ? ranges : "network";
}
