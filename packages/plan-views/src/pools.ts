import { defaultMaxPods, surgeNodes } from "@breakwater/azure-sizes";
import { isCluster } from "./cluster";
import { Reader } from "./read";
import { azureName, type DeclaredResource, isType, type Resource } from "./resource";
import { parseTaint, type PoolTaint, taintForm } from "./taints";
import { ifKnown } from "./unknown";

const poolType = "azure-native:containerservice:AgentPool";

/**
 * AKS's own values of what a pool does not say.
 * https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update
 */
const poolDefaults = {
  count: 1,
  scaleDownMode: "Delete",
} as const;

/** A node pool, as far as its nodes can be told from those of another. */
export interface Pool {
  /** AKS name, for example `gpu1`. */
  readonly name: string;
  readonly vmSize: string;
  /** Default: User */
  readonly mode: "System" | "User";
  /** Nodes at creation. Default: 1, and where the Cluster Autoscaler is on, within its bounds, as it would have them. */
  readonly count: number;
  /** Of the Cluster Autoscaler; absent where it is off. */
  readonly bounds?: { min: number; max: number };
  /** Most pods of a node. Default: AKS's own for the cluster's network, 250 in an overlay. */
  readonly maxPods: number;
  /** Size of the OS disk, GiB; absent where AKS chooses it by the VM's size. */
  readonly osDiskGiB?: number;
  /** Where the OS disk lies; absent where AKS chooses. */
  readonly osDiskType?: "Managed" | "Ephemeral";
  /** Availability zones of its region, for example `1`; empty for none. */
  readonly zones: string[];
  readonly labels: Record<string, string>;
  readonly taints: PoolTaint[];
  readonly spot: boolean;
  /** Whether its nodes run Windows. Default: false */
  readonly windows?: boolean;
}

/** A pool as a resource declares it, inline in its cluster or as an `AgentPool`. Each property is read when it is asked for. */
export interface DeclaredPool<From = Resource> extends Pool {
  /** The resource in which it is declared. */
  readonly resource: From;
  /** Whether the Cluster Autoscaler scales it. */
  readonly autoscaled: boolean;
  /** The autoscaler's bounds as they are declared; AKS refuses an autoscaled pool without both. */
  readonly minCount: number | undefined;
  readonly maxCount: number | undefined;
  /** Most nodes: the upper bound where it is autoscaled, else its count, whatever maximum stands beside it. */
  readonly mostNodes: number;
  /** Fewest nodes, in the same way. */
  readonly leastNodes: number;
  /** Nodes that an upgrade adds for as long as it runs, of its most nodes: none to a spot pool. */
  readonly surgeNodes: number;
  /** Azure id of the subnet in which its nodes have their addresses; absent where AKS makes one, or while it is not known. */
  readonly subnetId: string | undefined;
  readonly encryptionAtHost: boolean;
  /** Default: Delete */
  readonly scaleDownMode: string;
  readonly artifactStreaming: boolean;
  /** What AKS does about the GPUs' driver: `Install` or `None`; absent where it does not say. */
  readonly gpuDriver: string | undefined;
  /** Whether AKS manages driver, device plugin and metrics of the GPUs. */
  readonly managedGpus: boolean;
  /** Parts into which each GPU is divided, for example `MIG1g`; absent where it is whole. */
  readonly gpuInstanceProfile: string | undefined;
  /** Whether it is stopped: it has no nodes until somebody starts it. */
  readonly stopped: boolean;
}

/**
 * The pools that a resource declares; none for most.
 *
 * @param cluster in which an `AgentPool` stands: its network decides how many pods a node takes by default. Where it is not at hand, an overlay is
 *   assumed
 */
export function poolsIn<From extends DeclaredResource>(
  resource: From,
  cluster?: DeclaredResource,
): DeclaredPool<From>[] {
  if (isType(resource, poolType)) {
    const name = azureName(resource, "agentPoolName");
    const read = new Reader(`Node pool "${name}"`, resource.props);
    return [new PoolOfAzure(resource, name, read, cluster && readerOfCluster(cluster))];
  }
  if (!isCluster(resource)) return [];
  const read = readerOfCluster(resource);
  return read.objects("agentPoolProfiles").map(({ properties }, index) => {
    const name = String(ifKnown<unknown>(() => properties.name) ?? index);
    return new PoolOfAzure(resource, name, new Reader(`${read.subject}, pool "${name}"`, properties), read);
  });
}

const readerOfCluster = (cluster: DeclaredResource): Reader =>
  new Reader(`Cluster "${azureName(cluster, "resourceName")}"`, cluster.props);

/** All pools among the resources, in their order; each in the cluster that it names, or in the first where it cannot be told by name. */
export function poolsOf<From extends DeclaredResource>(resources: readonly From[]): DeclaredPool<From>[] {
  const clusters = resources.filter(isCluster);
  const named = (name: unknown) => clusters.find(({ props }) => ifKnown<unknown>(() => props.resourceName) === name);
  return resources.flatMap((resource) => {
    const name = ifKnown<unknown>(() => resource.props.resourceName);
    return poolsIn(resource, (name === undefined ? undefined : named(name)) ?? clusters[0]);
  });
}

class PoolOfAzure<From> implements DeclaredPool<From> {
  constructor(
    readonly resource: From,
    readonly name: string,
    private readonly read: Reader,
    private readonly cluster: Reader | undefined,
  ) {}

  get vmSize(): string {
    return this.read.required("vmSize", this.read.text("vmSize"), "a VM size of Azure, such as Standard_D8s_v5");
  }

  get mode(): "System" | "User" {
    // AKS also has gateway pools, which take no pod of the cluster; they count as pools of users.
    return this.read.text("mode") === "System" ? "System" : "User";
  }

  get count(): number {
    if (this.stopped) return 0;
    const { bounds } = this;
    const count = this.read.number("count") ?? bounds?.min ?? poolDefaults.count;
    return bounds ? Math.min(Math.max(count, bounds.min), bounds.max) : count;
  }

  get bounds(): { min: number; max: number } | undefined {
    if (!this.autoscaled || this.stopped) return undefined;
    const min = this.minCount ?? poolDefaults.count;
    return { min, max: this.maxCount ?? Math.max(min, poolDefaults.count) };
  }

  get autoscaled(): boolean {
    return this.read.flag("enableAutoScaling") ?? false;
  }

  get minCount(): number | undefined {
    return this.read.number("minCount");
  }

  get maxCount(): number | undefined {
    return this.read.number("maxCount");
  }

  get mostNodes(): number {
    return this.bounds?.max ?? this.count;
  }

  get leastNodes(): number {
    return this.bounds?.min ?? this.count;
  }

  get surgeNodes(): number {
    const settings = this.read.object("upgradeSettings");
    const { mostNodes, spot } = this;
    try {
      return surgeNodes({ mostNodes, spot, maxSurge: settings.numberOrText("maxSurge") });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw settings.wrong("maxSurge", 'a number of nodes or a share of them, such as "33%"');
    }
  }

  get subnetId(): string | undefined {
    return ifKnown(() => this.read.text("vnetSubnetID"));
  }

  get maxPods(): number {
    const declared = this.read.number("maxPods");
    if (declared !== undefined) return declared;
    const network = this.cluster?.object("networkProfile");
    return defaultMaxPods({
      plugin: network?.text("networkPlugin"),
      mode: network?.text("networkPluginMode"),
      // One whose id is not known yet is there all the same.
      podSubnet: ifKnown(() => this.read.any("podSubnetID") ?? null) !== null,
    });
  }

  get osDiskGiB(): number | undefined {
    // For Azure, too, 0 is the size that it chooses.
    return this.read.number("osDiskSizeGB") || undefined;
  }

  get zones(): string[] {
    return this.read.texts("availabilityZones");
  }

  get labels(): Record<string, string> {
    return this.read.textsByName("nodeLabels");
  }

  get taints(): PoolTaint[] {
    return this.read.texts("nodeTaints").map((text) => {
      const taint = parseTaint(text);
      if (taint === undefined) throw this.read.wrong("nodeTaints", `a list of taints ${taintForm}`);
      return taint;
    });
  }

  get windows(): boolean {
    return this.read.text("osType") === "Windows";
  }

  get spot(): boolean {
    return this.read.text("scaleSetPriority") === "Spot";
  }

  get encryptionAtHost(): boolean {
    return this.read.flag("enableEncryptionAtHost") ?? false;
  }

  get scaleDownMode(): string {
    return this.read.text("scaleDownMode") ?? poolDefaults.scaleDownMode;
  }

  get osDiskType(): "Managed" | "Ephemeral" | undefined {
    const type = this.read.text("osDiskType");
    if (type === undefined || type === "Managed" || type === "Ephemeral") return type;
    throw this.read.wrong("osDiskType", "Managed or Ephemeral");
  }

  get artifactStreaming(): boolean {
    return this.read.object("artifactStreamingProfile").flag("enabled") ?? false;
  }

  get gpuDriver(): string | undefined {
    return this.read.object("gpuProfile").text("driver");
  }

  get managedGpus(): boolean {
    return this.read.object("gpuProfile").object("nvidia").text("managementMode") === "Managed";
  }

  get gpuInstanceProfile(): string | undefined {
    return this.read.text("gpuInstanceProfile");
  }

  get stopped(): boolean {
    return this.read.object("powerState").text("code") === "Stopped";
  }
}
