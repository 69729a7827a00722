import { kindOf, type KubernetesObject, objectOf, readerOf, type Resource, viewOf } from "./resource";
import { groupOf } from "./scale-target";

/** An object of Kubernetes that an autoscaler may name: of any kind, for anybody's kind may be scaled. */
export interface NamedObject extends KubernetesObject {
  readonly kind: string;
  /** API group of its kind: `apps`; empty for the core group. */
  readonly group: string;
  /** `apps/v1`, or `v1` */
  readonly apiVersion: string;
  /** Whether the program changes an object of somebody else, by a `DeploymentPatch` and the like. */
  readonly isPatch: boolean;
  /** `spec.replicas`; absent where the program leaves the count alone. */
  readonly declaredReplicas: number | undefined;
  /** Whether it may be called so: it is, or the program leaves its name to Pulumi, which adds eight digits to that of the resource. */
  mayBeCalled(name: string): boolean;
}

/** Types that are no objects themselves, but bring some. */
const bringers = /^kubernetes:(helm\.sh|yaml|kustomize)[:/]/;

/** The Kubernetes objects among the resources, in their order. */
export const namedObjectsOf = (resources: readonly Resource[]): NamedObject[] =>
  resources.flatMap((resource) =>
    resource.type.startsWith("kubernetes:") && !bringers.test(resource.type) ? [namedObject(resource)] : [],
  );

function namedObject(resource: Resource): NamedObject {
  const object = objectOf(resource);
  const kind = kindOf(resource);
  const apiVersion = apiVersionOf(resource);
  const isPatch = /.Patch$/.test(kind);
  return viewOf(object, {
    kind: isPatch ? kind.slice(0, -"Patch".length) : kind,
    group: groupOf(apiVersion),
    apiVersion,
    isPatch,
    get declaredReplicas() {
      return readerOf(object).object("spec").number("replicas");
    },
    mayBeCalled: (name: string) => {
      if (object.name === name) return true;
      const { props, outputs } = resource;
      // https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
      return (
        (props.metadata?.name ?? outputs?.metadata?.name) === undefined &&
        name.startsWith(`${resource.name}-`) &&
        /^[0-9a-f]{7,8}$/.test(name.slice(resource.name.length + 1))
      );
    },
  });
}

/** `apps/v1` of `kubernetes:apps/v1:Deployment`, `v1` of `kubernetes:core/v1:Pod`. */
function apiVersionOf({ type }: Pick<Resource, "type">): string {
  const version = type.split(":")[1] ?? "";
  return version.replace(/^core\//, "");
}

/**
 * What brings objects to the cluster that the resources do not list: charts, files of YAML, Kustomize, and other programs that deploy. The list is
 * of those that may bring some to a namespace.
 */
export function bringersTo(namespace: string, resources: readonly Resource[]): Resource[] {
  return resources.filter((resource) => {
    const { type } = resource;
    if (/^kubernetes:helm\.sh[:/]/.test(type)) return releaseGoesTo(resource, namespace);
    return bringers.test(type) || others.test(type) || /^kubernetes:.*List$/.test(type);
  });
}

/** Argo CD, Flux, the extensions of Azure, and commands, which may do anything. */
const others =
  /^(kubernetes:argoproj\.io\/[^:]+:Application(Set)?$|kubernetes:[^:]*\.toolkit\.fluxcd\.io\/|azure-native:kubernetesconfiguration|command:)/;

/** A chart goes to the namespace that it names; one that names none, or one that is not known yet, may go anywhere. */
function releaseGoesTo({ props }: Resource, namespace: string): boolean {
  const own: unknown = props.namespace;
  return typeof own !== "string" || own === namespace;
}
