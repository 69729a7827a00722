import type { Json, JsonObject, Plan, PlanResource } from "../plan/types";
import { clusterType, poolType, poolsOf } from "../up/nodes/pools";

/** A node pool, as far as a subscription must make room for it. */
export interface PoolNeed {
  name: string;
  vmSize: string;
  /** Most nodes that it may have. */
  nodes: number;
  /** Nodes that an upgrade adds for as long as it runs. */
  surgeNodes: number;
  /** Availability zones, for example `1`; empty for none. */
  zones: string[];
  spot: boolean;
  encryptionAtHost: boolean;
}

/** Kinds of resource whose names are unique in all of Azure, by type: the input with the name, and what people call it. */
export const globallyNamed = {
  "azure-native:keyvault:Vault": { input: "vaultName", kind: "key vault" },
  "azure-native:containerregistry:Registry": { input: "registryName", kind: "container registry" },
  "azure-native:storage:StorageAccount": { input: "accountName", kind: "storage account" },
  "azure-native:servicebus:Namespace": { input: "namespaceName", kind: "Service Bus namespace" },
} as const;

/** A type whose names are unique in all of Azure. */
export type GlobalType = keyof typeof globallyNamed;

/** A name that must be free in all of Azure. */
export interface GlobalName {
  urn: string;
  type: GlobalType;
  /** As in the Plan. */
  name: string;
  /** The random part of it, which the first `pulumi up` draws anew. */
  drawn?: { urn: string; text: string };
}

/** A resource group that the program makes, or that AKS makes for its nodes. */
export interface GroupNeed {
  /** URN of the resource that makes it. */
  urn: string;
  name: string;
  /** Whether AKS makes it. */
  ofNodes: boolean;
}

/** What a stack needs of its subscription, read from its Plan. */
export interface Needs {
  project: string;
  stack: string;
  /** Region of the cluster. */
  location: string;
  /** Minor version, for example `1.35`. */
  kubernetesVersion: string;
  /** AKS tier: `Free`, `Standard` or `Premium`. */
  tier: string;
  pools: PoolNeed[];
  /** Resource providers, for example `Microsoft.ContainerService`; sorted. */
  providers: string[];
  groups: GroupNeed[];
  names: GlobalName[];
  /** Types of the Plan's Azure resources, without repetition. */
  azureTypes: string[];
  /** vCPUs by VM family that the stack's settings reckon with (its output `quotas`). */
  quotas: Record<string, number>;
}

/** What AKS needs beside what the program names: VMs, load balancers and addresses, disks and files of volumes. */
const providersOfAks = ["Microsoft.Compute", "Microsoft.Network", "Microsoft.Storage"];

/** Reads from a Plan what a subscription must give. */
export function needsOf({ project, stack, resources, outputs }: Plan): Needs {
  const azure = resources.filter(({ custom, type }) => custom && type.startsWith("azure-native:"));
  const cluster = azure.find(({ type }) => type === clusterType);
  const providers = azure.flatMap(({ outputs: { id } }) => providerOf(id));
  return {
    project,
    stack,
    location: text(cluster?.inputs.location) ?? firstText(azure.map(({ inputs }) => inputs.location)) ?? "",
    kubernetesVersion: text(cluster?.inputs.kubernetesVersion) ?? "",
    tier: text(object(cluster?.inputs.sku).tier) ?? "Free",
    pools: azure.flatMap(poolNeeds),
    providers: [...new Set([...providers, ...(cluster ? providersOfAks : [])])].sort(),
    groups: azure.flatMap(groupNeeds),
    names: azure.flatMap((resource) => globalName(resource, resources)),
    azureTypes: [...new Set(azure.map(({ type }) => type))],
    quotas: Object.fromEntries(
      Object.entries(object(outputs.quotas)).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
    ),
  };
}

/** The resource provider that an ARM id ends in: an extension resource belongs to the last one that it names. */
function providerOf(id: Json | undefined): string[] {
  const named = [...(text(id) ?? "").matchAll(/\/providers\/([^/]+)/g)].at(-1)?.[1];
  if (named !== undefined) return [named];
  return /\/resourceGroups\/[^/]+$/.test(text(id) ?? "") ? ["Microsoft.Resources"] : [];
}

function poolNeeds({ type, inputs }: PlanResource): PoolNeed[] {
  const profiles = type === poolType ? [inputs] : list(inputs.agentPoolProfiles).map(object);
  return poolsOf(type, inputs).map(({ name, vmSize, count, bounds, zones, spot }, index) => {
    const profile = profiles[index] ?? {};
    const nodes = bounds?.max ?? count;
    return {
      name,
      vmSize,
      nodes,
      surgeNodes: surgeNodes(text(object(profile.upgradeSettings).maxSurge) ?? "10%", nodes),
      zones,
      spot,
      encryptionAtHost: profile.enableEncryptionAtHost === true,
    };
  });
}

/** AKS rounds a share of the nodes up (https://learn.microsoft.com/azure/aks/upgrade-cluster#customize-node-surge-upgrade). */
function surgeNodes(maxSurge: string, nodes: number): number {
  const share = /^(\d+)%$/.exec(maxSurge)?.[1];
  return share === undefined ? Number(maxSurge) || 0 : Math.ceil((nodes * Number(share)) / 100);
}

function groupNeeds({ urn, type, inputs }: PlanResource): GroupNeed[] {
  const isGroup = type === "azure-native:resources:ResourceGroup";
  const name = text(isGroup ? inputs.resourceGroupName : type === clusterType ? inputs.nodeResourceGroup : undefined);
  return name === undefined ? [] : [{ urn, name, ofNodes: !isGroup }];
}

function globalName({ urn, type, inputs }: PlanResource, resources: readonly PlanResource[]): GlobalName[] {
  if (!isGlobalType(type)) return [];
  const name = text(inputs[globallyNamed[type].input]);
  if (name === undefined) return [];
  const drawn = resources
    .filter((resource) => resource.type.startsWith("random:"))
    .map((resource) => ({ urn: resource.urn, text: text(resource.outputs.result) ?? "" }))
    .find(({ text: part }) => part !== "" && name.includes(part));
  return [{ urn, type, name, ...(drawn && { drawn }) }];
}

function isGlobalType(type: string): type is GlobalType {
  return Object.hasOwn(globallyNamed, type);
}

function firstText(values: readonly (Json | undefined)[]): string | undefined {
  return values.map(text).find((value) => value !== undefined);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
