import { knownVmSize } from "@breakwater/azure-sizes";
import type { KubernetesObject } from "../../../controlplane";
import { buildNode } from "../../../nodes/node";
import type { Pool } from "@breakwater/plan-views";
import { demandOf } from "../fit/pod";
import type { PodDemand } from "../fit/pod";

export const gpuTaint = { key: "sku", value: "gpu", effect: "NoSchedule" };

/** A pool of four-core machines, from 0 to 3 of them. */
export function pool(more: Partial<Pool> = {}): Pool {
  return {
    name: "cpu1",
    vmSize: "Standard_D4s_v5",
    mode: "User",
    count: 0,
    bounds: { min: 0, max: 3 },
    maxPods: 110,
    zones: [],
    labels: {},
    taints: [],
    spot: false,
    ...more,
  };
}

/** A pool of machines with one GPU each, tainted. */
export function gpuPool(more: Partial<Pool> = {}): Pool {
  return pool({
    name: "gpu1",
    vmSize: "Standard_NC24ads_A100_v4",
    labels: { sku: "gpu" },
    taints: [gpuTaint],
    ...more,
  });
}

export function node(of: Pool, index = 0): KubernetesObject {
  return buildNode(of, knownVmSize(of.vmSize), "koreacentral", index);
}

/** A pod as the API server has it: one container that asks for a core, and no node took it. */
export function podObject(name: string, spec: object = {}, metadata: object = {}): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "jobs", uid: `uid-${name}`, ...metadata },
    spec: { containers: [{ name: "main", resources: { requests: { cpu: "1", memory: "1Gi" } } }], ...spec },
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
    },
  };
}

export function pod(name: string, more: Partial<PodDemand> = {}): PodDemand {
  return { ...demandOf(podObject(name)), ...more };
}

/** A pod that needs a GPU, and tolerates and selects what it must. */
export function gpuPod(name: string): PodDemand {
  return demandOf(
    podObject(name, {
      nodeSelector: { sku: "gpu" },
      tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
      containers: [{ name: "model", resources: { limits: { "nvidia.com/gpu": "1" } } }],
    }),
  );
}
