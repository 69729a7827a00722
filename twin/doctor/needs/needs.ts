import {
  clusterOf,
  clustersOf,
  declaredQuotas,
  type DeclaredQuotas,
  isType,
  parseImage,
  type Plan,
  poolsOf,
  type Resource,
  resourcesOf,
  workloadsIn,
} from "@breakwater/plan-views";
import { type FeatureNeed, featureNeedsOf } from "./features";
import { isAzureNative } from "./namespaces";
import { type ProviderNeed, providerNeedsOf } from "./providers";

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
  /** Resource providers that must be registered; sorted. */
  providers: ProviderNeed[];
  /** Types of the Plan whose resource provider is not known here; sorted. */
  unknownTypes: string[];
  /** Features of providers that must be registered. */
  features: FeatureNeed[];
  groups: GroupNeed[];
  names: GlobalName[];
  /** Repositories of Docker Hub that workloads' images come from; sorted. */
  dockerHubImages: string[];
  /** Types of the Plan's Azure resources, without repetition. */
  azureTypes: string[];
  /** vCPUs by VM family that the stack's settings reckon with (its output `quotas`). */
  quotas: DeclaredQuotas;
}

/**
 * Reads from a Plan what a subscription must give.
 *
 * @throws PlanValueError for a pool, a cluster or quotas that say what Azure does not take
 */
export function needsOf(plan: Plan): Needs {
  const resources = resourcesOf(plan);
  const azure = resources.filter(({ type }) => isAzureNative(type));
  const cluster = clusterOf(azure);
  return {
    project: plan.project,
    stack: plan.stack,
    location: cluster?.location ?? azure.map(({ props }) => text(props.location)).find(Boolean) ?? "",
    kubernetesVersion: cluster?.kubernetesVersion ?? "",
    tier: cluster?.tier ?? "Free",
    pools: poolsOf(azure).map(({ name, vmSize, mostNodes, surgeNodes, zones, spot, encryptionAtHost }) => ({
      name,
      vmSize,
      nodes: mostNodes,
      surgeNodes,
      zones,
      spot,
      encryptionAtHost,
    })),
    ...providerNeedsOf(resources),
    features: featureNeedsOf(resources),
    groups: azure.flatMap(groupNeeds),
    names: azure.flatMap((resource) => globalName(resource, resources)),
    dockerHubImages: dockerHubImages(resources),
    azureTypes: [...new Set(azure.map(({ type }) => type))],
    quotas: declaredQuotas(resources),
  };
}

function dockerHubImages(resources: readonly Resource[]): string[] {
  const images = resources
    .flatMap(workloadsIn)
    .flatMap(({ allContainers }) => allContainers)
    .flatMap(({ image }) => (image === undefined ? [] : [parseImage(image)]))
    .filter(({ registry }) => registry === "docker.io");
  return [...new Set(images.map(({ repository }) => repository))].sort();
}

function groupNeeds(resource: Resource): GroupNeed[] {
  const { urn, props } = resource;
  const isGroup = isType(resource, "azure-native:resources:ResourceGroup");
  const name = isGroup ? text(props.resourceGroupName) : clustersOf([resource])[0]?.nodeResourceGroup;
  return name === undefined ? [] : [{ urn, name, ofNodes: !isGroup }];
}

function globalName({ urn, type, props }: Resource, resources: readonly Resource[]): GlobalName[] {
  if (!isGlobalType(type)) return [];
  const name = text(props[globallyNamed[type].input]);
  if (name === undefined) return [];
  return [{ urn, type, name, ...drawnPart(name, resources) }];
}

/** The part of a name that the first `pulumi up` draws; nothing for a name without one. */
export function drawnPart(name: string, resources: readonly Resource[]): Pick<GlobalName, "drawn"> {
  const drawn = resources
    .filter((resource) => resource.type.startsWith("random:"))
    .map((resource) => ({ urn: resource.urn, text: text(resource.outputs?.result) ?? "" }))
    .find(({ text: part }) => part !== "" && name.includes(part));
  return drawn === undefined ? {} : { drawn };
}

function isGlobalType(type: string): type is GlobalType {
  return Object.hasOwn(globallyNamed, type);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
