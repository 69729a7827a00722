import type { AutoscalerProfile, PlanPool, PodTemplate } from "@breakwater/cluster-autoscaler";
import type { HpaSpec, ScaledObjectSpec } from "../control";
import type { ServingOptions } from "../serving";
import type { StartUp } from "./start-up";

/** Who decides how many pods a workload has. */
export type ScalerModel = { kind: "hpa"; spec: HpaSpec } | { kind: "keda"; spec: ScaledObjectSpec };

/** A Deployment, as far as a surge goes. */
export interface WorkloadModel {
  /** `namespace/name`. */
  id: string;
  /** What its pods do: they are the app, the model servers, or only take room. */
  role: "app" | "vllm" | "other";
  template: PodTemplate;
  /** Pods before the surge, where no autoscaler says otherwise. */
  replicas: number;
  scaler?: ScalerModel;
  startUp: StartUp;
  /** From the start of its container until it answers, and to have its image on a node that lacks it. */
  startSeconds: number;
  imagePullSeconds: number;
  /** From being asked to end: `preStop`'s sleep, and the longest that it is given. */
  preStopSeconds: number;
  graceSeconds: number;
  /** What one of its pods requests, for an autoscaler of shares: thousandths of cores, bytes; absent where a container requests none. */
  cpuRequest?: number;
  memoryRequest?: number;
  /** Its liveness stands in line with its questions, as in an app without a thread for health; of the starting point alone. */
  healthInLine?: { periodSeconds: number; timeoutSeconds: number; failureThreshold: number };
}

/** A pool of nodes. */
export interface PoolModel extends PlanPool {
  /** Dollars an hour of a node; absent where the price is not known. */
  dollarsPerHour?: number;
  gpu: boolean;
  /** Memory of each of its GPUs, bytes; absent without GPUs. */
  gpuMemoryBytes?: number;
}

/** All that a Plan and the assumptions say about a surge. */
export interface SurgeModel {
  project: string;
  stack: string;
  workloads: WorkloadModel[];
  pools: PoolModel[];
  /** vCPUs granted, by VM family in lower case. */
  quotas: ReadonlyMap<string, number>;
  /** Nodes that there are pod addresses for. */
  maxNodes: number;
  profile: AutoscalerProfile;
  serving: ServingOptions;
}
