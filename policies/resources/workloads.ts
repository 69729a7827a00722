import type { Properties, Resource } from "./resource";

/** A Kubernetes object that makes pods from a template. */
export interface Workload {
  resource: Resource;
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `ReplicaSet`, `Job`, `CronJob` or `Pod`. */
  kind: string;
  /** `namespace/name`, as kubectl writes it. */
  id: string;
  namespace: string;
  name: string;
  /** Metadata of the pods. */
  podMetadata: Properties;
  podSpec: Properties;
  /** `spec` of the object itself. */
  spec: Properties;
}

const kinds = /^kubernetes:(apps|batch|core)\/v1:(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)$/;

/** The workload that a resource is; `undefined` for one that makes no pods. */
export function workloadOf(resource: Resource): Workload | undefined {
  const kind = kinds.exec(resource.type)?.[2];
  if (kind === undefined) return undefined;
  const { metadata = {}, spec = {} } = resource.props;
  const template =
    kind === "Pod" ? resource.props : kind === "CronJob" ? spec.jobTemplate?.spec?.template : spec.template;
  const namespace = resource.namespace ?? "default";
  const name: string = metadata.name ?? resource.name;
  return {
    resource,
    kind,
    id: `${namespace}/${name}`,
    namespace,
    name,
    podMetadata: template?.metadata ?? {},
    podSpec: template?.spec ?? {},
    spec,
  };
}

export const isWorkload = (resource: Resource): boolean => kinds.test(resource.type);

/** The workload that a resource is, for a rule that applies to workloads only. */
export function asWorkload(resource: Resource): Workload {
  const workload = workloadOf(resource);
  if (workload === undefined) throw new TypeError(`${resource.urn} makes no pods`);
  return workload;
}

/** The workloads among the resources. */
export const workloadsOf = (resources: readonly Resource[]): Workload[] =>
  resources.flatMap((resource) => workloadOf(resource) ?? []);

/** The long-running containers, and those that run before them. */
export const containersOf = ({ podSpec }: Workload): Properties[] => podSpec.containers ?? [];
export const initContainersOf = ({ podSpec }: Workload): Properties[] => podSpec.initContainers ?? [];

/** GPUs that a container asks for, by its limits or its requests; 0 for none. */
export function gpusOf(container: Properties): number {
  const { limits = {}, requests = {} } = container.resources ?? {};
  return Number(limits["nvidia.com/gpu"] ?? requests["nvidia.com/gpu"] ?? 0);
}

/** As a message names a workload: *Deployment "models/vllm"*. */
export const describe = ({ kind, id }: Workload): string => `${kind} "${id}"`;
