import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/redisenterprise";
import { ArgumentCheck, matching, oneOf } from "../validation";
import { computed } from "./computed";
import { managedRedisName, secretName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { servicePorts } from "./private-link";
import { createVaultSecret } from "./vault-secret";

/** How clients prove who they are. */
export type SessionStoreAuth =
  | {
      /** By an access key, which a secret of a vault holds. */
      type: "key";
      /** Name of the vault. */
      vaultName: pulumi.Input<string>;
      /** Name of the secret. Default: `redis-password`. */
      secretName?: string;
    }
  | {
      /** By a token of Entra ID; access keys are off. */
      type: "entra";
      /** Object ids of those who may read and write, by a name of letters and digits for the grant. */
      users: Record<string, pulumi.Input<string>>;
    };

/** What `SessionStore` takes. */
export interface SessionStoreArgs extends PlacementArgs {
  /** Name, unique in its region: 1 to 60 letters, digits and single hyphens. */
  storeName: pulumi.Input<string>;
  /** Size, for example `Balanced_B3` for 3 GB; up to 24 GB, because above that one node does not hold all keys. */
  sku: string;
  /** Whether a replica takes over, in another zone where the region has zones. It doubles the price. */
  highAvailability: pulumi.Input<boolean>;
  auth: SessionStoreAuth;
  /** Whether only private endpoints lead to it. It has no firewall. Default: false. */
  privateOnly?: pulumi.Input<boolean>;
}

/**
 * Azure Managed Redis, spoken to by TLS alone. A client uses `host`, `port` and `tls` and needs no notion of a Redis cluster.
 */
export class SessionStore extends pulumi.ComponentResource {
  /** Azure id of the store. */
  public readonly id: pulumi.Output<string>;
  /** Azure id of its one database, which the logs are of. */
  public readonly databaseId: pulumi.Output<string>;
  /** Host, `<name>.<region>.redis.azure.net`. */
  public readonly host: pulumi.Output<string>;
  /** Port: 10000. */
  public readonly port: pulumi.Output<number>;
  /** Whether clients speak TLS: always. */
  public readonly tls: pulumi.Output<boolean>;

  constructor(name: string, args: SessionStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:SessionStore", name, args, opts);
    const valid = validArgs(name, args);
    const { storeName, resourceGroupName, location, tags } = valid;
    const { sku, auth } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const enabled = (on: pulumi.Input<boolean>) => pulumi.output(on).apply((value) => (value ? "Enabled" : "Disabled"));

    const store = new azure.RedisEnterprise(
      name,
      {
        resourceGroupName,
        clusterName: storeName,
        location,
        tags,
        sku: { name: sku },
        highAvailability: enabled(args.highAvailability),
        minimumTlsVersion: "1.2",
        publicNetworkAccess: enabled(pulumi.output(args.privateOnly ?? false).apply((only) => !only)),
      },
      childOptions,
    );
    const database = new azure.Database(
      `${name}-database`,
      {
        resourceGroupName,
        clusterName: store.name,
        // The one name that there is.
        databaseName: "default",
        clientProtocol: "Encrypted",
        port: servicePorts.cache,
        // The app's scripts touch several keys at a time, which a sharded Redis refuses (CROSSSLOT).
        clusteringPolicy: "NoCluster",
        // A full store forgets the conversation that nobody has used for longest, never what has no time to live: tasks that are not answered. With
        // NoEviction conversations would fill it, and a worker could not store its answer.
        // https://redis.io/docs/latest/develop/reference/eviction/
        evictionPolicy: "VolatileLRU",
        accessKeysAuthentication: auth.type === "key" ? "Enabled" : "Disabled",
      },
      childOptions,
    );
    if (auth.type === "key") storeKey(name, args, auth, store, database, childOptions);
    else grantUsers(name, args, auth, store, database, childOptions);

    this.id = store.id;
    this.databaseId = database.id;
    this.host = computed(store, store.hostName, (host) => host, "host name");
    // Whoever connects does so after the database is there, not only its store.
    this.port = database.id.apply(() => servicePorts.cache);
    this.tls = pulumi.output(true);
    this.registerOutputs({
      id: this.id,
      databaseId: this.databaseId,
      host: this.host,
      port: this.port,
      tls: this.tls,
    });
  }
}

/** Puts the access key into the vault, from where External Secrets brings it to the pods. */
function storeKey(
  name: string,
  { resourceGroupName, tags }: SessionStoreArgs,
  auth: Extract<SessionStoreAuth, { type: "key" }>,
  store: azure.RedisEnterprise,
  database: azure.Database,
  opts: pulumi.CustomResourceOptions,
): void {
  const keys = azure.listDatabaseKeysOutput(
    { resourceGroupName, clusterName: store.name, databaseName: database.name },
    { parent: opts.parent },
  );
  createVaultSecret(
    `${name}-key`,
    {
      resourceGroupName,
      vaultName: auth.vaultName,
      secretName: auth.secretName ?? "redis-password",
      tags,
      value: keys.primaryKey,
    },
    opts,
  );
}

/** Lets the users in. `default` is the one access policy that there is: all data, no administration. */
function grantUsers(
  name: string,
  { resourceGroupName }: SessionStoreArgs,
  auth: Extract<SessionStoreAuth, { type: "entra" }>,
  store: azure.RedisEnterprise,
  database: azure.Database,
  opts: pulumi.CustomResourceOptions,
): void {
  let previous: pulumi.Resource | undefined;
  for (const [user, objectId] of Object.entries(auth.users)) {
    previous = new azure.AccessPolicyAssignment(
      `${name}-${user}`,
      {
        resourceGroupName,
        clusterName: store.name,
        databaseName: database.name,
        accessPolicyAssignmentName: user,
        accessPolicyName: "default",
        user: { objectId },
      },
      // One after the other: a database that is being updated refuses the next update.
      pulumi.mergeOptions(opts, { dependsOn: previous === undefined ? [] : [previous] }),
    );
  }
}

/** Sizes whose memory one node holds; above 24 GB Azure wants a clustered database. */
const oneNodeSku = matching(
  /^(Balanced_B(0|1|3|5|10|20)|MemoryOptimized_M(10|20)|ComputeOptimized_X(3|5|10|20))$/,
  "a SKU of Azure Managed Redis of at most 24 GB, such as Balanced_B3",
);

const userName = matching(/^[a-zA-Z0-9]{1,60}$/, "1 to 60 letters and digits");

/** The store's name and placement, or one error with everything that is wrong with the arguments. */
function validArgs(name: string, args: SessionStoreArgs) {
  const { storeName, sku, auth } = args;
  const check = new ArgumentCheck("SessionStore", name);
  const valid = {
    storeName: check.input("storeName", storeName, managedRedisName),
    ...validPlacement(check, args),
  };
  check.input("sku", sku, oneNodeSku);
  check.input("auth.type", auth.type, oneOf<SessionStoreAuth["type"]>("key", "entra"));
  if (auth.type === "key") check.optional("auth.secretName", auth.secretName, secretName);
  else
    for (const user of Object.keys(auth.users ?? {}))
      check.input(`auth.users[${JSON.stringify(user)}]`, user, userName);
  check.throwProblems();
  return valid;
}
