import { toleratesTaints } from "@breakwater/kubernetes-rules";
import { taintText } from "@breakwater/plan-views";
import { expendableBelow } from "../autoscaler/unserved";
import type { PodTemplate } from "../cluster/pod-template";
import { cpuIndex, gpuIndex, memoryIndex, podsIndex, storageIndex } from "../cluster/resources";
import type { Capacity, Resident } from "./capacity";

/** What keeps pods from a place: without it there would be more of them. */
interface Cause {
  words(template: PodTemplate, capacity: Capacity): string;
  without(template: PodTemplate): PodTemplate;
}

const without = (template: PodTemplate, ...resources: number[]): PodTemplate => ({
  ...template,
  requests: template.requests.map((amount, index) => (resources.includes(index) ? 0 : amount)),
});

const causes: readonly Cause[] = [
  { words: () => "CPU", without: (template) => without(template, cpuIndex) },
  { words: () => "memory", without: (template) => without(template, memoryIndex) },
  { words: () => "ephemeral storage", without: (template) => without(template, storageIndex) },
  { words: () => "GPUs", without: (template) => without(template, gpuIndex) },
  { words: () => "the most pods of a node (maxPods)", without: (template) => without(template, podsIndex) },
  {
    words: ({ tolerations }, { pools }) => {
      const taints = pools.flatMap(({ templates }) =>
        templates[0]!.taints.filter((taint) => !toleratesTaints([taint], tolerations)),
      );
      return `taints that its pods do not tolerate (${[...new Set(taints.map(taintText))].join(", ")})`;
    },
    without: (template) => ({ ...template, tolerations: [{ operator: "Exists" }] }),
  },
  {
    words: ({ choice }) => `its node selector or required node affinity (${labelsOf(choice).join(", ")})`,
    without: (template) => ({ ...template, choice: {} }),
  },
  {
    words: ({ antiAffinity }) => `its required anti-affinity (${keysOf(antiAffinity)})`,
    without: (template) => ({ ...template, antiAffinity: [] }),
  },
  {
    words: ({ affinity }) => `its required affinity to pods (${keysOf(affinity)})`,
    without: (template) => ({ ...template, affinity: [] }),
  },
  {
    words: ({ spread }) => `its required topology spread (${keysOf(spread.filter(({ required }) => required))})`,
    without: (template) => ({ ...template, spread: [] }),
  },
  {
    words: ({ hostPorts }) => `ports of the node (${[...new Set(hostPorts.map(({ port }) => port))].join(", ")})`,
    without: (template) => ({ ...template, hostPorts: [] }),
  },
  {
    words: ({ priority }) =>
      `its priority: the Cluster Autoscaler adds no node for ${priority}, which is below ${expendableBelow}`,
    without: (template) => ({ ...template, priority: Math.max(template.priority, 0) }),
  },
];

/**
 * What keeps further pods of a workload from a place, each by itself: an empty list where only several things together do. A quota of the namespace is not
 * among them.
 */
export function causesOf(capacity: Capacity, resident: Resident, pods: number): string[] {
  const { template } = resident;
  const held = capacity.holds(resident, pods, { limits: false }).pods;
  return causes.flatMap(({ words, without: relaxed }) =>
    capacity.holds(resident, pods, { limits: false, as: relaxed(template) }).pods > held
      ? [words(template, capacity)]
      : [],
  );
}

const keysOf = (terms: readonly { topologyKey: string }[]): string =>
  [...new Set(terms.map(({ topologyKey }) => topologyKey))].join(", ");

/** The labels that a pod asks of its nodes, as a person would write them. */
function labelsOf({ nodeSelector, affinity }: PodTemplate["choice"]): string[] {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const expressions = terms.flatMap(({ matchExpressions }) => matchExpressions ?? []);
  return [
    ...Object.entries(nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) => [key, operator, (values ?? []).join("|")].join(" ").trim()),
  ];
}
