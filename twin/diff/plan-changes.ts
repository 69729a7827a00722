// eslint-disable-next-line no-restricted-syntax -- resources of every kind are compared, property by property
import { type Plan, type PlanResource, poolsIn } from "@breakwater/plan-views";
import { diffValues, type PropertyChange } from "../changes";
import type { Refusal } from "../deployment";
import { becomingOf, isJudged } from "./replacement";

/** Why a change is refused. */
export type Reason = Pick<Refusal, "path" | "code" | "reason" | "way" | "source">;

/** What becomes of one resource between two Plans. */
export interface ResourceChange {
  /** `refuse`: Azure, the provider or Pulumi's engine refuses it, so that `up` would stop. */
  action: "refuse" | "create" | "update" | "replace" | "delete";
  urn: string;
  type: string;
  name: string;
  /** What differs, for an update and a replacement. */
  properties: PropertyChange[];
  /** Paths whose change makes Azure or Kubernetes replace the resource. */
  replacedBy: string[];
  /** A replacement has the name of what it replaces: that one is deleted before the new one is made. */
  keepsName: boolean;
  /** It leaves the stack and stays where it is (`retainOnDelete`). */
  stays: boolean;
  /** Why it is refused, and what to do instead; empty for all other actions. */
  refused: Reason[];
  /** Why nobody knows what Azure makes of the change; absent where it is known. */
  unjudged?: string;
  /** Whether data or service is lost with it: a cluster, a pool, a vault, a store, a namespace that goes or is replaced. */
  dangerous: boolean;
}

/** What carries data, or everything else, by the end of the type token. */
const critical =
  /:(ResourceGroup|ManagedCluster|AgentPool|Vault|Registry|RedisEnterprise|Database|StorageAccount|BlobContainer|Queue|VirtualNetwork|Subnet|PersistentVolumeClaim|StatefulSet)$|^azure-native:servicebus:Namespace$|^kubernetes:core\/v1:Namespace$/;

/**
 * Every change from one Plan to another: the refused ones first, then the dangerous ones. Resources are the same by their URN.
 *
 * @param refusals what `up` of the head over the base is refused; absent: what the inputs alone decide
 */
export function planChanges(base: Plan, head: Plan, refusals: readonly Refusal[] = []): ResourceChange[] {
  const before = byUrn(base);
  const after = byUrn(head);
  const changes: ResourceChange[] = [];
  for (const [urn, resource] of after) {
    const old = before.get(urn);
    if (old === undefined) changes.push(change("create", resource));
    else changes.push(...compared(old, resource));
  }
  for (const [urn, resource] of before) if (!after.has(urn)) changes.push(change("delete", resource));
  return withRefusals(changes, refusals).toSorted((a, b) => rank(a) - rank(b) || (a.urn < b.urn ? -1 : 1));
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
  const becoming = becomingOf(
    resource.type,
    old.inputs,
    resource.inputs,
    properties.map(({ path }) => path),
  );
  const action = becoming.refused.length > 0 ? "refuse" : becoming.replacedBy.length > 0 ? "replace" : "update";
  return [{ ...change(action, resource, properties), ...becoming }];
}

/** The changes with those that are refused said to be; what is refused along with another change stands on its own. */
function withRefusals(changes: readonly ResourceChange[], refusals: readonly Refusal[]): ResourceChange[] {
  const judged = refusals.filter(({ type }) => isJudged(type));
  const known = new Set(changes.map(({ urn }) => urn));
  const along = new Map(judged.filter(({ urn }) => !known.has(urn)).map((refusal) => [refusal.urn, asChange(refusal)]));
  return [...changes, ...along.values()].map((each) => {
    const reasons = judged.filter(({ urn }) => urn === each.urn).map(asReason);
    // What is refused over what the stack has says more than what the inputs alone do.
    const refused = reasons.length > 0 ? reasons : each.refused;
    return refused.length > 0 ? { ...each, action: "refuse", dangerous: false, refused } : each;
  });
}

const asChange = ({ urn, type, name, properties }: Refusal): ResourceChange => ({
  action: "refuse",
  urn,
  type,
  name,
  properties,
  replacedBy: [],
  keepsName: false,
  stays: false,
  refused: [],
  dangerous: false,
});

const asReason = ({ path, code, reason, way, source }: Refusal): Reason => ({
  ...(path !== undefined && { path }),
  code,
  reason,
  ...(way !== undefined && { way }),
  ...(source !== undefined && { source }),
});

/** A Plan has the nodes of new pools: to a pool that is there, the program sends the nodes that it has. */
function isCountAtCreation({ type, name, inputs }: PlanResource, path: string): boolean {
  const [pool] = poolsIn({ type, name, props: inputs });
  if (pool === undefined) return false;
  return path === "count" ? pool.autoscaled : /^agentPoolProfiles\[(\d+|"[^"]*")\]\.count$/.test(path);
}

function change(
  action: ResourceChange["action"],
  { urn, type, name, options }: PlanResource,
  properties: PropertyChange[] = [],
): ResourceChange {
  const stays = action === "delete" && options.retainOnDelete === true;
  const dangerous = (action === "delete" || action === "replace") && !stays && critical.test(type);
  return { action, urn, type, name, properties, replacedBy: [], keepsName: false, stays, refused: [], dangerous };
}

/** What `up` would stop at or lose: it stands out, before all else. */
export const standsOut = ({ action, dangerous }: ResourceChange): boolean => dangerous || action === "refuse";

/** What is refused and danger first, then what goes, what is replaced, what changes, what comes. */
const order = ["refuse", "delete", "replace", "update", "create"] as const;
const rank = (resourceChange: ResourceChange): number =>
  (standsOut(resourceChange) ? 0 : 10) + order.indexOf(resourceChange.action);

/** Components only group others, and the stack itself holds outputs. */
// eslint-disable-next-line no-restricted-syntax -- any resource is compared, as it was asked for, whatever its kind
const byUrn = ({ resources }: Plan): Map<string, PlanResource> =>
  new Map(resources.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));

/** How many resources a change leaves as they are. */
export function countUnchanged(head: Plan, changes: readonly ResourceChange[]): number {
  const changed = new Set(changes.map(({ urn }) => urn));
  return [...byUrn(head).keys()].filter((urn) => !changed.has(urn)).length;
}
