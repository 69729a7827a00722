import type { Json, JsonObject } from "@breakwater/plan-views";
import { deleteResource, readResource, scaleNodes, updateResource } from "../../../../twin/azure";
import { findResource } from "../../../../twin/azure/state";
import { shown } from "../access";
import { type CommandTable, CommandError, type Options } from "../command-table";
import type { World } from "../world";
import { create, found, groupGiven } from "./data";
import { checkMayWrite } from "./subscription";

const clusterToken = "azure-native:containerservice:ManagedCluster";
const poolToken = "azure-native:containerservice:AgentPool";
const pool = { "resource-group": "text", "cluster-name": "text", name: "text" } as const;
const cluster = { "resource-group": "text", name: "text" } as const;

/** Clusters and their pools. */
export const clusterCommands: CommandTable<World> = {
  "aks show": { options: cluster, run: (options, world) => shown(world, clusterGiven(options, world)) },
  "aks get-credentials": {
    options: { ...cluster, "overwrite-existing": "flag" },
    run: (options, world) => {
      const { id } = clusterGiven(options, world);
      world.contexts.push(id);
      return `Merged "${options.text("name")}" as current context in /home/ada/.kube/config`;
    },
  },
  "aks get-upgrades": {
    options: cluster,
    run: (options, world) => {
      const { inputs } = clusterGiven(options, world);
      const next = String(inputs.kubernetesVersion).replace(/\d+$/, (minor) => String(Number(minor) + 1));
      return {
        controlPlaneProfile: { kubernetesVersion: inputs.kubernetesVersion, upgrades: [{ kubernetesVersion: next }] },
      } as Json;
    },
  },
  "aks nodepool list": {
    options: { "resource-group": "text", "cluster-name": "text" },
    run: (options, world) => poolsGiven(options, world),
  },
  "aks nodepool upgrade": {
    options: { ...pool, "kubernetes-version": "text", yes: "flag" },
    run: (options, world) => changePool(options, world, { orchestratorVersion: options.text("kubernetes-version") }),
  },
  "aks nodepool update": {
    options: { ...pool, "update-cluster-autoscaler": "flag", "min-count": "text", "max-count": "text" },
    run: (options, world) =>
      changePool(options, world, {
        minCount: Number(options.text("min-count")),
        maxCount: Number(options.text("max-count")),
      }),
  },
  "aks nodepool add": {
    options: {
      ...pool,
      mode: "text",
      "node-count": "text",
      "node-vm-size": "text",
      "node-taints": "texts",
      "vnet-subnet-id": "text",
      zones: "texts",
      labels: "pairs",
      tags: "pairs",
      "os-sku": "text",
      "max-surge": "text",
      "enable-encryption-at-host": "flag",
    },
    run: (options, world) => {
      const group = groupGiven(options, world);
      return create(world, poolToken, {
        resourceGroupName: group,
        resourceName: options.text("cluster-name"),
        agentPoolName: options.text("name"),
        mode: options.text("mode"),
        type: "VirtualMachineScaleSets",
        osType: "Linux",
        count: Number(options.text("node-count")),
        vmSize: options.text("node-vm-size"),
        nodeTaints: options.texts("node-taints"),
        vnetSubnetID: options.text("vnet-subnet-id"),
        availabilityZones: options.texts("zones"),
        nodeLabels: options.pairs("labels"),
        tags: options.pairs("tags"),
        osSKU: options.text("os-sku"),
        upgradeSettings: { maxSurge: options.text("max-surge") },
        enableEncryptionAtHost: options.has("enable-encryption-at-host"),
      });
    },
  },
  "aks nodepool delete": {
    options: pool,
    run: deletePool,
  },
  "aks nodepool scale": {
    options: { ...pool, "node-count": "text" },
    run: (options, world) => {
      const { id } = clusterGiven(options, world, "cluster-name");
      const profile = poolsGiven(options, world).find(({ name }) => name === options.text("name"));
      if (profile?.enableAutoScaling === true)
        throw new CommandError("ERROR: Cannot scale cluster autoscaler enabled node pool.");
      scaleNodes(world.azure, `${id}/agentPools/${options.text("name")}`, Number(options.text("node-count")));
      return undefined;
    },
  },
};

function clusterGiven(options: Options, world: World, option = "name") {
  const group = groupGiven(options, world);
  const resource = found(world, clusterToken, options.text(option));
  if (!resource.id.includes(`/resourceGroups/${group}/`))
    throw new CommandError(
      `ERROR: (ResourceNotFound) The Resource 'managedClusters/${options.text(option)}' under resource group '${group}' was not found.`,
    );
  return resource;
}

function poolsGiven(options: Options, world: World): JsonObject[] {
  const { id } = clusterGiven(options, world, "cluster-name");
  const pools = readResource(id, world.azure)!.state.agentPoolProfiles as JsonObject[];
  return pools.map((profile) => ({ ...profile, id: `${id}/agentPools/${String(profile.name)}` }));
}

/** Azure keeps no cluster without a system pool. */
function deletePool(options: Options, world: World): undefined {
  checkMayWrite(world, "Microsoft.ContainerService/managedClusters/agentPools/delete");
  const parent = clusterGiven(options, world, "cluster-name");
  const name = options.text("name");
  const pools = poolsGiven(options, world);
  if (!pools.some((profile) => profile.name === name))
    throw new CommandError(`ERROR: (NotFound) Could not find agent pool ${name}.`);
  if (!pools.some((profile) => profile.mode === "System" && profile.name !== name))
    throw new CommandError("ERROR: (OperationNotAllowed) There has to be at least one system agent pool.");
  const own = findResource(world.azure, `${parent.id}/agentPools/${name}`);
  if (own) {
    deleteResource(poolToken, own.id, world.azure);
    return undefined;
  }
  const agentPoolProfiles = (parent.inputs.agentPoolProfiles as JsonObject[]).filter((other) => other.name !== name);
  world.azure.resources.set(parent.id.toLowerCase(), { ...parent, inputs: { ...parent.inputs, agentPoolProfiles } });
  return undefined;
}

/** A PUT of a pool with some of its properties changed, as az sends it: a GET, then the whole. */
function changePool(options: Options, world: World, change: JsonObject): undefined {
  checkMayWrite(world, "Microsoft.ContainerService/managedClusters/agentPools/write");
  const parent = clusterGiven(options, world, "cluster-name");
  const name = options.text("name");
  const own = findResource(world.azure, `${parent.id}/agentPools/${name}`);
  if (own) {
    const live = readResource(own.id, world.azure)!;
    updateResource(poolToken, own.madeBy, { ...own.inputs, count: live.state.count!, ...change }, world.azure);
    return undefined;
  }
  const profiles = parent.inputs.agentPoolProfiles as JsonObject[];
  if (!profiles.some((profile) => profile.name === name))
    throw new CommandError(`ERROR: (NotFound) Could not find agent pool ${name}.`);
  // The pool that was made with the cluster stands in its inputs only.
  const agentPoolProfiles = profiles.map((profile) => (profile.name === name ? { ...profile, ...change } : profile));
  world.azure.resources.set(parent.id.toLowerCase(), { ...parent, inputs: { ...parent.inputs, agentPoolProfiles } });
  return undefined;
}
