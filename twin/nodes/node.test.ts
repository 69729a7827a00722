import { knownVmSize } from "@breakwater/azure-sizes";
import { agentPoolLabel, poolsIn } from "@breakwater/plan-views";
import { buildNode, nodeName, shapeAnnotation } from "./node";

const gpuPool = {
  agentPoolName: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  mode: "User",
  enableAutoScaling: true,
  minCount: 0,
  maxCount: 3,
  count: 1,
  nodeLabels: { sku: "gpu" },
  nodeTaints: ["sku=gpu:NoSchedule"],
};

describe("buildNode", () => {
  const build = (change: object = {}, index = 0) => {
    const type = "azure-native:containerservice:AgentPool";
    const [pool] = poolsIn({ type, name: "gpu", props: { ...gpuPool, ...change } });
    return buildNode(pool!, knownVmSize(pool!.vmSize), "koreacentral", index);
  };

  test("names nodes as a scale set does, in base 36", () => {
    expect([0, 9, 10, 36].map((index) => nodeName("gpu1", index))).toEqual([
      "aks-gpu1-00000000-vmss000000",
      "aks-gpu1-00000000-vmss000009",
      "aks-gpu1-00000000-vmss00000a",
      "aks-gpu1-00000000-vmss000010",
    ]);
  });

  test("carries the pool's labels and taints, and AKS' own labels", () => {
    expect(build()).toMatchObject({
      metadata: {
        labels: {
          sku: "gpu",
          [agentPoolLabel]: "gpu1",
          agentpool: "gpu1",
          "node.kubernetes.io/instance-type": "Standard_NC24ads_A100_v4",
          "kubernetes.azure.com/mode": "user",
          "kubernetes.azure.com/accelerator": "nvidia",
          "topology.kubernetes.io/region": "koreacentral",
          "topology.kubernetes.io/zone": "0",
        },
      },
      spec: { taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }] },
    });
  });

  test.each([
    ["Standard_D8s_v5", "amd64"],
    ["Standard_D8pds_v5", "arm64"],
  ])("of %s says that it runs %s", (vmSize, architecture) => {
    expect(build({ vmSize }).metadata.labels?.["kubernetes.io/arch"]).toBe(architecture);
  });

  test("has what its VM size offers, with the OS disk that AKS chooses or the pool names", () => {
    const disk = (change: object) => (build(change).status as { capacity: object }).capacity;
    expect(disk({})).toMatchObject({ cpu: "24", "nvidia.com/gpu": "1", "ephemeral-storage": "512Gi" });
    expect(disk({ vmSize: "Standard_D8ds_v5" })).toMatchObject({ cpu: "8", "ephemeral-storage": "300Gi" });
    expect(disk({ vmSize: "Standard_D8ds_v5", osDiskType: "Managed" })).toMatchObject({ "ephemeral-storage": "256Gi" });
    expect(disk({ osDiskSizeGB: 64 })).toMatchObject({ "ephemeral-storage": "64Gi" });
  });

  test("cannot be relabelled by its pool into another one", () => {
    expect(build({ nodeLabels: { [agentPoolLabel]: "cpu1" } }).metadata.labels?.[agentPoolLabel]).toBe("gpu1");
  });

  test("spreads nodes over the pool's zones in turn", () => {
    const zones = [0, 1, 2, 3].map(
      (index) => build({ availabilityZones: ["1", "3"] }, index).metadata.labels?.["topology.kubernetes.io/zone"],
    );
    expect(zones).toEqual(["koreacentral-1", "koreacentral-3", "koreacentral-1", "koreacentral-3"]);
  });

  test.each([
    ["declared by the pool", ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]],
    ["left to Azure", []],
  ])("has the spot taint once, %s", (_, nodeTaints) => {
    const { spec, metadata } = build({ scaleSetPriority: "Spot", nodeTaints });
    expect(spec).toEqual({
      taints: [{ key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" }],
    });
    expect(metadata.labels?.["kubernetes.azure.com/scalesetpriority"]).toBe("spot");
  });

  test("has another shape when what cannot change on a live node does", () => {
    const shape = (change?: object) => build(change).metadata.annotations?.[shapeAnnotation];
    expect(shape({ vmSize: "Standard_NC48ads_A100_v4" })).not.toBe(shape());
    expect(shape({ maxPods: 30 })).not.toBe(shape());
    expect(shape({ nodeLabels: { other: "label" } })).toBe(shape());
  });
});
