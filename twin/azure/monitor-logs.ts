import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { armTypeOf, referencedResource } from "./reference";
import { inResourceGroup, objectsAt, textAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** What a type of resource can send. */
interface Sendable {
  logs: readonly string[];
  /** Logs that only the SKU Premium has. */
  premiumLogs?: readonly string[];
  metrics: boolean;
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/logs-index */
const sendableLogs: Readonly<Record<string, Sendable>> = {
  "microsoft.containerservice/managedclusters": {
    logs: [
      "kube-apiserver",
      "kube-audit",
      "kube-audit-admin",
      "kube-controller-manager",
      "kube-scheduler",
      "cluster-autoscaler",
      "cloud-controller-manager",
      "guard",
      "csi-azuredisk-controller",
      "csi-azurefile-controller",
      "csi-snapshot-controller",
    ],
    metrics: true,
  },
  "microsoft.insights/datacollectionrules": { logs: ["LogErrors", "LogTroubleshooting"], metrics: true },
  "microsoft.keyvault/vaults": { logs: ["AuditEvent", "AzurePolicyEvaluationDetails"], metrics: true },
  "microsoft.containerregistry/registries": {
    logs: ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"],
    metrics: true,
  },
  "microsoft.servicebus/namespaces": {
    logs: ["OperationalLogs", "DiagnosticErrorLogs"],
    premiumLogs: ["VNetAndIPFilteringLogs", "RuntimeAuditLogs", "ApplicationMetricsLogs"],
    metrics: true,
  },
  "microsoft.cache/redisenterprise": { logs: [], metrics: true },
  "microsoft.cache/redisenterprise/databases": { logs: ["ConnectionEvents"], metrics: false },
  "microsoft.storage/storageaccounts": { logs: [], metrics: true },
  "microsoft.storage/storageaccounts/blobservices": {
    logs: ["StorageRead", "StorageWrite", "StorageDelete"],
    metrics: true,
  },
  "microsoft.network/virtualnetworks": { logs: ["VMProtectionAlerts"], metrics: true },
  "microsoft.network/networksecuritygroups": {
    logs: ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"],
    metrics: false,
  },
  "microsoft.network/publicipaddresses": {
    logs: ["DDoSProtectionNotifications", "DDoSMitigationFlowLogs", "DDoSMitigationReports"],
    metrics: true,
  },
  "microsoft.network/natgateways": { logs: [], metrics: true },
  "microsoft.operationalinsights/workspaces": { logs: ["Audit", "SummaryLogs"], metrics: true },
};

/** Azure's limit of diagnostic settings on one resource. */
const settingsPerResource = 5;

/** Log Analytics workspaces, and what sends logs to them. */
export const monitorLogs: Record<string, AzureType> = {
  "azure-native:operationalinsights:Workspace": {
    armType: "Microsoft.OperationalInsights/workspaces",
    nameInput: "workspaceName",
    nameRule: {
      pattern: /^(?=.{4,63}$)[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$/,
      rule: "4 to 63 letters, digits and '-', with a letter or digit at both ends",
      code: "InvalidWorkspaceName",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.OperationalInsights/workspaces",
    required: [],
    check: checkWorkspace,
    outputs: ({ id }) => ({ customerId: guidOf(id), provisioningState: "Succeeded" }),
  },
  "azure-native:monitor:DiagnosticSetting": {
    armType: "Microsoft.Insights/diagnosticSettings",
    nameInput: "name",
    nameRule: {
      pattern: /^[^<>*%&:\\?+/]{1,260}$/,
      rule: "1 to 260 characters without < > * % & : \\ ? + /",
      code: "BadRequest",
    },
    parentId: (inputs) => textAt(inputs, "resourceUri"),
    segment: "providers/Microsoft.Insights/diagnosticSettings",
    required: ["resourceUri"],
    check: checkSetting,
    outputs: () => ({}),
  },
};

function checkWorkspace({ inputs }: AzureRequest): void {
  const days = inputs.retentionInDays ?? 30;
  const sku = valueAt(inputs, "sku.name") ?? "PerGB2018";
  if (sku === "PerGB2018" && !(Number.isInteger(days) && Number(days) >= 30 && Number(days) <= 730)) {
    throw new AzureError(
      "InvalidParameter",
      `The retention must be from 30 to 730 days; it is ${String(days)}.`,
      "retentionInDays",
    );
  }
  const cap = valueAt(inputs, "workspaceCapping.dailyQuotaGb") ?? -1;
  if (typeof cap !== "number" || (cap !== -1 && cap < 0.023)) {
    throw new AzureError(
      "InvalidParameter",
      `The daily cap must be -1 or at least 0.023 GB; it is ${String(cap)}.`,
      "workspaceCapping.dailyQuotaGb",
    );
  }
}

function checkSetting(request: AzureRequest): void {
  const { id, inputs, state } = request;
  const destinations = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];
  const hasWorkspace = (inputs.workspaceId ?? null) !== null;
  if (destinations.every((property) => (inputs[property] ?? null) === null)) {
    throw new AzureError("BadRequest", "At least one destination is needed.", "workspaceId");
  }
  if (hasWorkspace) referencedResource(inputs, "workspaceId", "Microsoft.OperationalInsights/workspaces", state);
  checkCategories(request);
  const folder = id.slice(0, id.lastIndexOf("/") + 1).toLowerCase();
  const others = [...(state?.resources.values() ?? [])].filter(
    (other) => other.id.toLowerCase().startsWith(folder) && other.id.toLowerCase() !== id.toLowerCase(),
  );
  if (others.length >= settingsPerResource) {
    throw new AzureError("BadRequest", `A resource has at most ${settingsPerResource} diagnostic settings.`);
  }
  checkSinks(
    request,
    others.map(({ inputs: other }) => other),
  );
}

function checkCategories({ inputs, state }: AzureRequest): void {
  const target = textAt(inputs, "resourceUri");
  const type = armTypeOf(target) ?? "";
  const sendable = sendableLogs[type.toLowerCase()];
  if (!sendable) {
    throw new AzureError(
      "ResourceTypeNotSupported",
      `The resource type '${type}' does not support diagnostic settings.`,
      "resourceUri",
    );
  }
  const found = state && findResource(state, target);
  const isPremium = !found || valueAt(found.inputs, "sku.name") === "Premium";
  const logs = [...sendable.logs, ...(isPremium ? (sendable.premiumLogs ?? []) : [])];
  const isEmpty = [...objectsAt(inputs, "logs"), ...objectsAt(inputs, "metrics")].every(
    ({ enabled }) => enabled !== true,
  );
  if (isEmpty) throw new AzureError("BadRequest", "The setting has no log and no metric enabled.", "logs");
  objectsAt(inputs, "logs").forEach(({ category, categoryGroup }, index) => {
    const isGroup = ["allLogs", "audit"].includes(String(categoryGroup));
    if (isGroup || logs.includes(String(category))) return;
    throw new AzureError(
      "BadRequest",
      `Category '${String(category ?? categoryGroup)}' is not supported; supported are ${logs.join(", ")}.`,
      `logs[${index}].category`,
    );
  });
  objectsAt(inputs, "metrics").forEach(({ category }, index) => {
    if (sendable.metrics && category === "AllMetrics") return;
    throw new AzureError(
      "BadRequest",
      `Metric category '${String(category)}' is not supported by ${type}.`,
      `metrics[${index}].category`,
    );
  });
}

/** Two settings of one resource cannot send the same category to the same workspace. */
function checkSinks({ inputs }: AzureRequest, others: AzureRequest["inputs"][]): void {
  const categories = objectsAt(inputs, "logs").map(({ category }) => category);
  const twice = others
    .filter(({ workspaceId }) => typeof workspaceId === "string" && workspaceId === inputs.workspaceId)
    .flatMap((other) => objectsAt(other, "logs").map(({ category }) => category))
    .find((category) => categories.includes(category));
  if (twice === undefined) return;
  throw new AzureError(
    "Conflict",
    `Data sink '${String(inputs.workspaceId)}' is already used in another diagnostic setting for category '${String(twice)}'.`,
    "workspaceId",
  );
}
