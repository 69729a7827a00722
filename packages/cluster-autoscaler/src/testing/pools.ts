import { knownVmSize } from "@breakwater/azure-sizes";
import type { Pool } from "@breakwater/plan-views";
import type { NodeTemplate } from "../cluster/node-template";
import { nodeTemplates } from "../plan/node-templates";

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

/** A pool of one A100 a node, tainted. */
export const gpuPool: Pool = {
  ...cpuPool,
  name: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  bounds: { min: 0, max: 3 },
  labels: { sku: "gpu" },
  taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
};

/** Templates of a pool's nodes, as AKS would make them. */
export const templatesOf = (pool: Pool): NodeTemplate[] =>
  nodeTemplates(pool, knownVmSize(pool.vmSize), "koreacentral");
