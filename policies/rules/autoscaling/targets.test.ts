import type { Properties, Resource } from "@breakwater/plan-views";
import { hpa, rollout, scaledObject } from "../../testing/autoscalers";
import { type Case, judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { autoscalingTargetExists } from "./autoscaling-target-exists";
import { isNearMiss } from "./near-miss";

const shop = deployment();
const target = (scaleTargetRef: Properties) => hpa({ scaleTargetRef });
const ofHpa = (shows: string, scaleTargetRef: Properties, others: Resource[], ...findings: string[]): Case => [
  shows,
  [target(scaleTargetRef), ...others],
  findings,
];
const deploymentOf = (name: string, apiVersion = "apps/v1") => ({ apiVersion, kind: "Deployment", name });
const chart = (namespace: string) =>
  resource("kubernetes:helm.sh/v3:Release", "chart", { chart: "web", ...(namespace && { namespace }) });
const inDefault = (original: Resource): Resource => ({
  ...original,
  namespace: "default",
  props: { ...original.props, metadata: { ...(original.props.metadata as object), namespace: "default" } },
});

judgesAs(autoscalingTargetExists, [
  ofHpa("a Deployment", deploymentOf("shop"), [shop]),
  ofHpa("a Deployment, by a version that is gone", deploymentOf("shop", "apps/v1beta2"), [shop]),
  ofHpa("a workload of another stack", deploymentOf("shop"), []),
  ofHpa("a workload of another stack beside one of this", deploymentOf("billing"), [shop]),
  ofHpa(
    "a misspelt Deployment",
    deploymentOf("shpo"),
    [shop],
    'HorizontalPodAutoscaler "production/hpa" scales Deployment/shpo: a target that namespace production does not have. The stack has Deployment "production/shop"',
  ),
  ofHpa("a neighbour that has a number of its own", deploymentOf("shop-2"), [deployment({}, {}, { name: "shop-1" })]),
  ["a neighbour that another autoscaler scales", [target(deploymentOf("shpo")), shop, hpa({}, "shop", "second")], []],
  [
    "an autoscaler that is called as the workload, and names another",
    [hpa({}, "frontend", "shop-hpa"), shop],
    ["scales Deployment/frontend: a target that"],
  ],
  ofHpa("what a chart may bring", deploymentOf("shpo"), [shop, chart("production")]),
  ofHpa("what a chart without a namespace may bring", deploymentOf("shpo"), [shop, chart("")]),
  ofHpa("a chart in another namespace", deploymentOf("shpo"), [shop, chart("monitoring")], "Deployment/shpo"),
  ...[
    "kubernetes:yaml:ConfigFile",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize:Directory",
    "kubernetes:argoproj.io/v1alpha1:Application",
    "kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease",
    "azure-native:kubernetesconfiguration:FluxConfiguration",
    "command:local:Command",
  ].map((type) => ofHpa(`what ${type} may bring`, deploymentOf("shpo"), [shop, resource(type, "more", {})])),
  ofHpa("a patch of it", deploymentOf("app"), [
    resource("kubernetes:apps/v1:DeploymentPatch", "patch", { metadata: { name: "app", namespace: "production" } }),
    deployment({}, {}, { name: "apps" }),
  ]),
  ofHpa("a workload that Pulumi names", deploymentOf("shop-1f2e3d4c"), [
    { ...shop, props: { ...shop.props, metadata: { namespace: "production" } } },
  ]),
  ofHpa(
    "a workload of another namespace that nobody scales",
    deploymentOf("shop"),
    [inDefault(shop)],
    'The stack has Deployment "default/shop"',
  ),
  [
    "a workload of each of two namespaces",
    [target(deploymentOf("shop")), inDefault(shop), inDefault({ ...target(deploymentOf("shop")), urn: "urn:2" })],
    [],
  ],
  ofHpa(
    "no API group",
    { kind: "Deployment", name: "shop" },
    [shop],
    "has no apiVersion for its target Deployment/shop",
  ),
  ofHpa("an empty API group", deploymentOf("shop", ""), [shop], "Set scaleTargetRef.apiVersion to apps/v1"),
  ofHpa("a version alone", deploymentOf("shop", "v1"), [shop], "has the apiVersion v1, which has no API group"),
  ofHpa("the one kind of the core group", { kind: "ReplicationController", name: "shop", apiVersion: "v1" }, []),
  ofHpa(
    "a group that has no such kind any more",
    deploymentOf("shop", "extensions/v1beta1"),
    [shop],
    "scales Deployment/shop of extensions/v1beta1: a target",
  ),
  ofHpa(
    "a kind in small letters",
    { apiVersion: "apps/v1", kind: "deployment", name: "shop" },
    [shop],
    "scales deployment/shop: a target",
  ),
  ofHpa(
    "a DaemonSet",
    { apiVersion: "apps/v1", kind: "DaemonSet", name: "shop" },
    [deployment({}, {}, { kind: "DaemonSet" })],
    "a DaemonSet has no count that could be scaled",
  ),
  [
    "a StatefulSet that KEDA takes for a Deployment",
    [scaledObject(), deployment({}, {}, { kind: "StatefulSet" })],
    ["scales Deployment/shop, for a target without a kind is one: a target that"],
  ],
  ["a Deployment, which KEDA takes it for", [scaledObject(), shop], []],
  [
    "a Rollout",
    [
      scaledObject({ scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "shop" } }),
      rollout(),
    ],
    [],
  ],
  [
    "a Rollout without its API group, for which KEDA takes apps",
    [scaledObject({ scaleTargetRef: { kind: "Rollout", name: "shop" } }), rollout()],
    ["scales Rollout/shop of apps/v1: a target"],
  ],
  [
    "a kind that nobody here knows",
    [
      scaledObject({ scaleTargetRef: { apiVersion: "agones.dev/v1", kind: "Fleet", name: "shop" } }),
      resource("kubernetes:agones.dev/v1:Fleet", "shop", { metadata: { name: "shop", namespace: "production" } }),
    ],
    [],
  ],
  ["no autoscaler", [shop], ["not applicable"]],
]);

test.each([
  ["app", "aap"],
  ["app", "appp"],
  ["app", "ap"],
  ["app", "apps"],
  ["app", "App"],
  ["web-frontend", "web-fronted"],
  ["chat-worker", "chat-wroker"],
  ["recommendation", "recomendations"],
])("%s and %s are one name, misspelt", (name, another) => {
  expect(isNearMiss(name, another)).toBe(true);
});

test.each([
  ["app", "app"],
  ["app", "api"],
  ["app", "api-gateway"],
  ["web-1", "web-2"],
  ["web-a", "web-b"],
  ["api-v1", "api-v2"],
  ["api", "api-v2"],
  ["a", "b"],
  ["web", "worker"],
  ["blue", "green"],
])("%s and %s are not", (name, another) => {
  expect(isNearMiss(name, another)).toBe(false);
});
