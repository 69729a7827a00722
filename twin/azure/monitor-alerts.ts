import { AzureError } from "./error";
import { platformMetrics } from "./platform-metrics";
import { armTypeOf, referencedResource } from "./reference";
import { inResourceGroup, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType, NameRule } from "./resource-type";
import { findResource } from "./state";

const nameRule: NameRule = {
  pattern: /^(?=.{1,260}$)[^#<>%&:\\?/{}*+|]*[^#<>%&:\\?/{}*+| .]$/,
  rule: "1 to 260 characters without # < > % & : \\ ? / { } * + |, not ending in a blank or '.'",
  code: "BadRequest",
};

/** Times over which a rule on metrics looks, and times between two looks. */
const windows = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];
const frequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
/** The same of a rule on logs. */
const logFrequencies = [
  "PT1M",
  "PT5M",
  "PT10M",
  "PT15M",
  "PT30M",
  "PT45M",
  "PT1H",
  "PT2H",
  "PT3H",
  "PT4H",
  "PT5H",
  "PT6H",
  "P1D",
];

const alertType = (name: string, nameInput: string, rest: Pick<AzureType, "required" | "check">): AzureType => ({
  armType: `Microsoft.Insights/${name}`,
  nameInput,
  nameRule,
  parentId: inResourceGroup,
  segment: `providers/Microsoft.Insights/${name}`,
  requiredCode: "BadRequest",
  outputs: () => ({}),
  ...rest,
});

/** Action groups, and the rules that call them. */
export const monitorAlerts: Record<string, AzureType> = {
  "azure-native:monitor:ActionGroup": alertType("actionGroups", "actionGroupName", {
    required: ["groupShortName", "enabled"],
    check: checkActionGroup,
  }),
  "azure-native:monitor:ActivityLogAlert": alertType("activityLogAlerts", "activityLogAlertName", {
    required: ["scopes", "condition.allOf", "actions"],
    check: checkActivityLogAlert,
  }),
  "azure-native:monitor:MetricAlert": alertType("metricAlerts", "ruleName", {
    required: ["severity", "enabled", "scopes", "evaluationFrequency", "windowSize", "criteria"],
    check: checkMetricAlert,
  }),
  "azure-native:monitor:ScheduledQueryRule": alertType("scheduledQueryRules", "ruleName", {
    required: ["scopes", "criteria.allOf"],
    check: checkQueryRule,
  }),
};

function checkActionGroup(request: AzureRequest): void {
  checkLocation(request);
  const { inputs } = request;
  const shortName = String(inputs.groupShortName);
  if (shortName.length > 12) {
    throw new AzureError(
      "BadRequest",
      `The short name has at most 12 characters; '${shortName}' has ${shortName.length}.`,
      "groupShortName",
    );
  }
  const receivers = Object.entries(inputs).flatMap(([key]) =>
    key.endsWith("Receivers") ? objectsAt(inputs, key) : [],
  );
  const names = receivers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new AzureError("BadRequest", `The receiver name '${String(twice)}' is used twice.`, "emailReceivers");
  }
}

function checkActivityLogAlert(request: AzureRequest): void {
  checkLocation(request);
  const { inputs, state } = request;
  const conditions = objectsAt(inputs, "condition.allOf");
  const category = conditions.find(({ field }) => field === "category")?.equals;
  if (category === undefined) {
    throw new AzureError("BadRequest", "The condition must name a category.", "condition.allOf");
  }
  const isService = category === "ServiceHealth";
  for (const scope of textsOf(inputs.scopes)) {
    if (isService && !/^\/subscriptions\/[^/]+$/i.test(scope)) {
      throw new AzureError(
        "BadRequest",
        `A service health alert has a subscription as its scope, not ${scope}.`,
        "scopes",
      );
    }
  }
  checkActions(objectsAt(inputs, "actions.actionGroups"), state);
}

function checkMetricAlert(request: AzureRequest): void {
  checkLocation(request);
  const { inputs, state } = request;
  checkSeverity(inputs);
  oneOf(inputs, "windowSize", windows);
  oneOf(inputs, "evaluationFrequency", frequencies);
  if (windows.indexOf(String(inputs.evaluationFrequency)) > windows.indexOf(String(inputs.windowSize))) {
    throw new AzureError("BadRequest", "The window must not be shorter than the frequency.", "windowSize");
  }
  for (const scope of textsOf(inputs.scopes)) {
    if (state && !findResource(state, scope)) {
      throw new AzureError("ResourceNotFound", `The Resource '${scope}' was not found.`, "scopes");
    }
    checkMetrics(inputs, armTypeOf(scope) ?? "");
  }
  checkActions(objectsAt(inputs, "actions"), state);
}

/** A rule names a metric of its resource, by an aggregation and by dimensions that the metric has. */
function checkMetrics(inputs: AzureRequest["inputs"], scopeType: string): void {
  const metrics = platformMetrics[scopeType.toLowerCase()];
  if (metrics === undefined) return;
  objectsAt(inputs, "criteria.allOf").forEach((criterion, index) => {
    const at = `criteria.allOf[${index}]`;
    const name = String(criterion.metricName);
    const metric = metrics[name];
    if (metric === undefined) {
      throw new AzureError("BadRequest", `Couldn't find a metric named ${name}.`, `${at}.metricName`);
    }
    const aggregation = String(criterion.timeAggregation);
    if (!metric.aggregations.includes(aggregation)) {
      throw new AzureError(
        "BadRequest",
        `The metric ${name} has no aggregation ${aggregation}; it has ${metric.aggregations.join(", ")}.`,
        `${at}.timeAggregation`,
      );
    }
    const unknown = objectsAt(criterion, "dimensions").find(
      (candidate) => !metric.dimensions?.includes(String(candidate.name)),
    );
    if (unknown) {
      throw new AzureError("BadRequest", `The metric has no dimension ${String(unknown.name)}.`, `${at}.dimensions`);
    }
  });
}

function checkQueryRule({ inputs, state }: AzureRequest): void {
  checkSeverity(inputs);
  oneOf(inputs, "windowSize", logFrequencies);
  oneOf(inputs, "evaluationFrequency", logFrequencies);
  if (textsOf(inputs.scopes).length !== 1) {
    throw new AzureError("BadRequest", "A rule on logs has exactly one scope.", "scopes");
  }
  for (const scope of textsOf(inputs.scopes)) {
    if (state && !findResource(state, scope)) {
      throw new AzureError("ResourceNotFound", `The Resource '${scope}' was not found.`, "scopes");
    }
  }
  objectsAt(inputs, "criteria.allOf").forEach((criterion, index) => {
    if (typeof criterion.query === "string" && criterion.query.trim() !== "") return;
    throw new AzureError("BadRequest", "The query is empty.", `criteria.allOf[${index}].query`);
  });
  const groups = textsOf(valueAt(inputs, "actions.actionGroups")).map((actionGroupId) => ({ actionGroupId }));
  checkActions(groups, state);
}

/** These rules and groups are in no region, and Azure knows them by that only. */
function checkLocation({ inputs }: AzureRequest): void {
  const { location } = inputs;
  if (typeof location === "string" && location.toLowerCase() === "global") return;
  throw new AzureError(
    "LocationNotAvailableForResourceType",
    `The location '${String(location)}' is not available; it is 'global'.`,
    "location",
  );
}

function checkSeverity(inputs: AzureRequest["inputs"]): void {
  const { severity } = inputs;
  if (Number.isInteger(severity) && Number(severity) >= 0 && Number(severity) <= 4) return;
  throw new AzureError("BadRequest", `The severity must be from 0 to 4; it is ${String(severity)}.`, "severity");
}

function oneOf(inputs: AzureRequest["inputs"], property: string, allowed: readonly string[]): void {
  if (allowed.includes(String(inputs[property]))) return;
  throw new AzureError(
    "BadRequest",
    `${property} must be one of ${allowed.join(", ")}; it is ${String(inputs[property])}.`,
    property,
  );
}

function checkActions(actions: AzureRequest["inputs"][], state: AzureRequest["state"]): void {
  for (const action of actions) referencedResource(action, "actionGroupId", "Microsoft.Insights/actionGroups", state);
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
