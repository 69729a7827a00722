import type { JsonObject } from "@breakwater/plan-views";
import pc from "picocolors";
import { samplePlan, sampleResource } from "../plan/testing/sample-plan";
import { drawPlan } from "./plan-tree";

const component = sampleResource("shop:index:NodePool", "gpu", {}, { custom: false });
const pool = sampleResource(
  "azure-native:containerservice:AgentPool",
  "gpu-pool",
  {
    vmSize: "Standard_NC24ads_A100_v4",
    enableAutoScaling: true,
    minCount: 0,
    maxCount: 3,
    nodeTaints: ["sku=gpu:NoSchedule"],
  },
  { parent: component.urn, outputs: { name: "gpu1" }, options: { protect: true } },
);
const service = sampleResource("kubernetes:core/v1:Service", "api", {
  kind: "Service",
  metadata: { name: "api", namespace: "shop" },
});
const role = sampleResource(
  "azure-native:authorization:RoleAssignment",
  "pull",
  {},
  { outputs: { name: "7f951dda-4ed3-4680-a7ca-43fe172d538d" } },
);

test("resources stand under their components, by the name they have where they run, with what matters about them", () => {
  const plan = {
    ...samplePlan(component, pool, service, role),
    outputs: { url: "http://api.shop.svc", kubeconfig: "[secret]" },
  };
  expect(drawPlan(plan, pc.createColors(false))).toBe(`shop stack dev
├─ gpu NodePool
│  └─ AgentPool gpu1  Standard_NC24ads_A100_v4, 0 to 3 nodes, sku=gpu:NoSchedule, protected
├─ Service shop/api
└─ RoleAssignment pull

3 resources in 1 component: 2 Azure, 1 Kubernetes, 0 other

Outputs
  url         http://api.shop.svc
  kubeconfig  [secret]
`);
});

test("the facts of each kind that decides size and cost, with a question mark for what nobody can say", () => {
  const drawn = (type: string, inputs: JsonObject) =>
    drawPlan(samplePlan(sampleResource(type, "it", inputs)), pc.createColors(false)).split("\n")[1];
  const spec = { scaleTargetRef: { kind: "Deployment", name: "api" } };
  expect([
    drawn("azure-native:containerservice:ManagedCluster", { kubernetesVersion: "1.35", sku: { tier: "Standard" } }),
    drawn("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", { spec: { ...spec, maxReplicas: 20 } }),
    drawn("kubernetes:keda.sh/v1alpha1:ScaledObject", { spec }),
    drawn("kubernetes:apps/v1:Deployment", { spec: { template: { spec: { containers: [{ image: "api:1" }] } } } }),
    drawn("kubernetes:helm.sh/v3:Release", { chart: "keda", version: "2.20.2" }),
    drawn("azure-native:containerservice:AgentPool", { vmSize: "[unknown]", count: "three" }),
  ]).toEqual([
    "└─ ManagedCluster it  1.35, Standard",
    "└─ HorizontalPodAutoscaler it  1 to 20 replicas",
    "└─ ScaledObject it  0 to 100 replicas",
    "└─ Deployment it  api:1",
    "└─ Release it  keda, 2.20.2",
    "└─ AgentPool it  ?, ? to ? nodes",
  ]);
});

test("an empty Plan is drawn too, and colours are there only when asked for", () => {
  expect(drawPlan(samplePlan(), pc.createColors(false))).toBe(
    "shop stack dev\n\n0 resources in 0 components: 0 Azure, 0 Kubernetes, 0 other\n",
  );
  expect(drawPlan(samplePlan(), pc.createColors(true))).toContain("\u001b[1mshop");
});
