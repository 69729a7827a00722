import { addressRules } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/containerregistry";
import { ArgumentCheck, oneOf, type Problem } from "../validation";
import { registryName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { grantRole } from "./roles";
import { onlyWithZones } from "./zones";

/** What `ContainerRegistry` takes. */
export interface ContainerRegistryArgs extends PlacementArgs {
  /** Name, unique in all of Azure: 5 to 50 lower-case letters and digits. */
  registryName: pulumi.Input<string>;
  /** `Basic`, `Standard` or `Premium`; only `Premium` has private endpoints and artifact streaming. */
  sku: pulumi.Input<"Basic" | "Standard" | "Premium">;
  /** Whether the images are kept in several zones; only `Premium` can, and only from the start. Default: false. */
  zoneRedundant?: pulumi.Input<boolean>;
  /**
   * Public addresses and networks that may reach the registry, `Premium` only; empty for none, which leaves private endpoints.
   * Default: all, for whoever Azure's roles let in.
   */
  allowedIpRanges?: string[];
  /** Object id of the identity that pulls: the kubelet's, for a cluster. */
  pullerObjectId: pulumi.Input<string>;
}

/**
 * A container registry that one identity may pull from. It has no admin user, so no password exists that could leak, and pods
 * need no image pull secret.
 */
export class ContainerRegistry extends pulumi.ComponentResource {
  /** Azure id of the registry. */
  public readonly id: pulumi.Output<string>;
  /** Name of the registry, known once it exists. */
  public readonly registryName: pulumi.Output<string>;
  /** Host of the registry, with which every image's name begins. */
  public readonly loginServer: pulumi.Output<string>;

  constructor(name: string, args: ContainerRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:ContainerRegistry", name, args, opts);
    const check = new ArgumentCheck("ContainerRegistry", name);
    const validName = check.input("registryName", args.registryName, registryName);
    const sku = check.input("sku", args.sku, oneOf("Basic", "Standard", "Premium"));
    const { zoneRedundant } = check.together({ sku, zoneRedundant: args.zoneRedundant ?? false }, (known) =>
      known.zoneRedundant && known.sku !== "Premium"
        ? [{ propertyPath: "zoneRedundant", value: true, allowed: `false with the SKU ${known.sku}` }]
        : [],
    );
    onlyWithZones(check, args.location, {
      propertyPath: "zoneRedundant",
      value: zoneRedundant,
      isZonal: (redundant) => redundant === true,
      allowed: "false",
    });
    const { allowedIpRanges } = args;
    if (allowedIpRanges !== undefined) {
      check.each("allowedIpRanges", allowedIpRanges, addressRules.firewallRange);
      check.together({ sku }, (known) => firewallNeedsPremium(known.sku, allowedIpRanges));
    }
    const { resourceGroupName, location, tags } = validPlacement(check, args);
    check.throwProblems();
    const { pullerObjectId } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const registry = new azure.Registry(
      name,
      {
        resourceGroupName,
        registryName: validName,
        location,
        tags,
        sku: { name: sku },
        zoneRedundancy: pulumi.output(zoneRedundant).apply((on) => (on ? "Enabled" : "Disabled")),
        adminUserEnabled: false,
        publicNetworkAccess: allowedIpRanges?.length === 0 ? "Disabled" : "Enabled",
        ...(allowedIpRanges === undefined ? {} : firewall(allowedIpRanges)),
      },
      childOptions,
    );

    grantRole(
      `${name}-pull`,
      {
        principalId: pullerObjectId,
        principalType: "ServicePrincipal",
        role: "acrPull",
        scope: registry.id,
        description: "Nodes pull the images of their pods.",
      },
      childOptions,
    );

    this.id = registry.id;
    this.registryName = registry.name;
    this.loginServer = registry.loginServer;
    this.registerOutputs({ id: this.id, registryName: this.registryName, loginServer: this.loginServer });
  }
}

function firewallNeedsPremium(sku: string, allowedIpRanges: string[]): Problem[] {
  if (sku === "Premium") return [];
  return [{ propertyPath: "allowedIpRanges", value: allowedIpRanges, allowed: `left out with the SKU ${sku}` }];
}

const firewall = (allowedIpRanges: string[]) => ({
  // Defender scans the images from outside the network.
  networkRuleBypassOptions: "AzureServices",
  networkRuleSet: {
    defaultAction: "Deny",
    ipRules: allowedIpRanges.map((range) => ({ action: "Allow", iPAddressOrRange: range })),
  },
});
