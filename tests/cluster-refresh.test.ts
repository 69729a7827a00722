import fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import { diffValues } from "../twin/changes";
import { withIgnoredChanges } from "../twin/deployment/ignore-changes";
import type { RecordedResource } from "../twin/deployment";
import { azureNative } from "../twin/deployment/providers/azure-native";
import { refreshedInputs } from "../twin/deployment/refreshed-inputs";
import type { AksClusterArgs } from "../components/azure/aks-cluster-args";
import { args, register } from "./support/aks-cluster";

type Pool = JsonObject & { name: string; count: number };

/**
 * A cluster in Azure, and what Pulumi's state has of it: answers of all pools by name, refreshes and ignored changes as azure-native and
 * the engine have them. The user pools are made on their own.
 */
class Cluster {
  /** What the cluster was last asked for. */
  private asked: JsonObject | undefined;
  private pools: Pool[] = [];
  private state: { inputs: JsonObject; answer: JsonObject } | undefined;
  settings: Partial<AksClusterArgs> = {};

  /** What a GET answers. */
  get answer(): JsonObject | undefined {
    return (
      this.asked && {
        ...this.asked,
        agentPoolProfiles: this.pools
          .map((pool) => ({
            osDiskSizeGB: 128,
            maxPods: 250,
            orchestratorVersion: "1.35",
            provisioningState: "Succeeded",
            ...pool,
          }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      }
    );
  }

  /** `pulumi up`: the request that was sent, if one was. */
  async up(): Promise<JsonObject | undefined> {
    const { resource } = await register(this.settings, false, {}, copy(this.answer));
    const { inputs, options } = resource("azure-native:containerservice:ManagedCluster");
    const sent = this.state
      ? withIgnoredChanges(this.state.inputs, inputs as JsonObject, options.ignoreChanges)
      : (inputs as JsonObject);
    if (this.state && isSame(this.state.inputs, sent)) return undefined;
    this.asked = sent;
    for (const pool of sent.agentPoolProfiles as Pool[]) this.put(pool);
    this.state = { inputs: sent, answer: this.answer! };
    return sent;
  }

  refresh(): void {
    const { inputs, answer } = this.state!;
    this.state = { inputs: refreshedInputs(inputs, answer, this.answer!), answer: this.answer! };
  }

  /** A PUT of a pool without a count keeps its nodes. */
  put(pool: JsonObject): void {
    const former = this.pools.find(({ name }) => name === pool.name);
    this.pools = [...this.pools.filter(({ name }) => name !== pool.name), { count: 1, ...former, ...pool } as Pool];
  }

  remove(name: string): void {
    this.pools = this.pools.filter((pool) => pool.name !== name);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.pools.map(({ name, count }) => [name, count]));
  }
}

/** azure-native finds pools by name, the first of each. */
const isSame = (inputs: JsonObject, sent: JsonObject): boolean =>
  azureNative.diff({ type: "azure-native:containerservice:ManagedCluster", id: "", inputs } as RecordedResource, sent)
    .properties.length === 0;

/** By text: Pulumi's SDK knows no array that comes out of `structuredClone` under jest. */
const copy = (answer: JsonObject | undefined): JsonObject | undefined =>
  answer && (JSON.parse(JSON.stringify(answer)) as JsonObject);

/** What happens between two deployments, by somebody else's hand or by our own. */
const happenings: Record<string, (cluster: Cluster, value: number) => void> = {
  refresh: (cluster) => cluster.refresh(),
  "the autoscaler moves": (cluster, value) => cluster.put({ name: "cpu1", count: 2 + value }),
  "the system pool is scaled": (cluster, value) => cluster.put({ name: "system1", count: 1 + value }),
  "a pool comes": (cluster) => cluster.put({ name: "gpu1", mode: "User", minCount: 0, maxCount: 3 }),
  "a pool goes": (cluster) => cluster.remove("gpu1"),
  upgrade: (cluster, value) => (cluster.settings.kubernetesVersion = `1.${36 + value}`),
  tag: (cluster, value) => (cluster.settings.tags = { value: String(value) }),
  up: () => undefined,
};

test("whatever happens, no request moves a pool, names a version or a pool twice; and what Azure has is no change", async () => {
  const happening = fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.nat(9));
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 8 }), async (story) => {
      const cluster = new Cluster();
      await cluster.up();
      cluster.put({ name: "cpu1", mode: "User", count: 2, minCount: 2, maxCount: 20 });
      for (const [name, value] of story) {
        happenings[name]!(cluster, value);
        const before = cluster.counts();
        const asked = ["kubernetesVersion", "tags"].map((key) => cluster.answer![key]!);
        const sent = await cluster.up();
        const { kubernetesVersion = args.kubernetesVersion, tags = args.tags } = cluster.settings;
        // A request is sent for a changed setting, and for nothing else.
        expect([name, sent !== undefined]).toEqual([
          name,
          diffValues(asked, [kubernetesVersion, tags] as never).length > 0,
        ]);
        expect(cluster.counts()).toEqual(before);
        const profiles = (sent?.agentPoolProfiles ?? []) as Pool[];
        expect(new Set(profiles.map((pool) => pool.name)).size).toBe(profiles.length);
        expect(profiles.filter((pool) => "orchestratorVersion" in pool)).toEqual([]);
      }
    }),
    { numRuns: 8 },
  );
}, 60_000);
