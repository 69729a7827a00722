import { bringersTo, namedObjectsOf } from "./scalable-objects";
import { resource } from "./testing/resources";

const metadata = { name: "shop", namespace: "production" };

test("an object of any kind, as an autoscaler may name it", () => {
  const [rollout, patch, pod] = namedObjectsOf([
    resource("kubernetes:argoproj.io/v1alpha1:Rollout", { metadata, spec: { replicas: 5 } }),
    resource("kubernetes:apps/v1:DeploymentPatch", { metadata }),
    resource("kubernetes:core/v1:Pod", { metadata }),
  ]);
  expect(rollout).toMatchObject({ kind: "Rollout", group: "argoproj.io", isPatch: false, declaredReplicas: 5 });
  expect(patch).toMatchObject({ kind: "Deployment", group: "apps", isPatch: true, declaredReplicas: undefined });
  expect(pod).toMatchObject({ kind: "Pod", group: "", apiVersion: "v1" });
});

test("what brings objects is none itself, and neither is another cloud's", () => {
  const types = ["kubernetes:helm.sh/v3:Release", "kubernetes:yaml:ConfigFile", "azure-native:network:Subnet"];
  expect(namedObjectsOf(types.map((type) => resource(type, {})))).toEqual([]);
});

test("a name that Pulumi completes", () => {
  const [auto] = namedObjectsOf([resource("kubernetes:apps/v1:Deployment", {}, "shop")]);
  expect(["shop", "shop-1f2e3d4c", "shop-1f2e3d4c5", "shop-worker"].map((name) => auto!.mayBeCalled(name))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const [named] = namedObjectsOf([resource("kubernetes:apps/v1:Deployment", { metadata }, "shop")]);
  expect(named!.mayBeCalled("shop-1f2e3d4c")).toBe(false);
});

test("a chart brings objects to its own namespace, files and other programs to any", () => {
  const chart = (namespace?: string) => resource("kubernetes:helm.sh/v4:Chart", { ...(namespace && { namespace }) });
  const brings = (...resources: ReturnType<typeof chart>[]) => bringersTo("production", resources).length > 0;
  expect([brings(chart("production")), brings(chart("other")), brings(chart())]).toEqual([true, false, true]);
  const others = [
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize/v2:Directory",
    "kubernetes:apps/v1:DeploymentList",
    "kubernetes:argoproj.io/v1alpha1:ApplicationSet",
    "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization",
    "azure-native:kubernetesconfiguration/v20230501:FluxConfiguration",
    "command:local:Command",
  ];
  expect(others.filter((type) => !brings(resource(type, {})))).toEqual([]);
  expect(brings(resource("kubernetes:argoproj.io/v1alpha1:Rollout", {}))).toBe(false);
});
