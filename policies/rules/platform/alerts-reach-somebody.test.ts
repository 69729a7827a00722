import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { resource } from "../../testing/resources";
import { alertsReachSomebody } from "./alerts-reach-somebody";

const inProd = (original: Resource) => ({
  ...original,
  urn: original.urn.replace("urn:pulumi:test", "urn:pulumi:prod"),
});
const owners = { armRoleReceivers: [{ name: "owners", roleId: "8e3af657" }] };
const group = (props: Properties) =>
  inProd(resource("azure-native:monitor:ActionGroup", "group", { actionGroupName: "ag", enabled: true, ...props }));
const budget = (notification: Properties, type = "azure-native:consumption:Budget") =>
  inProd(
    resource(type, "budget", { budgetName: "month", notifications: { most: { enabled: true, ...notification } } }),
  );
const prometheus = (alertmanager: Properties, chart = "kube-prometheus-stack") =>
  inProd(resource("kubernetes:helm.sh/v3:Release", "prometheus", { chart, values: { alertmanager } }));
const config = (...receivers: Properties[]) => ({ config: { receivers } });

const address = { emailReceivers: [{ name: "ops", emailAddress: "ops@example.com" }] };

judgesAs(alertsReachSomebody, [
  ["an address", [group({ ...owners, ...address })], []],
  ["a webhook, an app or another service", [group({ webhookReceivers: [{}] }), group({ logicAppReceivers: [{}] })], []],
  ["a role alone", [group({ ...owners, emailReceivers: [] })], ['Action group "ag" tells a role only']],
  ["nobody", [group({})], ['Action group "ag" tells nobody']],
  ["an address, switched off", [group({ ...address, enabled: false })], ['Action group "ag" is switched off']],

  ["a budget's address", [budget({ contactEmails: ["ops@example.com"], contactRoles: ["Owner"] })], []],
  ["a budget's action group", [budget({ contactGroups: ["/ag"] })], []],
  [
    "a budget's role alone",
    [budget({ contactRoles: ["Owner"], contactEmails: [] })],
    ['Budget "month" tells a role only'],
  ],
  ["a budget of nobody", [budget({})], ['Budget "month" tells nobody']],
  ["a budget that is off", [budget({ enabled: false, contactEmails: ["ops@example.com"] })], ["tells nobody"]],
  [
    "a budget of the other kind",
    [budget({ contactRoles: ["Owner"] }, "azure-native:costmanagement/v20250301:Budget")],
    ["tells a role only"],
  ],

  ["Alertmanager with a receiver", [prometheus(config({ name: "null" }, { name: "team", slack_configs: [{}] }))], []],
  ["Alertmanager that is off", [prometheus({ enabled: false })], []],
  ["Alertmanager configured elsewhere", [prometheus({ alertmanagerSpec: { configSecret: "mine" } })], []],
  [
    "Alertmanager configured by objects",
    [prometheus({}), inProd(resource("kubernetes:monitoring.coreos.com/v1alpha1:AlertmanagerConfig", "team", {}))],
    ["not applicable"],
  ],
  ["another chart", [prometheus({}, "grafana"), group(address)], []],
  ["Alertmanager as the chart has it", [prometheus({})], ['Alertmanager of Release "prometheus" has no receiver']],
  [
    "Alertmanager with names alone",
    [prometheus(config({ name: "null" }, { name: "team", webhook_configs: [] }), "oci://x/prometheus")],
    ["has no receiver"],
  ],

  ["outside of production", [resource("azure-native:monitor:ActionGroup", "group", owners)], ["not applicable"]],
]);
