import { isObject, type JsonObject, type Plan } from "../../plan";

/** A Kubernetes object of a Plan. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  spec?: JsonObject;
  data?: Record<string, string>;
  /** Of a PriorityClass. */
  value?: number;
}

/** The Kubernetes objects of a kind. */
export function objectsOf({ resources }: Plan, kind: string): KubernetesObject[] {
  return resources
    .filter(({ type, inputs }) => type.startsWith("kubernetes:") && inputs.kind === kind && isObject(inputs.metadata))
    .map(({ inputs }) => inputs as unknown as KubernetesObject);
}

/** `namespace/name` of an object. */
export const idOf = ({ metadata: { name, namespace } }: KubernetesObject): string =>
  `${namespace ?? "default"}/${name}`;
