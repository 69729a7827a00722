import type { JsonObject, PlanOptions } from "@breakwater/plan-views";
import { scaleNodes } from "../azure";
import { Deployment } from "./deployment";
import { changesOf, type DeploymentOutcome } from "./outcome";
import { azureResource, cluster, type Declared, planOf, urnOf } from "./testing/plans";

const shown = (outcome: DeploymentOutcome): string[] =>
  changesOf(outcome).map(
    ({ action, name, deletesFirst }) => `${action} ${name}${deletesFirst ? " (deleted first)" : ""}`,
  );
const refused = ({ refusals }: DeploymentOutcome) => refusals.map(({ name, code }) => `${name}: ${code}`);
const there = ({ azure }: Deployment): string[] =>
  [...azure.resources.values()].map(({ id }) => id.slice(id.lastIndexOf("/") + 1)).sort();

const group = (changed: JsonObject = {}) => azureResource("resources:ResourceGroup", "group", changed);
const vault = (changed: JsonObject = {}, options: PlanOptions = {}) =>
  azureResource("keyvault:Vault", "vault", changed, { needs: ["group"], options });
const secret = (options: PlanOptions) =>
  azureResource("keyvault:Secret", "key", {}, { needs: ["vault", "group"], options });
const suffix = (inputs: JsonObject = {}): Declared => ({
  type: "random:index/randomString:RandomString",
  name: "suffix",
  inputs: { length: 8, ...inputs },
});

async function deployed(...resources: Declared[]): Promise<Deployment> {
  const deployment = new Deployment();
  const outcome = await deployment.up(planOf(resources));
  expect(refused(outcome)).toEqual([]);
  return deployment;
}

describe("what becomes of a resource", () => {
  test("it is created once, and the same afterwards", async () => {
    const deployment = new Deployment();
    expect(shown(await deployment.up(cluster()))).toEqual(["create group", "create aks", "create gpu"]);
    expect(shown(await deployment.up(cluster()))).toEqual([]);
  });

  test("it is updated in place where Azure can", async () => {
    const deployment = await deployed(group());
    const outcome = await deployment.up(planOf([group({ tags: { a: "b" } })]));
    expect(changesOf(outcome)).toMatchObject([
      { action: "update", name: "group", properties: [{ path: "tags", after: { a: "b" } }] },
    ]);
  });

  test("what has gone from the program is deleted, dependants first", async () => {
    const deployment = new Deployment();
    await deployment.up(cluster());
    expect(shown(await deployment.up(planOf([group()])))).toEqual(["delete gpu", "delete aks"]);
    expect(there(deployment)).toEqual(["rg-shop"]);
  });

  test("another spelling of a region, or another order of the pools, is no change", async () => {
    const deployment = await deployed(group());
    expect(shown(await deployment.up(planOf([group({ location: "Korea Central" })])))).toEqual([]);
  });

  test("a resource under a former URN is the same one", async () => {
    const deployment = await deployed(group());
    const options = { aliases: [urnOf(group())] };
    expect(shown(await deployment.up(planOf([{ ...group(), name: "renamed", options }])))).toEqual([]);
    expect([...deployment.checkpoint.resources.keys()]).toEqual([urnOf({ ...group(), name: "renamed" })]);
  });
});

describe("a replacement", () => {
  const larger = { vmSize: "Standard_NC48ads_A100_v4" };

  test("azure-native deletes first", async () => {
    const deployment = new Deployment();
    await deployment.up(cluster());
    expect(shown(await deployment.up(cluster({ pool: larger })))).toEqual(["replace gpu (deleted first)"]);
  });

  test("made first under the same name, the provider finds it there; nothing is touched", async () => {
    const deployment = new Deployment();
    const options = { deleteBeforeReplace: false };
    await deployment.up(cluster({ options }));
    const before = [...deployment.checkpoint.resources];
    const outcome = await deployment.up(cluster({ pool: larger, options }));
    expect(outcome.refusals).toMatchObject([
      {
        name: "gpu",
        action: "replace",
        reason: expect.stringContaining("cannot create already existing resource") as string,
      },
    ]);
    expect([...deployment.checkpoint.resources]).toEqual(before);
    expect(there(deployment)).toEqual(["aks-shop", "gpu1", "rg-shop"]);
  });

  test("made first under another name, the old one goes at the end", async () => {
    const deployment = new Deployment();
    const options = { deleteBeforeReplace: false };
    await deployment.up(cluster({ options }));
    const outcome = await deployment.up(cluster({ pool: { ...larger, agentPoolName: "gpu2" }, options }));
    expect(shown(outcome)).toEqual(["replace gpu", "delete gpu"]);
    expect(there(deployment)).toEqual(["aks-shop", "gpu2", "rg-shop"]);
  });

  test("takes along what has an input made of it that cannot change, and only that", async () => {
    const deployment = new Deployment();
    await deployment.up(cluster());
    const outcome = await deployment.up(cluster({ cluster: { dnsPrefix: "other" } }));
    expect(shown(outcome)).toEqual(["replace aks (deleted first)", "replace gpu"]);
    expect(there(deployment)).toEqual(["aks-shop", "gpu1", "rg-shop"]);
  });

  test("a random value stays while its inputs do, and is another one after a destroy", async () => {
    const deployment = await deployed(suffix());
    const valueOf = () => deployment.checkpoint.resources.get(urnOf(suffix()))!.outputs.result;
    const first = valueOf();
    await deployment.up(planOf([suffix()]));
    expect(valueOf()).toBe(first);
    deployment.destroy();
    await deployment.up(planOf([suffix()]));
    expect(valueOf()).not.toBe(first);
  });
});

describe("options act as they are recorded", () => {
  test("a protected resource is neither deleted nor replaced, even where the program no longer protects it", async () => {
    const deployment = await deployed(group(), vault({}, { protect: true }));
    expect(refused(await deployment.up(planOf([group()])))).toEqual(["vault: Protected"]);
    const replacing = await deployment.up(planOf([group(), vault({ vaultName: "kv-other" })]));
    expect(refused(replacing)).toEqual(["vault: Protected"]);
    // Who is told to take the protection away is told first what that costs.
    expect(replacing.refusals[0]!.way).toMatch(/^Take the change back .* deletes it first, .*pulumi state unprotect/);
    expect(there(deployment)).toEqual(["kv-shop", "rg-shop"]);
    await deployment.up(planOf([group(), vault()]));
    expect(shown(await deployment.up(planOf([group()])))).toEqual(["delete vault"]);
  });

  test("a destroy stops at what is protected before anything is touched; without its preview it leaves what that needs", async () => {
    const deployment = await deployed(group(), suffix(), vault({}, { protect: true }));
    const previewed = deployment.destroy();
    expect(previewed.refusals).toMatchObject([
      { name: "vault", way: expect.stringContaining("pulumi state unprotect") as string },
    ]);
    expect(deployment.checkpoint.resources.size).toBe(3);
    deployment.destroy({ skipPreview: true });
    expect([...deployment.checkpoint.resources.values()].map(({ name }) => name)).toEqual(["group", "vault"]);
    deployment.unprotect(urnOf(vault()));
    expect(deployment.destroy().ok).toBe(true);
    expect(there(deployment)).toEqual([]);
  });

  test("what is retained leaves the stack and stays; to make it again is refused, with the way in", async () => {
    const options = { retainOnDelete: true };
    const deployment = await deployed(group(), vault(), secret(options));
    expect(shown(await deployment.up(planOf([group(), vault()])))).toEqual(["retain key"]);
    const { refusals } = await deployment.up(planOf([group(), vault(), secret(options)]));
    expect(refusals).toMatchObject([
      {
        name: "key",
        reason: expect.stringContaining("already existing") as string,
        way: expect.stringContaining("pulumi import") as string,
      },
    ]);
  });

  test("what goes with another resource is not asked to go", async () => {
    const deployment = await deployed(group(), vault(), secret({ deletedWith: urnOf(vault()) }));
    expect(shown(deployment.destroy())).toEqual(["delete key", "delete vault", "delete group"]);
  });

  test("ignoreChanges sends the old value: a pool whose creation said 1 is shrunk by any other change of it", async () => {
    const options = { ignoreChanges: ["count"] };
    const deployment = new Deployment();
    await deployment.up(cluster({ options }));
    const id = [...deployment.azure.resources.values()].find(({ madeBy }) => madeBy === "gpu")!.id;
    scaleNodes(deployment.azure, id, 15);
    await deployment.up(cluster({ pool: { count: 3, nodeLabels: { a: "b" } }, options }));
    const recorded = [...deployment.checkpoint.resources.values()].find(({ name }) => name === "gpu")!;
    expect(recorded.inputs).toMatchObject({ count: 1, nodeLabels: { a: "b" } });
    expect(recorded.outputs.count).toBe(1);
  });
});

describe("a preview", () => {
  test("touches nothing, and says what up then does", async () => {
    const deployment = await deployed(group());
    const before = [...deployment.checkpoint.resources];
    const previewed = await deployment.preview(cluster());
    expect(there(deployment)).toEqual(["rg-shop"]);
    expect([...deployment.checkpoint.resources]).toEqual(before);
    expect(await deployment.up(cluster())).toEqual(previewed);
  });

  test("finds every refusal of its own, and none that only follows from another", async () => {
    const deployment = await deployed(group());
    const bad = planOf([
      group(),
      azureResource("containerservice:ManagedCluster", "aks", { resourceName: "-" }, { needs: ["group"] }),
      azureResource("containerservice:AgentPool", "gpu", {}, { needs: ["aks"] }),
      azureResource("keyvault:Vault", "vault", { vaultName: "9" }, { needs: ["group"] }),
    ]);
    expect((await deployment.preview(bad)).refusals.map(({ name }) => name)).toEqual(["aks", "vault"]);
  });
});

describe("an interruption", () => {
  test("leaves what Azure had made already; it is taken in, and up goes on", async () => {
    const deployment = await deployed(group());
    const urn = urnOf(azureResource("containerservice:ManagedCluster", "aks"));
    const ended = await deployment.up(cluster(), { skipPreview: true, endsDuring: urn });
    expect(ended.ok).toBe(false);
    expect(there(deployment)).toEqual(["aks-shop", "rg-shop"]);

    const resumed = await deployment.up(cluster());
    expect(refused(resumed)).toEqual(["aks: PendingCreate"]);
    const way = resumed.refusals[0]?.way;
    const id = [...deployment.azure.resources.values()].find(({ madeBy }) => madeBy === "aks")!.id;
    expect(way).toContain(`pulumi refresh --import-pending-creates '${urn}' --import-pending-creates '${id}'`);

    expect(deployment.refresh({ [urn]: id }).ok).toBe(true);
    expect(shown(await deployment.up(cluster()))).toEqual(["create gpu"]);
  });
});

test("a refresh forgets what somebody has deleted, and up makes it anew", async () => {
  const deployment = await deployed(group(), vault());
  for (const [key, { madeBy }] of deployment.azure.resources)
    if (madeBy === "vault") deployment.azure.resources.delete(key);
  expect(refused(await deployment.up(planOf([group(), vault({ tags: { a: "b" } })])))).toEqual(["vault: Refused"]);
  expect(shown(deployment.refresh())).toEqual(["delete vault"]);
  expect(shown(await deployment.up(planOf([group(), vault()])))).toEqual(["create vault"]);
});
