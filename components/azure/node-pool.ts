import { maxSurgeOf, poolSizeRules } from "@breakwater/azure-sizes";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/containerservice";
import { ArgumentCheck, integerBetween, oneOf, type Problem } from "../validation";
import { kubernetesMinorVersion, nodeCount, vmSize } from "./formats";
import { leftAlone } from "./left-alone";
import { localDNSProfile } from "./local-dns";
import { nodeOs } from "./node-os";
import { clusterName, nodePoolName } from "./names";
import { type PlacementArgs, validTags } from "./placement";
import { poolLabel, spotKey } from "../pool-label";
import { validZones } from "./zones";

/** What `NodePool` takes. */
export interface NodePoolArgs {
  /** Resource group of the cluster. */
  resourceGroupName: pulumi.Input<string>;
  /** Cluster that the pool joins. */
  clusterName: pulumi.Input<string>;
  /** `cpu` takes ordinary workloads; `gpu` has NVIDIA GPUs and keeps everything else out by taint. */
  kind: "cpu" | "gpu";
  /** Pool name, 12 characters at most, with a version in it: `gpu1` becomes `gpu2` when the VM size changes. */
  poolName: pulumi.Input<string>;
  /** Kubernetes minor version of the nodes: the cluster's, or up to three behind it. Default: the cluster's at creation. */
  kubernetesVersion?: pulumi.Input<string>;
  /** Azure VM size of every node: amd64, of `cpu` without GPUs, of `gpu` with NVIDIA's. Azure cannot change it in place. */
  vmSize: pulumi.Input<string>;
  /** Fewest nodes that the Cluster Autoscaler keeps, 0 to 1000. A pool that has fewer gets them at once. */
  minCount: pulumi.Input<number>;
  /** Most nodes that the Cluster Autoscaler adds, 1 to 1000. */
  maxCount: pulumi.Input<number>;
  /** Nodes at creation, between the two. Default: `minCount`. */
  initialCount?: pulumi.Input<number>;
  /** Azure id of the nodes' subnet. */
  nodeSubnetId: pulumi.Input<string>;
  /** Availability zones to spread the nodes over, each named once. Default: none. */
  zones?: pulumi.Input<string[]>;
  /** Whether the hosts encrypt temporary disks and caches too. Azure cannot change it in place. Default: false. */
  encryptionAtHost?: pulumi.Input<boolean>;
  /** Whether the nodes are spot VMs, cheap and taken away at 30 s notice. Default: false. */
  spot?: boolean;
  /** Tags of the pool and its VMs. */
  tags?: PlacementArgs["tags"];
}

/** What sets the nodes of a kind apart. */
const kinds = {
  cpu: {
    labels: { [poolLabel]: "cpu" },
    taints: [],
    gpuProfile: undefined,
    upgradeSettings: { maxSurge: maxSurgeOf.cpu },
  },
  gpu: {
    labels: { [poolLabel]: "gpu", sku: "gpu" },
    taints: ["sku=gpu:NoSchedule"],
    // The fully managed GPU stack is a preview and excludes the Cluster Autoscaler: AKS installs the driver, no more.
    gpuProfile: { driver: "Install" },
    upgradeSettings: { maxSurge: maxSurgeOf.gpu, maxUnavailable: "1" },
  },
} as const;

/** A pool of nodes whose count the Cluster Autoscaler owns. */
export class NodePool extends pulumi.ComponentResource {
  /** Azure id of the pool. */
  public readonly id: pulumi.Output<string>;
  /** Name of the pool, known once it exists. */
  public readonly poolName: pulumi.Output<string>;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:NodePool", name, args, opts);
    const pool = validArgs(name, args);
    const { labels, taints, gpuProfile, upgradeSettings } = kinds[args.kind];
    const spot = args.spot === true;

    const names = {
      resourceGroupName: args.resourceGroupName,
      resourceName: pool.clusterName,
      agentPoolName: pool.poolName,
    };
    const declared = {
      mode: "User",
      ...nodeOs,
      orchestratorVersion: pool.kubernetesVersion,
      vmSize: pool.vmSize,
      enableEncryptionAtHost: args.encryptionAtHost ?? false,
      vnetSubnetID: args.nodeSubnetId,
      availabilityZones: pulumi.output(pool.zones).apply((zones) => (zones.length > 0 ? zones : undefined)),
      enableAutoScaling: true,
      minCount: pool.minCount,
      maxCount: pool.maxCount,
      nodeLabels: spot ? { ...labels, [spotKey]: "spot" } : labels,
      nodeTaints: spot ? [...taints, `${spotKey}=spot:NoSchedule`] : [...taints],
      gpuProfile,
      ...(spot
        ? // -1: never evicted for its price, only for capacity. Azure allows no surge on spot pools.
          { scaleSetPriority: "Spot", scaleSetEvictionPolicy: "Delete", spotMaxPrice: -1 }
        : { upgradeSettings }),
      localDNSProfile,
      tags: pool.tags,
    };
    const { living, options } = leftAlone(
      declared,
      names,
      (known) => azure.getAgentPool(known, { parent: this }),
      pulumi.mergeOptions(opts, {
        parent: this,
        // A new VM size or GPU profile replaces the pool (azure-native PR#3655). Under a new pool name the new pool stands
        // before the old one drains; under the old name Azure refuses, rather than that the pool goes first.
        deleteBeforeReplace: false,
      }),
    );
    const agentPool = new azure.AgentPool(
      name,
      {
        ...names,
        ...declared,
        type: "VirtualMachineScaleSets",
        // Azure wants a count at creation (ASO#3220, azure-native#2943). Later it obeys one, over the autoscaler's (azurerm#4830,
        // CAPZ PR#1991), which moves it: so a pool that is there keeps what it has, as far as its bounds allow.
        count: pulumi
          .all([living, pool.minCount, pool.maxCount, pool.initialCount])
          .apply(([now, least, most, initial]) =>
            now?.count === undefined ? initial : Math.min(Math.max(now.count, least), most),
          ),
      },
      options,
    );

    this.id = agentPool.id;
    this.poolName = agentPool.name;
    this.registerOutputs({ id: this.id, poolName: this.poolName });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: NodePoolArgs) {
  const check = new ArgumentCheck("NodePool", name);
  check.input("kind", args.kind, oneOf("cpu", "gpu"));
  const counts = check.together(
    {
      minCount: check.input("minCount", args.minCount, nodeCount),
      maxCount: check.input("maxCount", args.maxCount, integerBetween(1, 1000)),
      initialCount: check.input("initialCount", args.initialCount ?? args.minCount, nodeCount),
    },
    outOfOrder,
  );
  const pool = {
    clusterName: check.input("clusterName", args.clusterName, clusterName),
    poolName: check.input("poolName", args.poolName, nodePoolName),
    kubernetesVersion: check.optional("kubernetesVersion", args.kubernetesVersion, kubernetesMinorVersion),
    vmSize: check.input("vmSize", args.vmSize, poolSizeRules[args.kind] ?? vmSize),
    zones: validZones(check, "zones", args.zones ?? []),
    tags: validTags(check, args.tags),
    ...counts,
  };
  check.throwProblems();
  return pool;
}

/** `minCount` <= `initialCount` <= `maxCount`. */
function outOfOrder(counts: { minCount: number; maxCount: number; initialCount: number }): Problem[] {
  const { minCount, maxCount, initialCount } = counts;
  const problems: Problem[] = [];
  if (minCount > maxCount) {
    problems.push({ propertyPath: "minCount", value: minCount, allowed: `at most maxCount (${maxCount})` });
  }
  if (initialCount < minCount || initialCount > maxCount) {
    const allowed = `from minCount (${minCount}) to maxCount (${maxCount})`;
    problems.push({ propertyPath: "initialCount", value: initialCount, allowed });
  }
  return problems;
}
