import { Cluster, NodeGroup, type Node, type Pod } from "@breakwater/cluster-autoscaler";
import type { Plan } from "@breakwater/plan-views";
import { nodeName } from "../../../twin/nodes";
import { readAssumptions } from "../../../twin/surge/assumptions";
import { readModel } from "../../../twin/surge/model";
import { daemonRequests, region, type Scene } from "./scene";
import type { Side } from "./sides";
import { planResource } from "../plan-resource";

/** What a program would declare of a scene, with the app and the autoscaler without which there is no surge. */
export function planOf({ pools, workloads, classes, budgets, profile }: Scene): Plan {
  const labels = { app: "app" };
  return {
    version: 1,
    project: "shop",
    stack: "test",
    outputs: {},
    resources: [
      planResource("azure-native:containerservice:ManagedCluster", "cluster", {
        location: region,
        autoScalerProfile: profile,
      }),
      ...pools.map(({ name, vmSize, zones, min, max, labels: nodeLabels, taints }) =>
        planResource("azure-native:containerservice:AgentPool", name, {
          agentPoolName: name,
          vmSize,
          enableAutoScaling: true,
          minCount: min,
          maxCount: max,
          maxPods: 110,
          availabilityZones: zones,
          nodeLabels,
          nodeTaints: taints,
        }),
      ),
      ...classes.map(({ name, ...own }) =>
        planResource("kubernetes:scheduling.k8s.io/v1:PriorityClass", name, { metadata: { name }, ...own }),
      ),
      ...budgets.map(({ name, namespace, ...spec }) =>
        planResource("kubernetes:policy/v1:PodDisruptionBudget", name, { metadata: { name, namespace }, spec }),
      ),
      ...workloads.map(({ name, namespace, labels: podLabels, annotations, spec }) =>
        planResource("kubernetes:apps/v1:Deployment", name, {
          metadata: { name, namespace },
          spec: {
            selector: { matchLabels: podLabels },
            template: { metadata: { labels: podLabels, annotations }, spec },
          },
        }),
      ),
      planResource("kubernetes:core/v1:ConfigMap", "app", {
        metadata: { name: "app", namespace: "app" },
        data: { HOLYSHEEP_BASE_URL: "https://gateway.example" },
      }),
      planResource("kubernetes:core/v1:Service", "app", {
        metadata: { name: "app", namespace: "app" },
        spec: { selector: labels },
      }),
      planResource("kubernetes:apps/v1:Deployment", "app", {
        metadata: { name: "app", namespace: "app" },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: "app", envFrom: [{ configMapRef: { name: "app" } }] }] },
          },
        },
      }),
      planResource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "app", {
        metadata: { name: "app", namespace: "app" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
          maxReplicas: 3,
          metrics: [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
          ],
        },
      }),
    ],
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const assumptions = readAssumptions(undefined, {
  "nodes.daemonCpuCores": String(sum(daemonRequests.map(({ cpu }) => cpu)) / 1000),
  "nodes.daemonMemoryBytes": String(sum(daemonRequests.map(({ memory }) => memory)) * 2 ** 20),
});

/** A scene as the simulator has it: declared by a Plan, DaemonSets assumed. */
export function planSide(scene: Scene): Side {
  const { pools, workloads, profile } = readModel(planOf(scene), assumptions);
  const groups = pools.map(
    ({ name, templates, bounds, family, vcpus }) => new NodeGroup({ name, templates, ...bounds!, family, vcpus }),
  );
  return {
    groups,
    profile,
    read({ nodes, pods }) {
      const cluster = new Cluster();
      const present = new Map<string, Node>();
      for (const group of groups) group.nodes.clear();
      for (const { pool, index } of nodes) {
        const group = groups.find(({ name }) => name === pool)!;
        const name = nodeName(pool, index);
        const node = cluster.addNode(group.templates[index % group.templates.length]!, { name });
        group.nodes.add(node);
        present.set(name, node);
      }
      const names = new Map<Pod, string>();
      for (const { name, workload, createdAt, node, nominated, ready, deleting } of pods) {
        const { template } = workloads.find(({ id }) => id.endsWith(`/${workload}`))!;
        const pod = cluster.addPod(template, createdAt);
        names.set(pod, name);
        Object.assign(pod, { ready, deleting });
        if (node) {
          cluster.bind(pod, present.get(nodeName(node.pool, node.index))!, createdAt);
          continue;
        }
        pod.unschedulable = true;
        if (nominated) cluster.nominate(pod, present.get(nodeName(nominated.pool, nominated.index))!);
      }
      return { cluster, names };
    },
  };
}
