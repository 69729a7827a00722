import { Capacity, type NodeTemplate } from "@breakwater/cluster-autoscaler";
import { type JsonObject, type Plan, resourcesOf } from "@breakwater/plan-views";
import type { ApiServer, KubernetesObject } from "../../twin/controlplane";
import { buildNode } from "../../twin/nodes";
import { region } from "./cluster-autoscaler/scene";
import { eventually } from "./eventually";

/* A stack's nodes and pods as objects of an API server. */

export const namespaceOf = (index: number): string => `case-${index}`;

/** Those of `capacityPlans`. */
export const priorityClasses: KubernetesObject[] = Object.entries({ high: 1000, low: -1, expendable: -20 }).map(
  ([name, value]) => ({ apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value }),
);

/** The nodes of a stack's pools at their most, without what DaemonSets take of them. */
export const nodesOf = (plan: Plan): KubernetesObject[] =>
  new Capacity(resourcesOf(plan)).pools.flatMap(({ declared, size, templates }) =>
    Array.from({ length: declared.mostNodes }, (_, index) => {
      const node = buildNode(declared, size!, region, index);
      const left = leftOf(templates[index % templates.length]!);
      return { ...node, status: { ...(node["status"] as object), capacity: left, allocatable: left } };
    }),
  );

function leftOf({ allocatable, daemons }: NodeTemplate): Record<string, string> {
  const [cpu, memory, disk, gpus, pods] = allocatable.map((amount, index) => amount - daemons[index]!);
  return {
    cpu: `${cpu}m`,
    memory: String(memory),
    "ephemeral-storage": String(disk),
    ...(gpus! > 0 && { "nvidia.com/gpu": String(gpus) }),
    pods: String(pods),
  };
}

/** The workloads of a stack with what must be there before them, each with as many pods as its autoscaler keeps, the most important first. */
export function objectsOf(plan: Plan, namespace: string): { name: string; objects: KubernetesObject[] }[] {
  const { residents } = new Capacity(resourcesOf(plan));
  const quotas = plan.resources.filter(({ type }) => type.endsWith(":ResourceQuota")).map(({ inputs }) => inputs);
  const inOrder = residents.toSorted((a, b) => b.template.priority - a.template.priority);
  return inOrder.map(({ workload, least }, index) => ({
    name: workload.name,
    objects: [
      ...(index === 0 ? quotas.map((inputs) => object("v1", "ResourceQuota", inputs, namespace)) : []),
      object("apps/v1", "Deployment", withReplicas(workload.resource.props, least), namespace),
    ],
  }));
}

const object = (apiVersion: string, kind: string, inputs: JsonObject, namespace: string): KubernetesObject => ({
  ...inputs,
  apiVersion,
  kind,
  metadata: { ...(inputs.metadata as KubernetesObject["metadata"]), namespace },
});

function withReplicas({ metadata, spec }: JsonObject, replicas: number): JsonObject {
  const { template, ...rest } = spec as { template: { metadata: JsonObject; spec: JsonObject } };
  const containers = (template.spec.containers as JsonObject[]).map(({ envFrom: _, ...container }) => ({
    image: "any",
    ...container,
  }));
  return {
    metadata,
    spec: { ...rest, replicas, template: { ...template, spec: { ...template.spec, containers } } },
  } as JsonObject;
}

type Pod = KubernetesObject & {
  spec: { nodeName?: string };
  status: { conditions?: { type: string; status: string; reason?: string }[] };
};

/** Seconds that a scheduler may take on a busy machine, and looks in a row that must show the same: it tries a pod again after ten seconds at most. */
const patience = 240;
const looks = 30;

/** How many pods of each workload stand on nodes, when nothing moves any more. */
export async function settledPods(api: ApiServer, namespace: string, plan: Plan): Promise<Record<string, number>> {
  let seen = "";
  let same = 0;
  const pods = await eventually(
    async () => (await api.list("v1", "Pod", namespace)) as Pod[],
    (found) => {
      const isDecided = ({ metadata, spec, status }: Pod): boolean =>
        !("deletionTimestamp" in metadata) &&
        (spec.nodeName !== undefined ||
          (status.conditions ?? []).some(({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable"));
      const now = JSON.stringify([
        plan.stack,
        found.map(({ metadata, spec }) => [metadata.name, spec.nodeName]).sort(),
      ]);
      same = now === seen && found.length > 0 && found.every(isDecided) ? same + 1 : 0;
      seen = now;
      return same >= looks;
    },
    patience,
  );
  const bound: Record<string, number> = {};
  for (const { metadata, spec } of pods)
    if (spec.nodeName) bound[metadata.labels!.app!] = (bound[metadata.labels!.app!] ?? 0) + 1;
  return bound;
}
