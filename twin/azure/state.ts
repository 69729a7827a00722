import type { JsonObject } from "@breakwater/plan-views";
import { deployerObjectId } from "./identifiers";

/** A resource that exists. */
export interface AzureResource {
  id: string;
  /** Pulumi's name of the resource that made it. */
  madeBy: string;
  /** Its type token. */
  token: string;
  inputs: JsonObject;
}

/**
 * Everything that exists in the simulated Azure. Without a state, only what a request says on its own can be judged: no
 * clash, no missing parent and no change of what cannot change.
 */
export interface AzureState {
  /** By ARM id in lower case: Azure's ids do not tell case apart. */
  readonly resources: Map<string, AzureResource>;
  /** Names that someone else has in the one namespace that all of Azure shares, as `vaults/<name>`, in lower case. */
  readonly takenNames: Set<string>;
  /** vCPUs that the subscription may use, by VM family in lower case. A family that is not there has no end. */
  readonly quotas: ReadonlyMap<string, number>;
  /** Features that nobody has registered, for example `Microsoft.Compute/EncryptionAtHost`, in lower case. */
  readonly missingFeatures: ReadonlySet<string>;
  /** Nodes that each pool has now, by the pool's ARM id in lower case. */
  readonly nodeCounts: Map<string, number>;
  /** Names that Azure keeps from what was deleted, by type and name, or type and place. */
  readonly keptNames: Map<string, KeptResource>;
  /** What time it is; absent: nothing is judged by the clock, and a name that is kept is kept for good. */
  now?: Date;
  /** Who is signed in. */
  deployer: Deployer;
}

/** What was deleted, and how long its name is kept: without a clock, for good. */
export interface KeptResource {
  resource: AzureResource;
  until?: Date;
}

/** Who deploys, as Entra ID knows it. */
export interface Deployer {
  objectId: string;
  principalType: "User" | "ServicePrincipal";
}

/** What a subscription lacks. */
export interface SubscriptionLimits {
  /** vCPUs by VM family, for example `{ StandardNCADSA100v4Family: 24 }`. Default: no end. */
  quotas?: Readonly<Record<string, number>>;
  /** Features that are not registered. Default: none. */
  missingFeatures?: readonly string[];
  /** What time it is. Default: nothing is judged by the clock. */
  now?: Date;
  /** Who is signed in. Default: a user. */
  deployer?: Deployer;
}

/**
 * An empty subscription.
 *
 * @param takenNames globally unique names that are someone else's, for example `vaults/kv-shop` or `registries/crshop`
 */
export function createAzureState(takenNames: readonly string[] = [], limits: SubscriptionLimits = {}): AzureState {
  const lower = (text: string) => text.toLowerCase();
  return {
    resources: new Map(),
    takenNames: new Set(takenNames.map(lower)),
    quotas: new Map(Object.entries(limits.quotas ?? {}).map(([family, vcpus]) => [lower(family), vcpus])),
    missingFeatures: new Set(limits.missingFeatures?.map(lower)),
    nodeCounts: new Map(),
    keptNames: new Map(),
    deployer: limits.deployer ?? { objectId: deployerObjectId, principalType: "User" },
    ...(limits.now && { now: limits.now }),
  };
}

/** A state of its own that begins as another one is, for a rehearsal: what is done to it touches nothing. */
export function copyState(azure: AzureState): AzureState {
  return {
    ...azure,
    resources: new Map(azure.resources),
    takenNames: new Set(azure.takenNames),
    nodeCounts: new Map(azure.nodeCounts),
    keptNames: new Map(azure.keptNames),
  };
}

/** The resource with an ARM id, if it exists. */
export function findResource(state: AzureState, id: string): AzureResource | undefined {
  return state.resources.get(id.toLowerCase());
}
