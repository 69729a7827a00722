import { maxSurgeOf, nodesWithSurge, tagLimits } from "@breakwater/azure-sizes";
import { addressRules, podCidrFault } from "@breakwater/cidr";
import type * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween, oneOf, type Problem } from "../validation";
import { entraId, kubernetesMinorVersion } from "./formats";
import type { KubeloginMode } from "./kubelogin";
import { validMaintenance, type MaintenanceWindow } from "./maintenance";
import { clusterName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import type { PrincipalType } from "./roles";
import { validNetworks } from "./networks";
import { validSystemPool, type SystemPoolArgs } from "./system-pool";

/** What `AksCluster` takes. */
export interface AksClusterArgs extends PlacementArgs {
  /** Name of the cluster, also its DNS prefix: 1 to 54 letters, digits and hyphens. */
  clusterName: pulumi.Input<string>;
  /** Kubernetes minor version, for example `1.35`; AKS chooses the patch and keeps it up to date. */
  kubernetesVersion: pulumi.Input<string>;
  /**
   * `Free` has no SLA; `Standard` has one of 99.95 % with zones, and the cost of namespaces in the portal; `Premium` keeps a
   * Kubernetes version for two years.
   */
  tier: pulumi.Input<"Free" | "Standard" | "Premium">;
  /** Whether static cluster-admin credentials exist. Without them only Entra ID opens the API server. */
  localAccounts: pulumi.Input<boolean>;
  /** Entra ID groups whose members administer the cluster. Default: none. */
  adminGroupObjectIds?: pulumi.Input<string[]>;
  /**
   * Object id of whoever deploys: it becomes an administrator inside the cluster. Best a group of all who do: another deployer
   * is then no change.
   */
  deployerObjectId: pulumi.Input<string>;
  /** Whether whoever deploys is a group, a person or a service principal. */
  deployerPrincipalType: pulumi.Input<PrincipalType>;
  /** Entra ID tenant of the cluster's users. */
  tenantId: pulumi.Input<string>;
  /** Networks from which the API server is reached, public IPv4 addresses or networks, 200 at most. Default: all. */
  authorizedIpRanges?: pulumi.Input<string[]>;
  /** Whether the API server has an address in the virtual network only. It stays as it was made. Default: false. */
  privateApiServer?: boolean;
  /** Azure id of the nodes' subnet. */
  nodeSubnetId: pulumi.Input<string>;
  /** Addresses of pods, an IPv4 network outside the virtual network; each node takes a /24 of it. */
  podCidr: pulumi.Input<string>;
  /** Addresses of Services, an IPv4 network from /13 to /24 outside both. */
  serviceCidr: pulumi.Input<string>;
  /** Address space of the virtual network, from which `podCidr` and `serviceCidr` are kept apart. Default: Azure alone looks. */
  addressSpace?: pulumi.Input<string>;
  /**
   * Most nodes that all pools may have at once, with those that an upgrade adds: `podCidr` has room for them. Default: those of the system
   * pool.
   */
  nodes?: pulumi.Input<number>;
  /** How nodes reach the internet: by the cluster's load balancer or by their subnet's NAT gateway. Default: `loadBalancer`. */
  egress?: "loadBalancer" | "natGateway";
  /** The pool of the critical add-ons. Every other pool is a `NodePool`. */
  systemPool: SystemPoolArgs;
  /** How far AKS upgrades Kubernetes by itself: not at all, or to each patch of `kubernetesVersion`. Default: `patch`. */
  upgradeChannel?: pulumi.Input<"none" | "patch">;
  /** When AKS may maintain and upgrade the cluster. Default: at any time. */
  maintenance?: MaintenanceWindow;
  /** Time between two removals of unused images from the nodes, 24 to 2160 hours. Default: 168. */
  imageCleanerHours?: pulumi.Input<number>;
  /** Whether Azure Policy looks into the cluster. Default: false. */
  azurePolicy?: boolean;
  /** Azure id of the Log Analytics workspace that the logs of the containers go to. Default: they go nowhere. */
  logWorkspaceId?: pulumi.Input<string>;
  /** Whether Defender for Containers watches the nodes; needs `logWorkspaceId`. Default: false. */
  defender?: boolean;
  /** How `kubeconfig` gets its tokens. Default: `azurecli`. */
  kubeloginMode?: KubeloginMode;
}

const defaults = { upgradeChannel: "patch", imageCleanerHours: 168 } as const;

/** Azure's limit on `authorizedIpRanges`. */
const mostRanges = 200;

/** The arguments with their defaults, or one error with everything that is wrong with them. */
export function validClusterArgs(name: string, args: AksClusterArgs) {
  const check = new ArgumentCheck("AksCluster", name);
  const valid = {
    clusterName: check.input("clusterName", args.clusterName, clusterName),
    kubernetesVersion: check.input("kubernetesVersion", args.kubernetesVersion, kubernetesMinorVersion),
    tier: check.input("tier", args.tier, oneOf("Free", "Standard", "Premium")),
    adminGroupObjectIds: check.each("adminGroupObjectIds", args.adminGroupObjectIds ?? [], entraId),
    deployerObjectId: check.input("deployerObjectId", args.deployerObjectId, entraId),
    deployerPrincipalType: check.input(
      "deployerPrincipalType",
      args.deployerPrincipalType,
      oneOf<PrincipalType>("Group", "User", "ServicePrincipal"),
    ),
    tenantId: check.input("tenantId", args.tenantId, entraId),
    authorizedIpRanges: check.each("authorizedIpRanges", args.authorizedIpRanges ?? [], addressRules.firewallRange),
    podCidr: check.input("podCidr", args.podCidr, addressRules.network),
    serviceCidr: check.input("serviceCidr", args.serviceCidr, addressRules.serviceNetwork),
    upgradeChannel: check.input(
      "upgradeChannel",
      args.upgradeChannel ?? defaults.upgradeChannel,
      oneOf("none", "patch"),
    ),
    imageCleanerHours: check.input(
      "imageCleanerHours",
      args.imageCleanerHours ?? defaults.imageCleanerHours,
      integerBetween(24, 2160),
    ),
    maintenance: validMaintenance(check, args.maintenance),
    systemPool: validSystemPool(check, args.systemPool, args.location),
    // AKS hands the tags on to the zone of a private API server.
    ...validPlacement(check, args, args.privateApiServer === true ? tagLimits.privateDns : {}),
  };
  const { podCidr, serviceCidr } = networksWithRoom(check, valid, args);
  check.optional("egress", args.egress, oneOf("loadBalancer", "natGateway"));
  const { authorizedIpRanges } = check.together(
    { authorizedIpRanges: valid.authorizedIpRanges },
    ({ authorizedIpRanges }) => rangesOutOfPlace(authorizedIpRanges, args.privateApiServer === true),
  );
  if (args.defender === true && args.logWorkspaceId === undefined) {
    check.input("defender", true, {
      allowed: "false without logWorkspaceId, where it writes to",
      accepts: () => false,
    });
  }
  check.optional("kubeloginMode", args.kubeloginMode, oneOf("azurecli", "workloadidentity", "spn"));
  check.throwProblems();
  return { ...valid, authorizedIpRanges, podCidr, serviceCidr };
}

/** The networks of pods and Services, apart from one another and from the nodes', and large enough. */
function networksWithRoom(
  check: ArgumentCheck,
  { podCidr, serviceCidr, systemPool }: { podCidr: pulumi.Input<string>; serviceCidr: pulumi.Input<string>; systemPool: Required<SystemPoolArgs> }, // prettier-ignore
  { addressSpace, nodes }: AksClusterArgs,
) {
  const space = check.optional("addressSpace", addressSpace, addressRules.network);
  const valid = validNetworks(check, { podCidr, serviceCidr, addressSpace: space });
  const counts = { podCidr, nodes: check.optional("nodes", nodes, integerBetween(1, 5000)), count: systemPool.count };
  check.together(counts, (known) => {
    const most = known.nodes ?? nodesWithSurge([{ mostNodes: known.count, maxSurge: maxSurgeOf.system }]);
    const allowed = podCidrFault(known.podCidr, most);
    return allowed === undefined ? [] : [{ propertyPath: "podCidr", value: known.podCidr, allowed }];
  });
  return valid;
}

/** The arguments, checked. */
export type ValidClusterArgs = ReturnType<typeof validClusterArgs>;

/** Azure refuses ranges where the API server has no public address that they could guard, and more than it can keep. */
function rangesOutOfPlace(ranges: string[], privateApiServer: boolean): Problem[] {
  const problem = (allowed: string) => ({ propertyPath: "authorizedIpRanges", value: ranges, allowed });
  if (privateApiServer && ranges.length > 0) return [problem("empty with privateApiServer")];
  return ranges.length > mostRanges ? [problem(`a list of at most ${mostRanges}`)] : [];
}
