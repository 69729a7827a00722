/*
 * The parts of a pod template that the product reads, in Kubernetes' own shape and names
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/). They are taken as the program wrote them: what is
 * not set is absent here too, and what is not known yet throws where it is read.
 */

import {
  Quantity,
  type Quantities,
  type ResourceAmounts,
  type ResourceRequirements,
} from "@breakwater/kubernetes-rules";
import type { LabelSelector, NodeSelector, Toleration } from "@breakwater/kubernetes-rules";

/** How the kubelet asks a container something. Defaults of the times: `timingOf`. */
export interface Probe {
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
  httpGet?: {
    path?: string;
    port: number | string;
    host?: string;
    scheme?: string;
    httpHeaders?: readonly { name: string; value: string }[];
  };
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
  ports?: readonly { name?: string; containerPort: number; hostPort?: number; protocol?: string }[];
  resources?: ResourceRequirements;
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
  /** Of the pod as a whole. */
  resources?: ResourceRequirements;
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
    matchLabelKeys?: readonly string[];
  }[];
  /** Name of the pod's host to itself. Default: the pod's own name. */
  hostname?: string;
  terminationGracePeriodSeconds?: number;
  readinessGates?: readonly object[];
  priorityClassName?: string;
  preemptionPolicy?: string;
  serviceAccountName?: string;
  imagePullSecrets?: readonly { name?: string }[];
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  /** How its containers are run, for example `nvidia`. */
  runtimeClassName?: string;
  /** Devices that it claims, by the name of a claim or of its template. */
  resourceClaims?: readonly { name: string; resourceClaimName?: string; resourceClaimTemplateName?: string }[];
  volumes?: readonly ({ name: string; hostPath?: { path: string } } & Readonly<Record<string, unknown>>)[];
}

/** Kubernetes' own grace period of a pod, seconds. */
export const defaultGraceSeconds = 30;

/**
 * NVIDIA's GPUs whole, shared in time, or in slices such as `nvidia.com/mig-1g.10gb`, as the device plugin calls them
 * (https://github.com/NVIDIA/k8s-device-plugin#shared-access-to-gpus, https://docs.nvidia.com/datacenter/cloud-native/kubernetes/latest/index.html), and those of
 * AMD and Intel (https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/, https://intel.github.io/intel-device-plugins-for-kubernetes/cmd/gpu_plugin/README.html).
 */
const gpuResources = /^(nvidia\.com\/(gpu(\.shared)?|mig-.+)|amd\.com\/gpu|gpu\.intel\.com\/(i915|xe))$/;

/** The GPU resources among amounts, of which there are more than none. */
export const gpusAmong = (amounts: ResourceAmounts): string[] =>
  Object.keys(amounts).filter((name) => gpuResources.test(name) && !amounts[name]!.isZero);

/** The GPU resources that a container asks for, by its limits or its requests; also where Kubernetes would refuse how many. */
export function gpuResourcesOf({ resources }: Container): string[] {
  const asked: Quantities = { ...resources?.limits, ...resources?.requests };
  return Object.keys(asked).filter((name) => gpuResources.test(name) && Quantity.parse(asked[name])?.isZero !== true);
}

/** The number of a container's port that is given by its number or its name; `undefined` for a name that no port of the containers has. */
export function portOf(
  containers: Container | readonly Container[],
  reference: number | string | undefined,
): number | undefined {
  if (typeof reference !== "string") return reference;
  // The kubelet reads digits as a number too (k8s.io/kubernetes/pkg/probe/util.go, ResolveContainerPort).
  if (/^\d+$/.test(reference)) return Number(reference);
  return [containers]
    .flat()
    .flatMap(({ ports }) => ports ?? [])
    .find(({ name }) => name === reference)?.containerPort;
}
