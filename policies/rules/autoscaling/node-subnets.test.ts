import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, resource } from "../../testing/resources";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";

/* Whether the subnets of nodes have addresses for full pools, and for an upgrade of these. */

const subnetId =
  "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-1/subnets/snet-nodes";
const subnet = (addressPrefix: string, changes: Properties = {}) =>
  resource("azure-native:network:Subnet", "nodes", {
    virtualNetworkName: "vnet-1",
    subnetName: "snet-nodes",
    addressPrefix,
    ...changes,
  });
const hpa = resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {
  metadata: { name: "hpa", namespace: "production" },
  spec: { scaleTargetRef: { kind: "Deployment", name: "shop" }, minReplicas: 2, maxReplicas: 4 },
});
const pool = (changes: Properties = {}) =>
  cpuPool({ vnetSubnetID: subnetId, maxCount: 20, upgradeSettings: { maxSurge: "33%" }, ...changes });
const stack = (...more: Resource[]): Resource[] => [deployment(), hpa, ...more];
const privateCluster = resource("azure-native:containerservice:ManagedCluster", "aks", {
  apiServerAccessProfile: { enablePrivateCluster: true },
});
const internalService = (annotations: Properties = {}) =>
  resource("kubernetes:core/v1:Service", "gateway", {
    metadata: {
      name: "gateway",
      namespace: "edge",
      annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true", ...annotations },
    },
    spec: { type: "LoadBalancer" },
  });
const upgrade = "Full node pools cannot be upgraded: subnet snet-nodes (10.20.0.0/27) has addresses for";

judgesAs(autoscalingMaxReachable, [
  // 20 nodes and 7 of the surge: as many as a /27 has beside Azure's five.
  ["a subnet that is just large enough", stack(pool(), subnet("10.20.0.0/27")), []],
  [
    "one node more",
    stack(pool({ maxCount: 21 }), subnet("10.20.0.0/27")),
    [`${upgrade} 27 nodes, the pools may have 28 during an upgrade`],
  ],
  [
    "a private API server",
    stack(pool(), subnet("10.20.0.0/27"), privateCluster),
    [`${upgrade} 26 nodes, the pools may have 27 during an upgrade`],
  ],
  [
    "an internal load balancer",
    stack(pool(), subnet("10.20.0.0/27"), internalService()),
    [`${upgrade} 26 nodes, the pools may have 27 during an upgrade`],
  ],
  [
    "an internal load balancer in a subnet of its own",
    stack(
      pool(),
      subnet("10.20.0.0/27"),
      internalService({ "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "snet-gateways" }),
    ),
    [],
  ],
  [
    "fewer addresses than nodes, said once",
    stack(pool(), subnet("10.20.0.0/28")),
    [
      "can never reach their most nodes: subnet snet-nodes (10.20.0.0/28) has addresses for 11 nodes, the pools may have 20",
    ],
  ],
  ["another network's subnet", stack(pool(), subnet("10.20.0.0/28", { virtualNetworkName: "vnet-2" })), []],
  ["a subnet that is not in the stack", stack(pool()), []],
  ["a block that Azure refuses", stack(pool(), subnet("all")), []],
]);
