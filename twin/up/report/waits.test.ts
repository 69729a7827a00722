import pc from "picocolors";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { waitsForAzure, waitsText } from "./waits";

const resource = (type: string, name: string, inputs: JsonObject) => ({
  urn: `urn:${name}`,
  type: `kubernetes:${type}`,
  name,
  custom: true,
  dependencies: [],
  inputs,
  outputs: inputs,
  options: {},
});
const object = (apiVersion: string, kind: string, name: string, more: JsonObject = {}) =>
  resource(`${apiVersion}:${kind}`, name, { apiVersion, kind, metadata: { name, namespace: "shop" }, ...more });
const release = (name: string) => resource("helm.sh/v3:Release", name, { chart: name });
const planOf = (...resources: Plan["resources"]): Plan => ({
  version: 1,
  project: "p",
  stack: "prod",
  resources,
  outputs: {},
});
const keda = { name: "KEDA", nature: "real" as const, daemons: ["keda-operator"] };

describe("waitsForAzure", () => {
  const serviceBus = { type: "azure-servicebus", metadata: { namespace: "sb-shop", queueName: "q" } };
  const plan = planOf(
    object("apps/v1", "Deployment", "shop"),
    object("networking.k8s.io/v1", "NetworkPolicy", "shop"),
    object("keda.sh/v1alpha1", "ScaledObject", "shop", { spec: { triggers: [serviceBus] } }),
    object("monitoring.coreos.com/v1", "PodMonitor", "a"),
    object("monitoring.coreos.com/v1", "PodMonitor", "b"),
    object("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", "a"),
    object("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", "b"),
    object("cert-manager.io/v1", "Certificate", "shop"),
    release("keda"),
    release("cert-manager"),
  );

  test("names triggers without a server, releases that are not installed, and custom resources that nothing acts on", () =>
    expect(waitsForAzure(plan, [keda])).toEqual([
      "trigger azure-servicebus of ScaledObject shop/shop: asks sb-shop; here KEDA keeps to the fallback, or to the other triggers",
      "Helm release cert-manager: no container runs here",
      "1 Certificate, 2 ClientTrafficPolicies, 2 PodMonitors: checked and kept; what acts on them comes with those releases or with AKS",
    ]));

  test("counts KEDA among the releases where it does not run", () =>
    expect(waitsForAzure(plan, [{ ...keda, lack: "there is no Go" }])).toContainEqual(
      "Helm releases cert-manager, keda: no container runs here",
    ));

  test("has no section where nothing waits", () => {
    const colors = pc.createColors(false);
    expect(waitsText(waitsForAzure(planOf(object("apps/v1", "Deployment", "shop")), []), colors)).toBe("");
    expect(waitsText(["a", "b"], colors)).toBe("waits for Azure\n├─ a\n└─ b");
  });
});
