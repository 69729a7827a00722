import { AzureError } from "./error";
import { hexOf, isGuid } from "./identifiers";
import { inResourceGroup, inside, objectsAt, textAt, valueAt } from "./resource-type";
import type { AzureFunction, AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** Memory of a size in GB, as its name says it; the two least ones are exceptions. */
const gigabytes: Readonly<Record<string, number>> = { Balanced_B0: 0.5, Balanced_B1: 1 };
const noClusterGigabytes = 25;

const clusterId = inside("Microsoft.Cache/redisEnterprise", "clusterName");
const databaseId = (inputs: AzureRequest["inputs"]): string =>
  `${clusterId(inputs)}/databases/${textAt(inputs, "databaseName")}`;

/** Azure Managed Redis: its clusters, the one database of each, and who may use it. */
export const redisenterprise: Record<string, AzureType> = {
  "azure-native:redisenterprise:RedisEnterprise": {
    armType: "Microsoft.Cache/redisEnterprise",
    nameInput: "clusterName",
    nameRule: {
      pattern: /^(?=.{1,60}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/,
      rule: "1 to 60 letters, digits and single '-', with a letter or digit at both ends",
      code: "InvalidResourceName",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Cache/redisEnterprise",
    required: ["sku.name", "publicNetworkAccess"],
    globalName: {
      kind: "redis",
      code: "NameNotAvailable",
      taken: (name) => `The name '${name}' is not available: another cache of the region has it.`,
    },
    check: checkCluster,
    outputs: ({ name, inputs, state }) => ({
      hostName: `${name.toLowerCase()}.${locationOf(inputs, state)}.redis.azure.net`,
      privateEndpointConnections: [],
      provisioningState: "Succeeded",
      redisVersion: "7.4",
      resourceState: "Running",
    }),
  },
  "azure-native:redisenterprise:Database": {
    armType: "Microsoft.Cache/redisEnterprise/databases",
    nameInput: "databaseName",
    nameRule: { pattern: /^default$/, rule: "default", code: "InvalidDatabaseName" },
    parentId: clusterId,
    segment: "databases",
    required: [],
    check: checkDatabase,
    outputs: ({ inputs }) => ({
      port: inputs.port ?? 10_000,
      provisioningState: "Succeeded",
      resourceState: "Running",
    }),
  },
  "azure-native:redisenterprise:AccessPolicyAssignment": {
    armType: "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments",
    nameInput: "accessPolicyAssignmentName",
    nameRule: { pattern: /^[A-Za-z0-9]{1,60}$/, rule: "1 to 60 letters and digits", code: "InvalidResourceName" },
    parentId: databaseId,
    segment: "accessPolicyAssignments",
    required: ["accessPolicyName", "user.objectId"],
    check: checkAssignment,
    outputs: () => ({ provisioningState: "Succeeded" }),
  },
};

/** Access keys of databases. */
export const redisenterpriseFunctions: Record<string, AzureFunction> = {
  "azure-native:redisenterprise:listDatabaseKeys": (args, state) => {
    const id = databaseId(args);
    const database = state && findResource(state, id);
    if (state && !database) throw new AzureError("ResourceNotFound", `The database ${id} was not found.`);
    if (database && database.inputs.accessKeysAuthentication === "Disabled") {
      throw new AzureError("BadRequest", "Access keys are disabled on this database.", "accessKeysAuthentication");
    }
    return { primaryKey: hexOf(`${id}/primary`, 44), secondaryKey: hexOf(`${id}/secondary`, 44) };
  },
};

function checkCluster({ inputs }: AzureRequest): void {
  const sku = String(valueAt(inputs, "sku.name"));
  const isManaged = gigabytesOf(sku) !== undefined;
  for (const property of ["zones", "sku.capacity"]) {
    if (isManaged && valueAt(inputs, property) !== undefined) {
      throw new AzureError("BadRequest", `'${property}' must not be given with the SKU ${sku}.`, property);
    }
  }
}

function checkDatabase({ inputs, state }: AzureRequest): void {
  const policy = inputs.clusteringPolicy ?? "OSSCluster";
  const cluster = state && findResource(state, clusterId(inputs));
  const size = cluster && gigabytesOf(String(valueAt(cluster.inputs, "sku.name")));
  if (policy === "NoCluster" && size !== undefined && size > noClusterGigabytes) {
    throw new AzureError(
      "BadRequest",
      `The clustering policy NoCluster is for up to ${noClusterGigabytes} GB; the cache has ${size} GB.`,
      "clusteringPolicy",
    );
  }
  const isReplicated = objectsAt(inputs, "geoReplication.linkedDatabases").length > 0;
  const keeps = ["aofEnabled", "rdbEnabled"].filter((name) => valueAt(inputs, `persistence.${name}`) === true);
  if (keeps.length > 1 || (isReplicated && keeps.length > 0)) {
    throw new AzureError("BadRequest", "At most one of AOF, RDB and geo-replication can be enabled.", "persistence");
  }
}

function checkAssignment({ inputs }: AzureRequest): void {
  const objectId = valueAt(inputs, "user.objectId");
  if (!isGuid(objectId)) {
    throw new AzureError("BadRequest", `The object id '${String(objectId)}' is not valid.`, "user.objectId");
  }
  if (inputs.accessPolicyName !== "default") {
    throw new AzureError(
      "BadRequest",
      `There is no access policy '${String(inputs.accessPolicyName)}'.`,
      "accessPolicyName",
    );
  }
}

/** `undefined` for what is no SKU of Azure Managed Redis. */
function gigabytesOf(sku: string): number | undefined {
  const size = /^(?:Balanced_B|MemoryOptimized_M|ComputeOptimized_X|FlashOptimized_A)(\d+)$/.exec(sku)?.[1];
  if (size === undefined) return undefined;
  // B20 is 24 GB and M20 too: the number is the size less a fifth.
  return gigabytes[sku] ?? Number(size) * 1.2;
}

function locationOf(inputs: AzureRequest["inputs"], state: AzureRequest["state"]): string {
  const group = state && findResource(state, inResourceGroup(inputs));
  return String(inputs.location ?? group?.inputs.location ?? "koreacentral");
}
