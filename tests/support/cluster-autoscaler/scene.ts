import type { JsonObject } from "@breakwater/plan-views";

/** A pool as a program declares it. */
export interface ScenePool {
  name: string;
  vmSize: string;
  zones: string[];
  min: number;
  max: number;
  labels: Record<string, string>;
  taints: string[];
}

/** A Deployment as a program declares it. */
export interface SceneWorkload {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Of its pods. */
  spec: JsonObject;
}

export interface SceneClass {
  name: string;
  value: number;
  preemptionPolicy?: "Never";
  globalDefault?: boolean;
}

export interface SceneBudget {
  name: string;
  namespace: string;
  selector: JsonObject;
  minAvailable?: number | string;
  maxUnavailable?: number | string;
}

/** A node that is there; its number in its pool decides its name and its zone. */
export interface SceneNode {
  pool: string;
  index: number;
}

/** A pod that is there. */
export interface ScenePod {
  name: string;
  workload: string;
  /** Seconds. */
  createdAt: number;
  /** Where it runs, or where others make room for it. */
  node?: SceneNode;
  nominated?: SceneNode;
  ready: boolean;
  deleting: boolean;
}

/** What is declared, and what of it stands where. */
export interface Scene {
  pools: ScenePool[];
  workloads: SceneWorkload[];
  classes: SceneClass[];
  budgets: SceneBudget[];
  profile: Record<string, string>;
  nodes: SceneNode[];
  pods: ScenePod[];
}

export const region = "koreacentral";

/** Of DaemonSets that run on every node: thousandths of a core, MiB. */
export const daemonRequests = [
  { cpu: 250, memory: 200 },
  { cpu: 100, memory: 64 },
];
