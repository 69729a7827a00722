import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, resource } from "../../testing/resources";
import { autoscalingMaxReachable } from "./autoscaling-max-reachable";

/* How many pods a pool's nodes hold, and which pools take them: what of a node, of its pool and of its pods decides. */

const hpa = ({ maxReplicas }: { maxReplicas: number }): Resource =>
  resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {
    metadata: { name: "hpa", namespace: "production" },
    spec: { scaleTargetRef: { kind: "Deployment", name: "shop" }, minReplicas: 2, maxReplicas },
  });
const asking = (requests: Properties) => deployment({}, { resources: { requests: { cpu: "50m", ...requests } } });
const ofSize = [
  { matchExpressions: [{ key: "node.kubernetes.io/instance-type", operator: "In", values: ["Standard_D8s_v5"] }] },
];
const onNodes = (terms: Properties[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
});
const ofLabel = (key: string, ...values: string[]) =>
  onNodes([{ matchExpressions: [{ key, operator: "In", values }] }]);
const ofCluster = (networkProfile: Properties) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", { location: "koreacentral", networkProfile });
const nine = (pod: Properties, pool: Properties = {}, ...more: Resource[]): Resource[] => [
  deployment(pod),
  hpa({ maxReplicas: 9 }),
  cpuPool(pool),
  ...more,
];
const nowhere = ["never reach its 9 replicas: pool none holds 0 pods"];

judgesAs(autoscalingMaxReachable, [
  // 32 GiB less what AKS keeps (20 MiB for each of 250 pods, 50 MiB and 100 MiB) leave one place of 20 GiB.
  ["memory", [asking({ memory: "20Gi" }), hpa({ maxReplicas: 21 }), cpuPool()], ["holds 20 pods"]],
  ["memory enough", [asking({ memory: "20Gi" }), hpa({ maxReplicas: 20 }), cpuPool()], []],
  [
    "disk",
    [asking({ "ephemeral-storage": "40Gi" }), hpa({ maxReplicas: 21 }), cpuPool({ osDiskSizeGB: 64 })],
    ["holds 20 pods"],
  ],
  ["pods of a node", [asking({}), hpa({ maxReplicas: 601 }), cpuPool({ maxPods: 30 })], ["holds 600 pods"]],
  [
    "pods of a node by the cluster's network",
    [asking({}), hpa({ maxReplicas: 601 }), cpuPool(), ofCluster({ networkPlugin: "azure" })],
    ["holds 600 pods"],
  ],
  ["a selector of a pool's label", nine({ nodeSelector: { team: "shop" } }, { nodeLabels: { team: "shop" } }), []],
  ["a selector of no pool's label", nine({ nodeSelector: { team: "shop" } }), nowhere],
  ["a selector of another pool's name", nine({ nodeSelector: { agentpool: "cpu2" } }), nowhere],
  ["an affinity to the pool's label", nine(ofLabel("team", "a", "shop"), { nodeLabels: { team: "shop" } }), []],
  ["an affinity to another label", nine(ofLabel("team", "web"), { nodeLabels: { team: "shop" } }), nowhere],
  ["one of two terms", nine(onNodes([{ matchExpressions: [{ key: "team", operator: "Exists" }] }, ...ofSize])), []],
  ["a label that something else puts on nodes", nine(ofLabel("feature.node.kubernetes.io/cpu-model.id", "106")), []],
  ["a zone of the pool", nine(ofLabel("topology.kubernetes.io/zone", "koreacentral-2"), {}, ofCluster({})), []],
  ["a zone of no pool", nine(ofLabel("topology.kubernetes.io/zone", "koreacentral-4"), {}, ofCluster({})), nowhere],
  ["a zone of a region that is not known", nine(ofLabel("topology.kubernetes.io/zone", "koreacentral-4")), []],
  ["a taint that is not tolerated", nine({}, { nodeTaints: ["only=batch:NoSchedule"] }), nowhere],
  ["a taint that only prefers", nine({}, { nodeTaints: ["only=batch:PreferNoSchedule"] }), []],
  [
    "a taint that is tolerated",
    nine({ tolerations: [{ key: "only", operator: "Exists" }] }, { nodeTaints: ["only=batch:NoSchedule"] }),
    [],
  ],
  ["spot nodes, which AKS taints by itself", nine({}, { scaleSetPriority: "Spot" }), nowhere],
  ["a system pool, where it has no taint", nine({}, { mode: "System" }), []],
]);
