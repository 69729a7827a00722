import { isObject } from "./plan";
import { isType, type Properties, type Resource } from "./resource";
import { ifKnown, unknownNamespace } from "./unknown";

/** Kinds that carry whole objects of other kinds, and where. https://github.com/project-codeflare/appwrapper, https://open-cluster-management.io */
const carriers: readonly [type: string, path: string][] = [
  ["kubernetes:workload.codeflare.dev:AppWrapper", "spec.components.template"],
  ["kubernetes:work.open-cluster-management.io:ManifestWork", "spec.workload.manifests"],
  ["kubernetes:work.karmada.io:Work", "spec.workload.manifests"],
  ["kubernetes:kubernetes.crossplane.io:Object", "spec.forProvider.manifest"],
  ["kubernetes:yaml:ConfigGroup", "objs"],
];

/**
 * The Kubernetes objects that a resource declares: those of a List or of another kind that carries whole objects, or else itself. Each has the
 * name and the URN of the resource, which is what a finding about it blames. What is not known is passed over.
 */
export function objectsWithin(resource: Resource): Resource[] {
  if (!resource.type.startsWith("kubernetes:")) return [resource];
  const carried = isList(resource)
    ? at(resource.props, ["items"])
    : carriers.flatMap(([type, path]) => (isType(resource, type) ? at(resource.props, path.split(".")) : []));
  const objects = carried.flatMap((object) => objectOf(object, resource) ?? []);
  return objects.length > 0 ? objects.flatMap(objectsWithin) : [resource];
}

const isList = ({ type, props }: Resource): boolean =>
  type.endsWith("List") && Array.isArray(ifKnown(() => props.items as unknown));

/** What stands at a path; of a list each of its items. */
function at(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  const here = ifKnown(() => (isObject(value) && step !== undefined ? value[step] : value));
  if (Array.isArray(here))
    return [...here.keys()].flatMap((index) =>
      at(
        ifKnown(() => here[index] as unknown),
        rest,
      ),
    );
  return rest.length === 0 ? [here] : at(here, rest);
}

/** An object as if it were a resource by itself; an item of a List may leave its kind to it. */
function objectOf(object: unknown, list: Resource): Resource | undefined {
  if (!isObject(object)) return undefined;
  const [, ofList = "", listKind = ""] = list.type.split(":");
  const apiVersion = ifKnown(() => object["apiVersion"]) ?? ofList;
  const kind = ifKnown(() => object["kind"]) ?? (listKind === "List" ? undefined : /^(.+)List$/.exec(listKind)?.[1]);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return {
    name: list.name,
    urn: list.urn,
    type: `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`,
    props: object,
    options: list.options,
    ...namespaceOf(object),
  };
}

function namespaceOf(object: Properties): Pick<Resource, "namespace"> {
  const known = ifKnown(() => ({ namespace: (object.metadata as Properties | undefined)?.namespace as unknown }));
  if (known === undefined) return { namespace: unknownNamespace };
  return typeof known.namespace === "string" ? { namespace: known.namespace } : {};
}
