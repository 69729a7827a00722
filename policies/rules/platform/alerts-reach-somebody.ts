import {
  azureName,
  isType,
  propertiesOf,
  type Reader,
  type Resource,
  type ChartRelease,
  releasesOf,
  someKnown,
} from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { Judging, StackRule } from "../../rule";

/**
 * Lists of an action group that reach somebody. Its mail to a role goes to users who hold the role themselves, on the subscription, and not
 * by a group or by a role that has to be activated (MicrosoftDocs/azure-docs#99051, Azure/azure-monitor-baseline-alerts#359).
 */
const receivers = [
  ..."emailReceivers smsReceivers webhookReceivers azureAppPushReceivers voiceReceivers logicAppReceivers".split(" "),
  ..."azureFunctionReceivers automationRunbookReceivers eventHubReceivers itsmReceivers incidentReceivers".split(" "),
];

function groupProblem(group: Resource): string | undefined {
  const read = propertiesOf(group);
  if (read.flag("enabled") === false) return "is switched off";
  if (someKnown(receivers, (list) => isFilled(read, list))) return undefined;
  return isFilled(read, "armRoleReceivers") ? `tells a role only, ${groupsGetNoMail}` : "tells nobody";
}

/** A budget's mail to a role misses groups too (Azure/Azure-Landing-Zones#4152). Its action groups are judged by themselves. */
function budgetProblem(budget: Resource): string | undefined {
  const notifications = propertiesOf(budget).object("notifications");
  const some = (...lists: string[]) =>
    someKnown(Object.keys(notifications.properties), (key) => {
      const notification = notifications.object(key);
      return someKnown(lists, (list) => isFilled(notification, list)) && notification.flag("enabled") === true;
    });
  if (some("contactEmails", "contactGroups")) return undefined;
  return some("contactRoles") ? `tells a role only, ${groupsGetNoMail}` : "tells nobody";
}

const groupsGetNoMail = "whose mail misses who has it by a group";

/** Charts that bring an Alertmanager, with its values under `alertmanager`. */
const chartsWithAlertmanager = ["kube-prometheus-stack", "prometheus"];

/** Ways to configure it elsewhere, which is not judged. */
const elsewhere = ["configSecret", "alertmanagerConfiguration", "alertmanagerConfigSelector", "useExistingSecret"];

function alertmanagerProblem({ resource }: ChartRelease): string | undefined {
  const read = propertiesOf(resource).object("values").object("alertmanager");
  const spec = read.object("alertmanagerSpec");
  if (read.flag("enabled") === false || read.flag("tplConfig") === true) return undefined;
  if (someKnown(elsewhere, (key) => isSet(spec.any(key)))) return undefined;
  const reaches = someKnown(read.object("config").objects("receivers"), (receiver) =>
    someKnown(Object.keys(receiver.properties), (key) => key.endsWith("_configs") && isFilled(receiver, key)),
  );
  return reaches ? undefined : "has no receiver: its alerts stay in the cluster";
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const isFilled = (read: Reader, list: string): boolean => read.list(list).length > 0;

/** What tells somebody, and why it does not. */
function tellers(
  resources: readonly Resource[],
  gather: Judging<ProductionStacks>["gather"],
): { resource: Resource; title: string; problem: () => string | undefined }[] {
  const ofAzure = resources.flatMap((resource) => {
    if (isType(resource, "azure-native:monitor:ActionGroup"))
      return [
        {
          resource,
          title: `Action group "${azureName(resource, "actionGroupName")}"`,
          problem: () => groupProblem(resource),
        },
      ];
    if (/^azure-native:(consumption|costmanagement)(\/\w+)?:Budget$/.test(resource.type))
      return [
        { resource, title: `Budget "${azureName(resource, "budgetName")}"`, problem: () => budgetProblem(resource) },
      ];
    return [];
  });
  const separate = resources.some(({ type }) =>
    /^kubernetes:monitoring\.coreos\.com\/\w+:AlertmanagerConfig$/.test(type),
  );
  const bring = gather(releasesOf(resources), (release) =>
    !separate && chartsWithAlertmanager.includes(release.chart) ? [release] : [],
  );
  const charts = bring.map((release) => ({
    resource: release.resource,
    title: `Alertmanager of ${release.kind} "${release.resource.name}"`,
    problem: () => alertmanagerProblem(release),
  }));
  return [...ofAzure, ...charts];
}

export const alertsReachSomebody: StackRule<ProductionStacks> = {
  name: "alerts-reach-somebody",
  description: "In production whatever raises alerts has a receiver that reaches somebody.",
  guardsAgainst:
    "An outage of which nobody hears. Mail to a role goes to users who hold it themselves: not to a group, nor to who has to activate it.",
  severity: "medium",
  tags: ["platform"],
  enforcementLevel: "advisory",
  remediationSteps:
    "Name an address: of the action group and the budget (`alertEmails`), and of Alertmanager (`alertReceiver` with `alertWebhookUrl`).",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const concerned = tellers(
      resources.filter((resource) => isProduction(resource, config)),
      gather,
    );
    if (concerned.length === 0) notApplicable("no production stack with an action group, a budget or an Alertmanager");
    each(concerned, ({ resource, title, problem }) => {
      const said = problem();
      if (said !== undefined) violation(`${title} ${said}`, resource);
    });
  },
};
