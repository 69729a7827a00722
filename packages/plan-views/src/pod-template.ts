/*
 * The parts of a pod template that the product reads, in Kubernetes' own shape and names
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/). They are taken as the program wrote them: what is
 * not set is absent here too, and what is not known yet throws where it is read.
 */

import type { LabelSelector, NodeSelector, Toleration } from "@breakwater/kubernetes-rules";

/** Quantities by the resource's name, for example `{ cpu: "500m" }`. */
export type Quantities = Readonly<Record<string, string | number>>;

/** What a container asks for and may take. */
export interface ContainerResources {
  requests?: Quantities;
  limits?: Quantities;
}

/** How the kubelet asks a container something. Defaults of the times: `timingOf`. */
export interface Probe {
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
  httpGet?: { path?: string; port: number | string; host?: string; scheme?: string };
  tcpSocket?: { port: number | string; host?: string };
  grpc?: { port: number; service?: string };
  exec?: { command?: readonly string[] };
}

/** One environment variable. */
export interface Variable {
  name: string;
  value?: string;
  valueFrom?: object;
}

/** A container of a pod, one that runs before the others included. */
export interface Container {
  name: string;
  image?: string;
  command?: readonly string[];
  args?: readonly string[];
  env?: readonly Variable[];
  envFrom?: readonly { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: readonly { name?: string; containerPort: number; hostPort?: number }[];
  resources?: ContainerResources;
  /** `Always` makes a sidecar of one that starts before the others. */
  restartPolicy?: string;
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number }; exec?: { command?: readonly string[] }; httpGet?: object } };
  securityContext?: SecurityContext & {
    privileged?: boolean;
    allowPrivilegeEscalation?: boolean;
    capabilities?: { add?: readonly string[]; drop?: readonly string[] };
  };
}

/** What a pod and a container may both set. */
export interface SecurityContext {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type: string };
}

/** `spec` of a pod. */
export interface PodSpec {
  containers?: readonly Container[];
  initContainers?: readonly Container[];
  overhead?: Quantities;
  nodeSelector?: Readonly<Record<string, string>>;
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
    };
    podAffinity?: object;
    podAntiAffinity?: object;
  };
  tolerations?: readonly Toleration[];
  topologySpreadConstraints?: readonly {
    topologyKey: string;
    maxSkew: number;
    whenUnsatisfiable: string;
    labelSelector?: LabelSelector;
  }[];
  terminationGracePeriodSeconds?: number;
  priorityClassName?: string;
  preemptionPolicy?: string;
  serviceAccountName?: string;
  imagePullSecrets?: readonly { name?: string }[];
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  volumes?: readonly ({ name: string; hostPath?: { path: string } } & Readonly<Record<string, unknown>>)[];
}

/** Kubernetes' own grace period of a pod, seconds. */
export const defaultGraceSeconds = 30;

const gpuResource = "nvidia.com/gpu";

/** GPUs that a container asks for, by its limits or its requests; 0 for none. */
export function gpusOf({ resources }: Container): number {
  return Number(resources?.limits?.[gpuResource] ?? resources?.requests?.[gpuResource] ?? 0);
}

/**
 * Quantity of a resource that a container requests; `undefined` where it requests none. A limit alone becomes the request too, as the
 * API server has it (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits).
 */
export const requestOf = ({ resources }: Container, resource: string): string | number | undefined =>
  resources?.requests?.[resource] ?? resources?.limits?.[resource];
