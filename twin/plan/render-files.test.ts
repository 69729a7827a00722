import { parse } from "yaml";
import { renderFiles } from "./render-files";
import { samplePlan, sampleResource } from "./testing/sample-plan";
import type { JsonObject, PlanResource } from "@breakwater/plan-views";

const deployment = (name: string, metadata: JsonObject, changes: Partial<PlanResource> = {}): PlanResource =>
  sampleResource(
    "kubernetes:apps/v1:Deployment",
    name,
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 2 } },
    changes,
  );

const render = (...resources: PlanResource[]): Map<string, string> => renderFiles(samplePlan(...resources));

test("an object is a manifest in the folder of its namespace, with its head first", () => {
  const files = render(deployment("app", { name: "app", namespace: "shop" }));
  expect([...files.keys()]).toEqual(["shop/deployment-app.yaml"]);
  expect(files.get("shop/deployment-app.yaml")).toBe(
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\n  namespace: shop\nspec:\n  replicas: 2\n",
  );
});

test("an object without a namespace is in `_cluster` or `default`, by its kind", () => {
  const namespace = sampleResource("kubernetes:core/v1:Namespace", "shop", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop" },
  });
  expect([...render(deployment("app", { name: "app" }), namespace).keys()]).toEqual([
    "_cluster/namespace-shop.yaml",
    "default/deployment-app.yaml",
  ]);
});

test("a name that the provider made is the name in the manifest", () => {
  const files = render(
    deployment("app", {}, { outputs: { metadata: { name: "app-1a2b3c4d", namespace: "default" } } }),
  );
  expect([...files.keys()]).toEqual(["default/deployment-app-1a2b3c4d.yaml"]);
  expect(parse([...files.values()][0]!)).toMatchObject({ metadata: { name: "app-1a2b3c4d" } });
});

test("a Helm release is its chart, version, repository and values", () => {
  const inputs = {
    chart: "keda",
    version: "2.20.2",
    namespace: "keda",
    name: "keda",
    repositoryOpts: { repo: "https://charts.example" },
    values: { a: 1 },
  };
  const files = render(sampleResource("kubernetes:helm.sh/v3:Release", "keda", inputs));
  expect([...files.keys()]).toEqual(["helm/keda.yaml"]);
  expect(parse(files.get("helm/keda.yaml")!)).toEqual({
    release: "keda",
    namespace: "keda",
    chart: "keda",
    version: "2.20.2",
    repository: "https://charts.example",
    values: { a: 1 },
  });
});

test("a text stays a text for kubectl and Helm, which read YAML 1.1", () => {
  const args = ["no", "on", "y", "10:30", "0o7", "2026-11-27", "1_000"];
  const files = render(sampleResource("kubernetes:core/v1:ConfigMap", "c", { kind: "ConfigMap", metadata: {}, args }));
  expect((parse([...files.values()][0]!, { version: "1.1" }) as { args: string[] }).args).toEqual(args);
});

test("an Azure resource is its type, name, inputs and options", () => {
  const files = render(
    sampleResource("azure-native:keyvault:Vault", "vault", { vaultName: "kv" }, { options: { protect: true } }),
  );
  expect(JSON.parse(files.get("azure/vault.json")!)).toEqual({
    type: "azure-native:keyvault:Vault",
    name: "vault",
    inputs: { vaultName: "kv" },
    options: { protect: true },
  });
});

test("two resources never share a file", () => {
  const files = render(
    sampleResource("azure-native:keyvault:Vault", "shop", {}),
    sampleResource("azure-native:containerregistry:Registry", "shop", {}),
  );
  expect([...files.keys()]).toEqual(["azure/shop-2.json", "azure/shop.json"]);
});

test("no name leads out of the folder", () => {
  const files = render(
    sampleResource("azure-native:keyvault:Vault", "../../etc/x", {}),
    deployment("x", { name: "a/b", namespace: "../c" }),
  );
  expect([...files.keys()]).toEqual(["..-c/deployment-a-b.yaml", "azure/..-..-etc-x.json"]);
});

test("components and providers are no files", () => {
  expect(
    render(
      sampleResource("shop:index:App", "app", {}, { custom: false }),
      sampleResource("pulumi:providers:kubernetes", "aks"),
    ).size,
  ).toBe(0);
});
