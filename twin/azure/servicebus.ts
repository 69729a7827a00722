import { AzureError } from "./error";
import { inResourceGroup, inside, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** What the SKUs below Premium do not have, and the value that says "not". */
const premiumOnly: readonly [path: string, off: unknown][] = [
  ["sku.capacity", undefined],
  ["zoneRedundant", false],
  ["encryption", undefined],
  ["premiumMessagingPartitions", 0],
  ["geoDataReplication", undefined],
];
const allowedUnits = [1, 2, 4, 8, 16];

/** Longest time to live of a message by SKU, seconds; the others have none. */
const basicLongestTtl = 14 * 86_400;

/** Namespaces of Service Bus, their firewall and their queues. */
export const servicebus: Record<string, AzureType> = {
  "azure-native:servicebus:Namespace": {
    armType: "Microsoft.ServiceBus/namespaces",
    nameInput: "namespaceName",
    nameRule: {
      pattern: /^(?=.{6,50}$)(?!.*--)(?!.*-(sb|mgmt)$)[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/,
      rule: "6 to 50 letters, digits and '-', beginning with a letter, ending with a letter or digit, and not with -sb or -mgmt",
      code: "BadRequest",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.ServiceBus/namespaces",
    required: ["sku.name"],
    globalName: {
      kind: "servicebus",
      code: "NamespaceNotAvailable",
      taken: (name) => `The namespace name '${name}' is not available: it is in use by another namespace.`,
    },
    check: checkNamespace,
    outputs: ({ id, name }) => ({
      metricId: `${id.split("/")[2]}:${name.toLowerCase()}`,
      privateEndpointConnections: [],
      provisioningState: "Succeeded",
      serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
      status: "Active",
    }),
  },
  "azure-native:servicebus:NamespaceNetworkRuleSet": {
    armType: "Microsoft.ServiceBus/namespaces/networkRuleSets",
    nameInput: "namespaceName",
    fixedName: "default",
    nameRule: { pattern: /^default$/, rule: "default", code: "BadRequest" },
    parentId: inside("Microsoft.ServiceBus/namespaces", "namespaceName"),
    segment: "networkRuleSets",
    required: [],
    check: (request) => {
      const sku = namespaceSku(request);
      if (sku === undefined || sku === "Premium") return;
      throw new AzureError("BadRequest", `Network rules need a namespace of the SKU Premium; this one is ${sku}.`);
    },
    outputs: ({ inputs }) => ({ ipRules: objectsAt(inputs, "ipRules") }),
  },
  "azure-native:servicebus:Queue": {
    armType: "Microsoft.ServiceBus/namespaces/queues",
    nameInput: "queueName",
    nameRule: {
      pattern: /^(?=.{1,260}$)[a-zA-Z0-9]([\w./~-]*[a-zA-Z0-9])?$/,
      rule: "1 to 260 letters, digits, '.', '-', '_', '~' and '/', with a letter or digit at both ends",
      code: "BadRequest",
    },
    parentId: inside("Microsoft.ServiceBus/namespaces", "namespaceName"),
    segment: "queues",
    required: [],
    check: checkQueue,
    outputs: () => ({ status: "Active", maxSizeInMegabytes: 1024, enableBatchedOperations: true, messageCount: 0 }),
  },
};

function checkNamespace({ inputs }: AzureRequest): void {
  const sku = valueAt(inputs, "sku.name");
  const tier = valueAt(inputs, "sku.tier") ?? sku;
  if (tier !== sku) {
    throw new AzureError("BadRequest", `Tier ${String(tier)} does not belong to the SKU ${String(sku)}.`, "sku.tier");
  }
  if (sku !== "Premium") {
    const beyond = premiumOnly.find(([path, off]) => (valueAt(inputs, path) ?? off) !== off);
    if (beyond) {
      throw new AzureError(
        "BadRequest",
        `'${beyond[0]}' needs the SKU Premium; this one is ${String(sku)}.`,
        beyond[0],
      );
    }
  }
  const units = valueAt(inputs, "sku.capacity") ?? 1;
  if (!allowedUnits.includes(Number(units))) {
    throw new AzureError(
      "BadRequest",
      `Capacity must be one of ${allowedUnits.join(", ")}; it is ${String(units)}.`,
      "sku.capacity",
    );
  }
}

function checkQueue(request: AzureRequest): void {
  const { inputs } = request;
  checkTime("lockDuration", inputs.lockDuration, 5, 300);
  checkTime("duplicateDetectionHistoryTimeWindow", inputs.duplicateDetectionHistoryTimeWindow, 20, 7 * 86_400);
  const deliveries = inputs.maxDeliveryCount ?? 10;
  if (!Number.isInteger(deliveries) || Number(deliveries) < 1 || Number(deliveries) > 2000) {
    throw new AzureError(
      "BadRequest",
      `maxDeliveryCount must be from 1 to 2000; it is ${String(deliveries)}.`,
      "maxDeliveryCount",
    );
  }
  const sku = namespaceSku(request);
  const isBasic = sku === "Basic";
  checkTime("defaultMessageTimeToLive", inputs.defaultMessageTimeToLive, 1, isBasic ? basicLongestTtl : Infinity);
  for (const property of ["requiresDuplicateDetection", "requiresSession"]) {
    if (isBasic && inputs[property] === true) {
      throw new AzureError("BadRequest", `'${property}' is not supported by the SKU Basic.`, property);
    }
  }
}

function namespaceSku({ inputs, state }: AzureRequest): string | undefined {
  const id = inside("Microsoft.ServiceBus/namespaces", "namespaceName")(inputs);
  const namespace = state && findResource(state, id);
  return namespace && String(valueAt(namespace.inputs, "sku.name"));
}

/** A time as ISO 8601 writes it, between two bounds in seconds. */
function checkTime(property: string, value: unknown, least: number, most: number): void {
  if (value === undefined) return;
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(value));
  const [days, hours, minutes, seconds] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const time = match ? days! * 86_400 + hours! * 3_600 + minutes! * 60 + seconds! : NaN;
  if (time >= least && time <= most) return;
  const range = most === Infinity ? `at least ${least} s` : `from ${least} s to ${most} s`;
  throw new AzureError("BadRequest", `${property} must be a time ${range}; it is '${String(value)}'.`, property);
}
