import { z } from "zod";
import { availabilityZone, flag, integer, objectId, oneOf, publicIpRange, textLike } from "../formats";

/** The AKS cluster. */
export const clusterSettings = z.strictObject({
  /** Kubernetes minor version, for example `1.35`; AKS chooses the patch. */
  kubernetesVersion: textLike(/^1\.\d{2}$/, "a minor version in quotes, such as 1.35"),
  /** AKS tier: `Free` has no SLA, `Standard` has one of 99.95 % with zones, `Premium` adds two years of support. */
  tier: oneOf(["Free", "Standard", "Premium"]),
  /** Static cluster-admin credentials. Off means that only Entra ID opens the API server. */
  localAccounts: flag(),
  /** Entra ID groups whose members administer the cluster. */
  adminGroupObjectIds: z.array(objectId, "a list of Entra ID object ids"),
  /**
   * Entra ID group of all who deploy, people and pipelines; empty for none. It gets the roles of a deployer, so that a change of who
   * deploys changes nothing. Without it they go to whoever deploys, and none to what a lock holds.
   */
  deployerGroupObjectId: z.union(
    [z.literal(""), objectId],
    "the object id of an Entra ID group, such as 11111111-2222-3333-4444-555555555555, or empty for none",
  ),
  /** Availability zones of the nodes; empty for none. */
  zones: z.array(availabilityZone, "a list of availability zones"),
  /** Networks from which the API server is reached; empty for all. Entra ID guards it either way. */
  authorizedIpRanges: z.array(publicIpRange, "a list of public IPv4 addresses and networks"),
  /** Whether the API server has an address in the virtual network only. */
  privateApiServer: flag(),
  /** Whether the hosts encrypt the nodes' temporary disks and caches too. Needs the feature `EncryptionAtHost`. */
  encryptionAtHost: flag(),
  /**
   * How far AKS upgrades Kubernetes by itself. No channel goes past `kubernetesVersion`: the next `pulumi up` would ask for
   * the old version back, which Azure refuses.
   */
  upgradeChannel: oneOf(["none", "patch"]),
  /** When AKS may upgrade and maintain the cluster, once a week. */
  maintenance: z.strictObject({
    day: oneOf(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    /** First hour, UTC. */
    startHour: integer(0, 23),
    /** Length; Azure wants 4 h at least. */
    hours: integer(4, 24),
  }),
  /** Time between two clean-ups of unused images on the nodes, hours. */
  imageCleanerHours: integer(24, 2160),
});
