// eslint-disable-next-line no-restricted-syntax -- resources of every kind are compared, property by property
import { type Plan, type PlanResource, poolsIn } from "@breakwater/plan-views";
import { diffValues, type PropertyChange } from "../changes";
import { replacingPaths } from "./replacement";

/** What becomes of one resource between two Plans. */
export interface ResourceChange {
  action: "create" | "update" | "replace" | "delete";
  urn: string;
  type: string;
  name: string;
  /** What differs, for an update and a replacement. */
  properties: PropertyChange[];
  /** Paths whose change makes Azure or Kubernetes replace the resource. */
  replacedBy: string[];
  /** Whether data or service is lost with it: a cluster, a pool, a vault, a store, a namespace that goes or is replaced. */
  dangerous: boolean;
}

/** What carries data, or everything else, by the end of the type token. */
const critical =
  /:(ResourceGroup|ManagedCluster|AgentPool|Vault|Registry|RedisEnterprise|Database|StorageAccount|BlobContainer|Queue|VirtualNetwork|Subnet|PersistentVolumeClaim|StatefulSet)$|^azure-native:servicebus:Namespace$|^kubernetes:core\/v1:Namespace$/;

/** Every change from one Plan to another, the dangerous ones first. Resources are the same by their URN. */
export function planChanges(base: Plan, head: Plan): ResourceChange[] {
  const before = byUrn(base);
  const after = byUrn(head);
  const changes: ResourceChange[] = [];
  for (const [urn, resource] of after) {
    const old = before.get(urn);
    if (old === undefined) changes.push(change("create", resource));
    else changes.push(...compared(old, resource));
  }
  for (const [urn, resource] of before) if (!after.has(urn)) changes.push(change("delete", resource));
  return changes.toSorted((a, b) => rank(a) - rank(b) || (a.urn < b.urn ? -1 : 1));
}

function compared(old: PlanResource, resource: PlanResource): ResourceChange[] {
  // What a program ignores, Pulumi does not send.
  const ignored = resource.options.ignoreChanges ?? [];
  const properties = diffValues(old.inputs, resource.inputs).filter(
    ({ path }) =>
      !ignored.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)) &&
      !isCountAtCreation(resource, path),
  );
  if (properties.length === 0) return [];
  const replacing = replacingPaths(
    resource.type,
    properties.map(({ path }) => path),
  );
  return [change(replacing.length > 0 ? "replace" : "update", resource, properties, replacing)];
}

/** A Plan has the nodes of new pools: to a pool that is there, the program sends the nodes that it has. */
function isCountAtCreation({ type, name, inputs }: PlanResource, path: string): boolean {
  const [pool] = poolsIn({ type, name, props: inputs });
  if (pool === undefined) return false;
  return path === "count" ? pool.autoscaled : /^agentPoolProfiles\[(\d+|"[^"]*")\]\.count$/.test(path);
}

function change(
  action: ResourceChange["action"],
  { urn, type, name }: PlanResource,
  properties: PropertyChange[] = [],
  replacedBy: string[] = [],
): ResourceChange {
  const goes = action === "delete" || action === "replace";
  return { action, urn, type, name, properties, replacedBy, dangerous: goes && critical.test(type) };
}

/** Danger first, then what goes, what is replaced, what changes, what comes. */
const order = ["delete", "replace", "update", "create"] as const;
const rank = ({ action, dangerous }: ResourceChange): number => (dangerous ? 0 : 10) + order.indexOf(action);

/** Components only group others, and the stack itself holds outputs. */
// eslint-disable-next-line no-restricted-syntax -- any resource is compared, as it was asked for, whatever its kind
const byUrn = ({ resources }: Plan): Map<string, PlanResource> =>
  new Map(resources.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));

/** How many resources a change leaves as they are. */
export function countUnchanged(head: Plan, changes: readonly ResourceChange[]): number {
  const changed = new Set(changes.map(({ urn }) => urn));
  return [...byUrn(head).keys()].filter((urn) => !changed.has(urn)).length;
}
