import { podRequests, type ResourceAmounts } from "@breakwater/kubernetes-rules";
import { ifKnown, objectsOf, readerOf, type Container, type Resource } from "@breakwater/plan-views";
import { Quantity } from "@breakwater/kubernetes-rules";
import type { PodQuota, QuotaCharge } from "../cluster/pod-quota";
import type { PlacedSpec } from "./placed-spec";

/** A scope of a quota: which pods it covers. */
interface Scope {
  scopeName: string;
  operator: string;
  values: readonly string[];
}

/** A ResourceQuota as far as it counts pods. */
export interface DeclaredQuota {
  quota: PodQuota;
  scopes: readonly Scope[];
}

/** The quotas of a namespace, one object for each, so that pods share it. */
export const podQuotasOf = (resources: readonly Resource[], namespace: string): DeclaredQuota[] =>
  objectsOf(resources, "kubernetes:core:ResourceQuota").flatMap((object) => {
    if (ifKnown(() => object.namespace) !== namespace) return [];
    const spec = readerOf(object).object("spec");
    const hard = Object.entries(spec.record("hard") ?? {}).filter(([name]) => countsPods(name));
    const named = spec.texts("scopes").map((scopeName) => ({ scopeName, operator: "Exists", values: [] }));
    const selected = spec
      .object("scopeSelector")
      .objects("matchExpressions")
      .map((each) => ({
        scopeName: each.text("scopeName") ?? "",
        operator: each.text("operator") ?? "",
        values: each.texts("values"),
      }));
    const amounts = hard.map(([name, value]) => [
      name,
      Quantity.of(value, `spec.hard[${JSON.stringify(name)}]`).milliValue(),
    ]);
    return {
      quota: { title: object.title, hard: Object.fromEntries(amounts) as Record<string, number> },
      scopes: [...named, ...selected],
    };
  });

/** Names under which pods are counted; others count objects of other kinds, or claims of volumes (pkg/quota/v1/evaluator/core/pods.go). */
const countsPods = (name: string): boolean =>
  name === "pods" || name === "count/pods" || resourceOf(name) !== undefined;

/** What of a pod a name counts: its requests or its limits of a resource. */
function resourceOf(name: string): { of: "requests" | "limits"; resource: string } | undefined {
  const [, of = "requests", resource] = /^(?:(requests|limits)\.)?(.+)$/.exec(name) ?? [];
  if (resource === undefined || resource === "storage" || resource.endsWith("/storage")) return undefined;
  const isPlain = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/.test(resource);
  // Others are counted by their requests alone (`requests.nvidia.com/gpu`).
  if (!isPlain && !(name.startsWith("requests.") && resource.includes("/"))) return undefined;
  return { of: of as "requests" | "limits", resource };
}

/** What every container must name where a quota counts it. */
const mustBeNamed = /^((requests|limits)\.)?(cpu|memory)$/;

/** Whose pods they are, as far as quotas tell them apart. */
interface QuotaPods {
  spec: PlacedSpec;
  /** Of the pods' priority class, of the cluster's default where they name none; empty for none. */
  priorityClass: string;
}

/** What a pod takes of each quota that covers it. @throws QuantityError */
export function chargesOf({ spec, priorityClass }: QuotaPods, quotas: readonly DeclaredQuota[]): QuotaCharge[] {
  const own = quotas.filter(({ scopes }) => scopes.every((scope) => isIn(scope, spec, priorityClass)));
  if (own.length === 0) return [];
  const amounts = { requests: podRequests(spec), limits: podLimits(spec) };
  return own.map(({ quota }) => {
    const charges = Object.keys(quota.hard).map((name): [string, number] => {
      const counted = resourceOf(name);
      if (counted === undefined) return [name, 1000];
      return [name, (amounts[counted.of] as ResourceAmounts)[counted.resource]?.milliValue() ?? 0];
    });
    const missing = Object.keys(quota.hard).filter((name) => mustBeNamed.test(name) && !names(spec, name));
    return { quota, amounts: Object.fromEntries(charges), missing };
  });
}

/** What a pod may use at most: its limits counted as its requests are. */
function podLimits(spec: PlacedSpec): ResourceAmounts {
  const ofLimits = (container: Container) => ({
    ...container,
    resources: { requests: container.resources?.limits ?? {} },
  });
  return podRequests({
    containers: (spec.containers ?? []).map(ofLimits),
    initContainers: (spec.initContainers ?? []).map(ofLimits),
    ...(spec.resources?.limits && { resources: { requests: spec.resources.limits } }),
  });
}

/** Whether all containers, or the pod as a whole, say what a quota of this name counts. */
function names(spec: PlacedSpec, name: string): boolean {
  const { of, resource } = resourceOf(name)!;
  const saysIt = (resources: PlacedSpec["resources"] | null): boolean =>
    resources?.[of]?.[resource] !== undefined || (of === "requests" && resources?.limits?.[resource] !== undefined);
  if (saysIt(spec.resources)) return true;
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].every(({ resources }) => saysIt(resources));
}

/** Whether pods are in a scope (pkg/quota/v1/evaluator/core/pods.go, `podMatchesScopeFunc`). */
function isIn({ scopeName, operator, values }: Scope, spec: PlacedSpec, priorityClass: string): boolean {
  const ends = spec.activeDeadlineSeconds !== undefined;
  switch (scopeName) {
    case "Terminating":
      return ends;
    case "NotTerminating":
      return !ends;
    case "BestEffort":
      return isBestEffort(spec);
    case "NotBestEffort":
      return !isBestEffort(spec);
    case "PriorityClass":
      if (operator === "In") return values.includes(priorityClass);
      if (operator === "NotIn") return !values.includes(priorityClass);
      return (priorityClass !== "") === (operator === "Exists");
    case "CrossNamespacePodAffinity":
      return /"namespace(s|Selector)"/.test(JSON.stringify(spec.affinity ?? {}));
    default:
      // One that is not known here covers nobody.
      return false;
  }
}

const isBestEffort = (spec: PlacedSpec): boolean =>
  [spec, ...(spec.containers ?? []), ...(spec.initContainers ?? [])].every(({ resources }) =>
    [resources?.requests, resources?.limits].every(
      (each) => each?.["cpu"] === undefined && each?.["memory"] === undefined,
    ),
  );
