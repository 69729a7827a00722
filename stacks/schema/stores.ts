import { z } from "zod";
import { flag, integer, oneOf, textLike } from "../formats";

/** Where images live. */
export const registrySettings = z.strictObject({
  /** ACR SKU. `Premium` brings zones, private endpoints and artifact streaming. */
  sku: oneOf(["Basic", "Standard", "Premium"]),
  /**
   * Account at Docker Hub by which the registry fetches its images, so that nodes pull them from the registry; its token is the secret
   * `dockerHubToken` of the configuration. Empty: every node pulls from Docker Hub itself, without an account, which is refused to too
   * many of them at once (429).
   */
  dockerHubUsername: z.union(
    [z.literal(""), textLike(/^[a-z0-9][a-z0-9_-]{2,29}$/, "a Docker ID")],
    "a Docker ID, 3 to 30 lower-case letters and digits, or empty for no mirror of Docker Hub",
  ),
});

/** Where secrets live. */
export const vaultSettings = z.strictObject({
  /** A purge-protected vault cannot be purged for `softDeleteDays`; Azure never lets it be switched off again. */
  purgeProtection: flag(),
  /** Days for which a deleted secret or vault can be restored. */
  softDeleteDays: integer(7, 90),
});

/** Queue of the agent worker's tasks, in Service Bus. Off: a list in the session store's Redis. */
export const taskQueueSettings = z.strictObject({
  enabled: flag(),
  /** `Premium` ($677 a month) brings private endpoints and a capacity of its own. */
  sku: oneOf(["Standard", "Premium"]),
  /** Time for which a message belongs to the worker that took it, unless renewed, seconds. Azure's most is 5 minutes. */
  lockSeconds: integer(5, 300),
  /** Deliveries after which a message is dead-lettered: well above the worker's own 5 attempts, which it counts itself. */
  maxDeliveryCount: integer(1, 2000),
});

/** Where conversations live: `plain` is a Redis in the cluster, `managedRedis` is Azure Managed Redis. */
export const sessionStoreSettings = z.strictObject({
  kind: oneOf(["plain", "managedRedis"]),
  /**
   * Size of Azure Managed Redis, for example `Balanced_B3` (3 GB), up to 24 GB: what is larger is sharded, and the app's
   * scripts touch several keys at a time. Of no effect with `plain`.
   */
  sku: textLike(
    /^(Balanced_B(0|1|3|5|10|20)|ComputeOptimized_X(3|5|10|20)|MemoryOptimized_M(10|20))$/,
    "a SKU of Azure Managed Redis of at most 24 GB, such as Balanced_B3",
  ),
  /** Whether a replica takes over. Of no effect with `plain`. */
  highAvailability: flag(),
});

/** Premium block blobs with the models' weights. */
export const modelStoreSettings = z.strictObject({
  enabled: flag(),
  /** `LRS` keeps three copies in one zone, `ZRS` one in each of three. */
  redundancy: oneOf(["LRS", "ZRS"]),
});
