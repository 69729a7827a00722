import { knownVmSize } from "@breakwater/azure-sizes";
import type { Pool } from "@breakwater/plan-views";
import type { KubernetesObject } from "../../../controlplane";
import { buildNode } from "../../../nodes";

const gpuTaint = { key: "sku", value: "gpu", effect: "NoSchedule" };

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

/** A node of a pool, ready. */
export function node(of: Pool, index = 0, spec: object = {}): KubernetesObject {
  const built = buildNode(of, knownVmSize(of.vmSize), "koreacentral", index);
  return {
    ...built,
    spec: { ...(built["spec"] as object), ...spec },
    status: { ...(built["status"] as object), conditions: [{ type: "Ready", status: "True" }] },
  };
}

const replicaSet = { kind: "ReplicaSet", name: "app", controller: true };

/** A pod of a ReplicaSet as the API server has it: one container that asks for a core, and no node took it. */
export function podObject(name: string, spec: object = {}, metadata: object = {}): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "jobs", uid: `uid-${name}`, ownerReferences: [replicaSet], ...metadata },
    spec: { containers: [{ name: "main", resources: { requests: { cpu: "1", memory: "1Gi" } } }], ...spec },
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
    },
  };
}

/** A pod that needs a GPU, and tolerates and selects what it must. */
export function gpuPodObject(name: string): KubernetesObject {
  return podObject(name, {
    nodeSelector: { sku: "gpu" },
    tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
    containers: [{ name: "model", resources: { limits: { "nvidia.com/gpu": "1" } } }],
  });
}

/** A DaemonSet whose pods ask for this much of every node that they tolerate. */
export function daemonSet(name: string, requests: object, spec: object = {}): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name, namespace: "monitoring" },
    spec: { template: { spec: { containers: [{ name: "agent", resources: { requests } }], ...spec } } },
  };
}

/** A budget over the pods with a label `app`. */
export function budget(app: string, disruptionsAllowed: number): KubernetesObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: `${app}-${disruptionsAllowed}`, namespace: "jobs" },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed },
  };
}
