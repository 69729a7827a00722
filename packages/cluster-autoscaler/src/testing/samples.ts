import { Cluster, type Node, type NodeState, type Pod } from "../cluster/cluster";
import { fits } from "../cluster/fit";
import { newNodeTemplateOf, type NodeInput, type NodeTemplate } from "../cluster/node-template";
import { podTemplateOf, type PodOwner, type PodTemplate, type PodTemplateInput } from "../cluster/pod-template";
import { amountsOf } from "../cluster/resources";
import { ClusterAutoscaler, type ClusterAutoscalerArgs } from "../autoscaler/autoscaler";
import { NodeGroup, type Instance, type NodeGroupArgs } from "../autoscaler/node-group";
import { readProfile } from "../autoscaler/profile";

const gpuTaint = { key: "sku", value: "gpu", effect: "NoSchedule" };

/** A node of eight cores and 32 GiB of which pods may have all, in a zone. */
export function nodeObject(pool = "cpu1", zone = "koreacentral-1", more: Record<string, string> = {}): NodeInput {
  const offered = { cpu: "8", memory: "32Gi", "ephemeral-storage": "100Gi", pods: "110", ...more };
  return {
    metadata: {
      name: `${pool}-sample`,
      labels: {
        agentpool: pool,
        "kubernetes.azure.com/agentpool": pool,
        "kubernetes.io/hostname": `${pool}-sample`,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "Standard_D8s_v5",
        "topology.kubernetes.io/zone": zone,
        "topology.kubernetes.io/region": "koreacentral",
      },
    },
    spec: { taints: [] },
    status: { capacity: offered, allocatable: offered },
  };
}

/** A node of the same kind with one GPU, tainted. */
export function gpuNodeObject(pool = "gpu1", zone = "koreacentral-1"): NodeInput {
  const node = nodeObject(pool, zone, { "nvidia.com/gpu": "1" });
  return {
    ...node,
    metadata: { ...node.metadata, labels: { ...node.metadata.labels, sku: "gpu" } },
    spec: { taints: [gpuTaint] },
  };
}

export const cpuTemplate = (pool = "cpu1", zone?: string): NodeTemplate =>
  newNodeTemplateOf(nodeObject(pool, zone), pool);
export const gpuTemplate = (pool = "gpu1", zone?: string): NodeTemplate =>
  newNodeTemplateOf(gpuNodeObject(pool, zone), pool);
/** A node of another size. */
export const sizedTemplate = (pool: string, cores: number, daemonCores = 0): NodeTemplate =>
  newNodeTemplateOf(nodeObject(pool, undefined, { cpu: String(cores), memory: `${cores * 4}Gi` }), pool, [
    amountsOf({ cpu: daemonCores }),
  ]);

/** A workload of one container that requests this much. */
export function workload(
  name: string,
  requests: Record<string, string>,
  {
    spec,
    annotations,
    ...owner
  }: Partial<PodOwner> & { spec?: Partial<PodTemplateInput["spec"]>; annotations?: Record<string, string> } = {},
): PodTemplate {
  return podTemplateOf(
    { namespace: "production", name, ...owner },
    { ...(annotations && { metadata: { annotations } }), spec: { containers: [{ resources: { requests } }], ...spec } },
  );
}

export const app = workload("app", { cpu: "1", memory: "1Gi" });
export const vllm = workload(
  "vllm",
  { cpu: "4", "nvidia.com/gpu": "1" },
  { spec: { nodeSelector: { sku: "gpu" }, tolerations: [{ key: "sku", operator: "Exists" }] } },
);

export const groupOf = (template: NodeTemplate, more: Partial<NodeGroupArgs> = {}): NodeGroup =>
  new NodeGroup({ name: template.pool, templates: [template], min: 0, max: 5, family: "d8", vcpus: 8, ...more });

/** Binds pending pods in order of priority, each to the first node that takes it. */
export function placeAll(cluster: Cluster, now: number): void {
  for (const pod of [...cluster.pending].sort((pod, other) => other.template.priority - pod.template.priority)) {
    const node = cluster.nodes.find((candidate) => fits(cluster, pod, candidate));
    if (node) cluster.bind(pod, node, now);
    else pod.unschedulable = true;
  }
}

export interface SceneArgs extends Partial<Omit<ClusterAutoscalerArgs, "profile" | "provisionSeconds">> {
  profile?: Record<string, string>;
  /** Seconds until a node joins. */
  provision?: number;
}

/** What happened in a scan. */
export interface Step {
  at: number;
  requested: string[];
  draining: string[];
  limits: string[];
}

/** A cluster whose pools have no node yet, and a clock that lets nodes join when they are due. */
export class Scene {
  readonly cluster = new Cluster();
  readonly groups: readonly NodeGroup[];
  readonly autoscaler: ClusterAutoscaler;
  now = 0;
  private readonly coming: Instance[] = [];

  constructor({ groups = [groupOf(cpuTemplate())], profile = {}, provision = 180, ...more }: SceneArgs = {}) {
    this.groups = groups;
    this.autoscaler = new ClusterAutoscaler({
      groups,
      profile: readProfile({ scanInterval: "20s", ...profile }).profile,
      provisionSeconds: () => provision,
      waitsForMore: () => false,
      random: () => 0.5,
      ...more,
    });
  }

  addNodes(count: number, group = this.groups[0]!, state: NodeState = {}): Node[] {
    return Array.from({ length: count }, () => {
      const node = this.cluster.addNode(group.nextTemplate(), { createdAt: this.now, ...state });
      group.nodes.add(node);
      return node;
    });
  }

  addPods(template: PodTemplate, count: number, on?: Node): Pod[] {
    return Array.from({ length: count }, () => {
      const pod = this.cluster.addPod(template, this.now);
      pod.ready = true;
      if (on) this.cluster.bind(pod, on, this.now);
      return pod;
    });
  }

  /** One scan now, of what stands where it stands. */
  scan(now = this.now): ReturnType<ClusterAutoscaler["scan"]> {
    this.now = now;
    return this.autoscaler.scan(now, this.cluster);
  }

  /** Scans every 20 s up to a time; drained nodes go at once, and their pods are created anew. */
  runTo(end: number): Step[] {
    const history: Step[] = [];
    for (; this.now <= end; this.now += 20) {
      for (const instance of this.coming) if (instance.readyAt <= this.now) this.join(instance);
      placeAll(this.cluster, this.now);
      const { requested, draining, limits } = this.scan();
      this.coming.push(...requested);
      for (const node of draining) this.remove(node);
      if (requested.length + draining.length + limits.length > 0) {
        history.push({
          at: this.now,
          requested: requested.map(({ group }) => group.name),
          draining: draining.map(({ name }) => name),
          limits: limits.map(({ group, reason }) => `${group.name}: ${reason}`),
        });
      }
    }
    return history;
  }

  join(instance: Instance): boolean {
    if (!instance.group.arrived(instance)) return false;
    this.addNodes(1, instance.group);
    return true;
  }

  remove(node: Node): void {
    const moved = [...node.pods].map(({ template }) => template);
    for (const { nodes } of this.groups) nodes.delete(node);
    this.cluster.removeNode(node);
    this.autoscaler.removed(node);
    for (const template of moved) this.addPods(template, 1);
  }
}
