import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Life } from "./lifecycle/life";
import type { Told } from "./lifecycle/stack";
import { root } from "./support/breakwater";

/**
 * The life of a stack, from an empty subscription to a second life: the real program, under Pulumi's rules, over the simulated Azure.
 * Each stage either works, or is refused before anything is touched, with the way round.
 */
const live = (stack: string): Promise<Life> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ["--max-semi-space-size=64", "--import", "tsx", join(__dirname, "lifecycle/run.ts"), stack],
      { cwd: root, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(JSON.parse(stdout) as Life)),
    );
  });

const lives: Record<string, Life> = {};
beforeAll(async () => {
  const [dev, prod] = await Promise.all([live("dev"), live("prod")]);
  Object.assign(lives, { dev, prod });
}, 10 * 60_000);

/** A stage that is over; with what it says for a failing test. */
const stage = (stack: string, name: string): Told => {
  const told = lives[stack]?.[name];
  if (!told) throw new Error(`${stack} has no stage "${name}"`);
  return told;
};
const worked = { ok: true, refused: [], failures: [] };
/** Resources of a stage's changes, such as `update AgentPool cpu`. */
const resources = ({ changes }: Told): string[] => changes.map((change) => change.split("; ")[0]!);
const ofAzure = (told: Told): string[] =>
  resources(told).filter((change) =>
    /RoleAssignment|AgentPool|ManagedCluster|Vault|Secret |Lock|Storage|Blob/.test(change),
  );

describe.each(["dev", "prod"])("the life of %s", (stack) => {
  const told = (name: string) => stage(stack, name);
  const gpu = stack === "dev" ? "gpu1" : "gpu1z1";

  test("begins in an empty subscription", () => {
    const first = told("first up");
    expect(first).toMatchObject(worked);
    expect(first.nodes).toMatchObject({ [gpu]: 1 });
  });

  test("a second up changes nothing", () => {
    expect(told("second up")).toMatchObject({ ...worked, changes: [] });
  });

  test("a refresh sees that the autoscaler has moved pools, and the next up moves nothing back", () => {
    expect(resources(told("refresh"))).toEqual(
      expect.arrayContaining(["update ManagedCluster aks", "update AgentPool cpu"]),
    );
    expect(told("up after the refresh")).toMatchObject({ ...worked, changes: [] });
    expect(told("up after the refresh").nodes).toMatchObject({ cpu1: 3, [gpu]: 0 });
  });

  test("a change of every pool leaves 15 nodes where 15 run", () => {
    const tagged = told("a tag at 15 nodes");
    expect(tagged).toMatchObject(worked);
    expect(ofAzure(tagged)).toEqual(expect.arrayContaining(["update ManagedCluster aks", "update AgentPool cpu"]));
    expect(tagged.nodes).toEqual({ ...told("up after the refresh").nodes, cpu1: 15 });
  });

  test("a raised minimum is reached, a raised maximum moves no node", () => {
    expect(told("minimum raised")).toMatchObject(worked);
    expect(told("minimum raised").nodes).toMatchObject({ cpu1: 5 });
    expect(told("maximum raised")).toMatchObject(worked);
    expect(told("maximum raised").changes).toContainEqual(
      expect.stringMatching(/^update AgentPool cpu; maxCount \d+ → 30$/),
    );
    expect(told("maximum raised").nodes).toEqual(told("up after the refresh").nodes);
  });

  test("a minor upgrade goes through, and nothing is left to do after a refresh", () => {
    expect(told("minor upgrade")).toMatchObject(worked);
    expect(ofAzure(told("minor upgrade"))).toEqual(
      expect.arrayContaining(["update ManagedCluster aks", "update AgentPool cpu"]),
    );
    expect(told("up after the upgrade")).toMatchObject({ ...worked, changes: [] });
    expect(told("minor upgrade").nodes).toEqual(told("up after the refresh").nodes);
  });

  test("there is no way back from it", () => {
    const { refused, nodes } = told("an older Kubernetes");
    expect(refused).toContainEqual(
      expect.objectContaining({
        name: "aks",
        path: "kubernetesVersion",
        way: expect.stringContaining("no way back") as string,
      }),
    );
    expect(nodes).toEqual(told("up after the refresh").nodes);
  });

  test("another CPU size stands under a new name before the old pool goes; under the same name it is refused", () => {
    const larger = told("another CPU size");
    expect(larger).toMatchObject(worked);
    expect(ofAzure(larger)).toEqual(["replace AgentPool cpu", "delete AgentPool cpu"]);
    expect(Object.keys(larger.nodes)).toContain("cpu2");
    expect(Object.keys(larger.nodes)).not.toContain("cpu1");
    expect(told("another size under the same name").refused).toEqual([
      expect.objectContaining({
        name: "cpu",
        code: "SameName",
        way: expect.stringContaining("another name (agentPoolName)") as string,
      }),
    ]);
  });

  test.each(["another system size", "another system pool"])("%s is refused, with the way round", (name) => {
    const { refused, nodes } = told(name);
    expect(refused).toMatchObject([{ name: "aks", action: "update" }]);
    expect(refused[0]!.way).toMatch(/az aks nodepool add --mode System/);
    expect(refused[0]!.source).toMatch(/^https:/);
    expect(nodes).toEqual(told("another CPU size").nodes);
  });

  test("another system pool is taken over once Azure has it, and the old one is gone", () => {
    const exchanged = told("another system pool that is there");
    expect(exchanged).toMatchObject(worked);
    expect(Object.keys(exchanged.nodes)).toContain("system2");
    expect(Object.keys(exchanged.nodes)).not.toContain("system1");
  });

  test("another redundancy of a store is no matter of an update", () => {
    expect(told("another redundancy").refused).toMatchObject([
      { name: "models", path: "sku.name", code: "StorageAccountTypeConversionNotAllowed" },
    ]);
  });

  test("a pipeline takes over from a person: the new one has the cluster's role before the old one loses it", () => {
    const handed = told("handed to the pipeline");
    expect(handed).toMatchObject(worked);
    expect(ofAzure(handed)).toEqual(
      expect.arrayContaining(["replace RoleAssignment aks-deployer", "delete RoleAssignment aks-deployer"]),
    );
    expect(ofAzure(handed).filter((change) => !change.includes("RoleAssignment"))).toEqual([]);
  });

  test("a removed secret stays in the vault; to give it again is refused, with the way in", () => {
    expect(told("secret removed")).toMatchObject(worked);
    expect(ofAzure(told("secret removed"))).toEqual(["retain Secret vault-holysheep-api-key"]);
    expect(told("secret removed").left).toContainEqual("Secret holysheep-api-key");
    expect(told("secret given again").refused).toEqual([
      expect.objectContaining({ action: "create", way: expect.stringContaining("pulumi import") as string }),
    ]);
  });

  test("a removed store goes, with its locks off", () => {
    expect(told("locks off")).toMatchObject(worked);
    expect(told("store removed")).toMatchObject(worked);
    expect(ofAzure(told("store removed"))).toContain("delete StorageAccount models");
  });

  test("a destroy leaves nothing but what Azure keeps, and a second life begins half an hour later", () => {
    expect(told("destroy")).toMatchObject({ ...worked, left: [] });
    expect(told("second life")).toMatchObject(worked);
  });

  test("an up that was killed goes on once Pulumi knows what it has left", () => {
    expect(told("killed").ok).toBe(false);
    const { refused } = told("up again");
    expect(refused).toEqual([
      expect.objectContaining({
        name: "vault",
        code: "PendingCreate",
        way: expect.stringContaining("--import-pending-creates") as string,
      }),
    ]);
    expect(told("taken in").ok).toBe(true);
    expect(told("up at last")).toMatchObject(worked);
  });
});

describe("what prod holds", () => {
  const told = (name: string) => stage("prod", name);
  const kept = (told: Told, type: string) => told.left.filter((resource) => resource.startsWith(`${type} `));

  test("locks, and what they hold, stop a destroy before anything is touched", () => {
    const stopped = told("destroyed as it is");
    expect(stopped.left).toEqual(told("up after the refresh").left);
    expect(new Set(stopped.refused.map(({ code }) => code))).toEqual(new Set(["Protected"]));
    for (const { way } of stopped.refused) expect(way).toContain("pulumi state unprotect");
  });

  test("a destroy without its preview leaves them too", () => {
    const destroyed = told("destroyed without a preview");
    const before = told("up after the refresh");
    for (const type of [
      "ManagementLockByScope",
      "Vault",
      "Registry",
      "StorageAccount",
      "BlobContainer",
      "ManagedCluster",
    ])
      expect({ [type]: kept(destroyed, type) }).toEqual({ [type]: kept(before, type) });
  });

  test("a store is not removed under its lock, nor a lock while it is protected", () => {
    expect(told("store removed under its lock").refused.map(({ name }) => name)).toContain("models");
    expect(told("locks off while they are protected").refused.map(({ code }) => code)).toEqual(
      Array(3).fill("Protected"),
    );
  });

  test("another network for pods would need another cluster", () => {
    expect(told("another network for pods").refused).toMatchObject([
      { name: "aks", action: "replace", code: "Protected" },
    ]);
  });
});
