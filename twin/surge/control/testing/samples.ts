import { knownVmSize } from "@breakwater/azure-sizes";
import {
  nodeTemplates,
  podTemplateOf,
  type NodeTemplate,
  type PodTemplate,
  type PodTemplateInput,
} from "@breakwater/cluster-autoscaler";
import type { Pool } from "@breakwater/plan-views";

/** A pool of eight cores without zones. */
export const cpuPool: Pool = {
  name: "cpu1",
  vmSize: "Standard_D8s_v5",
  mode: "User",
  count: 1,
  bounds: { min: 1, max: 5 },
  maxPods: 250,
  zones: [],
  labels: { "breakwater.dev/pool": "cpu" },
  taints: [],
  spot: false,
};

/** Templates of a pool's nodes. */
export const templatesOf = (pool: Pool): NodeTemplate[] =>
  nodeTemplates(pool, knownVmSize(pool.vmSize), "koreacentral");

/** A workload with one container that requests this much. */
export function workload(
  name: string,
  requests: Record<string, string>,
  changed: { priority?: number; budgets?: PodTemplate["budgets"]; spec?: Partial<PodTemplateInput["spec"]> } = {},
): PodTemplate {
  const { spec, ...of } = changed;
  return podTemplateOf(
    { namespace: "production", name, ...of },
    { spec: { containers: [{ resources: { requests } }], ...spec } },
  );
}
