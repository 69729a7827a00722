import * as pulumi from "@pulumi/pulumi";
import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { NodePool, type NodePoolArgs } from "./node-pool";

const pool = "azure-native:containerservice:AgentPool";

const args: NodePoolArgs = {
  resourceGroupName: "rg",
  clusterName: "aks-test",
  kind: "gpu",
  poolName: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  minCount: 0,
  maxCount: 3,
  initialCount: 1,
  nodeSubnetId: "subnet-id",
  tags: { product: "breakwater" },
};
/** @param living what Azure has of the pool before; without it, nothing */
const register = (changed: Partial<NodePoolArgs> = {}, preview = false, living?: object, opts = {}) =>
  registerResources([pool], () => new NodePool("pool", { ...args, ...changed }, opts), {
    preview,
    calls: {
      "azure-native:containerservice:getAgentPool": () => {
        if (living === undefined)
          throw new Error('Status=404 Code="NotFound" Message="Could not find the agent pool."');
        return { ...living };
      },
    },
  });
const poolOf = async (changed: Partial<NodePoolArgs> = {}, living?: object) =>
  (await register(changed, false, living)).resource(pool);

/** The pool as Azure answers it: what was asked for, what Azure fills in, and as many nodes as the autoscaler wants. */
const inAzure = {
  name: "gpu1",
  type: "Microsoft.ContainerService/managedClusters/agentPools",
  mode: "User",
  osType: "Linux",
  osSKU: "Ubuntu",
  vmSize: "Standard_NC24ads_A100_v4",
  osDiskSizeGB: 64,
  maxPods: 250,
  enableAutoScaling: true,
  maxCount: 3,
  count: 2,
  vnetSubnetID: "subnet-id",
  nodeLabels: { "breakwater.dev/pool": "gpu", sku: "gpu" },
  nodeTaints: ["sku=gpu:NoSchedule"],
  gpuProfile: { driver: "Install" },
  upgradeSettings: { maxSurge: "0", maxUnavailable: "1" },
  localDNSProfile: { mode: "Disabled", state: "Disabled" },
  tags: { product: "breakwater" },
  provisioningState: "Succeeded",
};

test("A2: the GPU pool keeps everything else out, and brings the driver", async () => {
  expect.assertions(1);
  expect((await poolOf()).inputs).toMatchObject({
    agentPoolName: "gpu1",
    resourceName: "aks-test",
    mode: "User",
    nodeTaints: ["sku=gpu:NoSchedule"],
    nodeLabels: { sku: "gpu" },
    gpuProfile: { driver: "Install" },
  });
});

test("a CPU pool takes every pod", async () => {
  expect.assertions(2);
  const { inputs } = await poolOf({ kind: "cpu", vmSize: "Standard_D8s_v5" });
  expect(inputs).toMatchObject({ nodeTaints: [], nodeLabels: {} });
  expect(inputs).not.toHaveProperty("gpuProfile");
});

test("A3: the autoscaler owns the count between its bounds, 0 included", async () => {
  expect.assertions(2);
  const { inputs, options } = await poolOf();
  expect(inputs).toMatchObject({ enableAutoScaling: true, minCount: 0, maxCount: 3, count: 1 });
  expect(options.ignoreChanges).toEqual([]);
});

describe("a pool that is there", () => {
  test("is left alone while Azure has all that is declared, however many nodes it has", async () => {
    expect.assertions(1);
    expect((await poolOf({}, inAzure)).options.ignoreChanges).toEqual(["*"]);
  });

  test.each<[string, Partial<NodePoolArgs>, number]>([
    ["any change", { kubernetesVersion: "1.36" }, 2],
    ["a changed maximum", { maxCount: 22 }, 2],
    ["a raised minimum: it gets the nodes at once", { minCount: 3, initialCount: 3 }, 3],
    ["a raised minimum above initialCount's default", { minCount: 3, initialCount: undefined }, 3],
    ["a maximum below what it has", { maxCount: 1 }, 1],
    ["labels less, and another size", { kind: "cpu", vmSize: "Standard_D8s_v5" }, 2],
    ["a tag less", { tags: {} }, 2],
  ])("keeps its nodes, within its bounds, with %s", async (_case, changed, count) => {
    expect.assertions(1);
    const { inputs, options } = await poolOf(changed, inAzure);
    expect([inputs["count"], options.ignoreChanges]).toEqual([count, []]);
  });

  test("is read in a preview too", async () => {
    expect.assertions(1);
    const { resource } = await register({ maxCount: 22 }, true, inAzure);
    expect(resource(pool).inputs["count"]).toBe(2);
  });
});

test("the pool starts at minCount where no count is given", async () => {
  expect.assertions(1);
  expect((await poolOf({ initialCount: undefined })).inputs["count"]).toBe(0);
});

test("nodes run the cluster's version, and their hosts encrypt what is temporary, where asked for", async () => {
  expect.assertions(3);
  expect((await poolOf({ kubernetesVersion: "1.36", encryptionAtHost: true })).inputs).toMatchObject({
    orchestratorVersion: "1.36",
    enableEncryptionAtHost: true,
  });
  const { inputs } = await poolOf();
  expect(inputs["enableEncryptionAtHost"]).toBe(false);
  expect(inputs).not.toHaveProperty("orchestratorVersion");
});

test("an upgrade of the GPU pool needs no GPU beyond the quota, one of a CPU pool adds nodes first", async () => {
  expect.assertions(2);
  expect((await poolOf()).inputs["upgradeSettings"]).toEqual({ maxSurge: "0", maxUnavailable: "1" });
  const cpu = await poolOf({ kind: "cpu", vmSize: "Standard_D8s_v5" });
  expect(cpu.inputs["upgradeSettings"]).toEqual({ maxSurge: "33%" });
});

test("a replacement stands before the old pool goes", async () => {
  expect.assertions(1);
  expect((await poolOf()).options.deleteBeforeReplace).toBe(false);
});

test("spot nodes declare the taint and label that Azure sets by itself", async () => {
  expect.assertions(2);
  const { inputs } = await poolOf({ spot: true });
  expect(inputs).toMatchObject({
    scaleSetPriority: "Spot",
    scaleSetEvictionPolicy: "Delete",
    nodeTaints: ["sku=gpu:NoSchedule", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
    nodeLabels: { sku: "gpu", "kubernetes.azure.com/scalesetpriority": "spot" },
  });
  expect(inputs).not.toHaveProperty("upgradeSettings");
});

test("zones are passed on, and none is no zones", async () => {
  expect.assertions(2);
  expect((await poolOf({ zones: ["1", "3"] })).inputs["availabilityZones"]).toEqual(["1", "3"]);
  expect((await poolOf({ zones: [] })).inputs).not.toHaveProperty("availabilityZones");
});

test("the caller's options reach the pool and do not replace its own", async () => {
  expect.assertions(1);
  const { resource } = await register({}, false, undefined, { protect: true, ignoreChanges: ["tags"] });
  expect(resource(pool).options).toMatchObject({ protect: true, ignoreChanges: ["tags"], parent: "pool" });
});

test("in a preview nothing of the cluster need be known", async () => {
  expect.assertions(3);
  const { component, listed } = await register(
    { clusterName: pulumi.output(pulumi.unknown) as pulumi.Output<string> },
    true,
  );
  expect(listed).toEqual(["AgentPool pool"]);
  expect((await settled(component.id)).unknown).toBe(true);
  expect((await settled(component.poolName)).unknown).toBe(true);
});

test("bounds that are known only later are kept in order all the same", async () => {
  expect.assertions(1);
  expect((await poolOf({ minCount: pulumi.output(1) })).inputs).toMatchObject({ minCount: 1, maxCount: 3, count: 1 });
});

describe("refuses", () => {
  test.each<[string, Partial<NodePoolArgs>, string, string]>([
    ["a long pool name", { poolName: "gpupoolnumber1" }, "poolName", '"gpupoolnumber1" must be a lower-case letter'],
    ["a patch version", { kubernetesVersion: "1.35.2" }, "kubernetesVersion", '"1.35.2" must be a minor version'],
    ["an upper-case pool name", { poolName: "GPU1" }, "poolName", '"GPU1" must be a lower-case letter'],
    ["a size without its prefix", { vmSize: "NC24" }, "vmSize", '"NC24" must be a known amd64 VM size'],
    ["an unknown zone", { zones: ["1", "4"] }, "zones[1]", '"4" must be one of 1, 2, 3'],
    ["a negative minimum", { minCount: -1, initialCount: 0 }, "minCount", "-1 must be an integer from 0 to 1000"],
    ["more than it may have", { initialCount: 4 }, "initialCount", "4 must be from minCount (0) to maxCount (3)"],
    ["fewer than it must have", { minCount: 2 }, "initialCount", "1 must be from minCount (2) to maxCount (3)"],
    ["another kind", { kind: "tpu" as "gpu" }, "kind", '"tpu" must be one of cpu, gpu'],
  ])("%s", async (_case, changed, propertyPath, reason) => {
    expect.assertions(1);
    await expect(register(changed)).rejects.toMatchObject({
      errors: [{ propertyPath, reason: expect.stringContaining(reason) }],
    });
  });

  test("bounds in the wrong order, with both named", async () => {
    expect.assertions(1);
    await expect(register({ minCount: 5, initialCount: 5 })).rejects.toMatchObject({
      errors: [
        { propertyPath: "minCount", reason: "5 must be at most maxCount (3)" },
        { propertyPath: "initialCount", reason: "5 must be from minCount (5) to maxCount (3)" },
      ],
    });
  });
});
