/** A Kubernetes object as its API server writes it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: unknown;
}

/** Where an object lives. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  /** Absent for what belongs to the whole cluster. */
  namespace?: string;
  name: string;
}

/** For messages: `Deployment models/vllm`. */
export function describeObject({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
}

/** Whether two references lead to the same object, by whatever version of its API. */
export function isSameObject(a: ObjectReference, b: ObjectReference): boolean {
  return (
    a.apiVersion.split("/")[0] === b.apiVersion.split("/")[0] &&
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name
  );
}
