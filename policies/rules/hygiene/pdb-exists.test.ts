import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { pdbExists } from "./pdb-exists";

const three = { spec: { replicas: 3 } };
const shop = deployment({}, {}, three);
const label = "app.kubernetes.io/name";
const serviceOf = (spec: Properties) =>
  resource("kubernetes:core/v1:Service", "shop", { metadata: { name: "shop", namespace: "production" }, spec });
const service = serviceOf({ selector: { [label]: "shop" } });
const budgetOver = (selector: Properties | undefined, namespace = "production") =>
  resource("kubernetes:policy/v1:PodDisruptionBudget", "budget", {
    metadata: { name: "budget", namespace },
    spec: { maxUnavailable: 1, selector },
  });
const budget = (name: string, namespace?: string) => budgetOver({ matchLabels: { [label]: name } }, namespace);
const named = (operator: string, ...values: string[]) => ({ matchExpressions: [{ key: label, operator, values }] });
const ofKind = (type: string): Resource => ({ ...shop, type: `kubernetes:${type}` });
const none = "stands behind a Service but has no PodDisruptionBudget";

judgesAs(pdbExists, [
  ["a budget", [shop, service, budget("shop")], []],
  ["two budgets, one of them its own", [shop, service, budget("other"), budget("shop")], []],
  [
    "a Service for scrapes only",
    [shop, serviceOf({ selector: { [label]: "shop" }, ports: [{ name: "http-metrics", port: 9090 }] })],
    ["not applicable"],
  ],
  [
    "a Service for requests and scrapes",
    [shop, serviceOf({ selector: { [label]: "shop" }, ports: [{ port: 80 }, { name: "metrics", port: 9090 }] })],
    [none],
  ],
  ["a budget over the whole namespace", [shop, service, budgetOver({})], []],
  ["a budget by expression", [shop, service, budgetOver(named("In", "shop", "other"))], []],
  ["a budget over what has the label", [shop, service, budgetOver(named("Exists"))], []],
  [
    "a budget over what lacks another label",
    [shop, service, budgetOver({ matchExpressions: [{ key: "job", operator: "DoesNotExist" }] })],
    [],
  ],
  ["an expression that does not hold", [shop, service, budgetOver(named("NotIn", "shop"))], [none]],
  [
    "a label and an expression that does not hold",
    [shop, service, budgetOver({ matchLabels: { [label]: "shop" }, ...named("NotIn", "shop") })],
    [none],
  ],
  ["a budget without a selector, which protects nobody", [shop, service, budgetOver(undefined)], [none]],
  [
    "a budget over pods of one revision, which are its own",
    [shop, service, budgetOver({ matchExpressions: [{ key: "pod-template-hash", operator: "In", values: ["1"] }] })],
    ["not applicable"],
  ],
  ["one replica", [deployment(), service], ["not applicable"]],
  ["no Service", [shop], ["not applicable"]],
  [
    "an ExternalName, whose selector nobody looks at",
    [shop, serviceOf({ type: "ExternalName", externalName: "shop.example.com", selector: { [label]: "shop" } })],
    ["not applicable"],
  ],
  ["a Service without a selector", [shop, serviceOf({})], ["not applicable"]],
  ["no budget", [shop, service], [`Deployment "production/shop" ${none}`]],
  ["a budget of others", [shop, service, budget("other")], [none]],
  ["a budget of another namespace", [shop, service, budget("shop", "default")], [none]],
  ["a StatefulSet", [ofKind("apps/v1:StatefulSet"), service], [none]],
  ["a Rollout", [ofKind("argoproj.io/v1alpha1:Rollout"), service], [none]],
  [
    "a DaemonSet, a Job and a patch",
    [...["apps/v1:DaemonSet", "batch/v1:Job", "apps/v1:DeploymentPatch"].map(ofKind), service],
    ["not applicable"],
  ],
]);
