import { cpuTemplate, gpuNodeObject, gpuTemplate, nodeObject, sizedTemplate, vllm, workload } from "../testing/samples";
import { admits, isSimilar, newNodeTemplateOf, nodeTemplateOf } from "./node-template";
import { amountsOf, cpuIndex, gpuIndex, memoryIndex, podsIndex } from "./resources";

describe("a node that is there", () => {
  test("is read with its name, size, labels, taints and what it offers", () => {
    const { allocatable, ...template } = nodeTemplateOf(gpuNodeObject(), "gpu1");
    expect([cpuIndex, memoryIndex, gpuIndex, podsIndex].map((index) => allocatable[index])).toEqual([
      8000,
      32 * 2 ** 30,
      1,
      110,
    ]);
    expect(template).toMatchObject({
      pool: "gpu1",
      name: "gpu1-sample",
      vmSize: "Standard_D8s_v5",
      labels: { "kubernetes.io/hostname": "gpu1-sample" },
      taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
    });
  });

  test("that says nothing yet offers nothing", () => {
    const { allocatable, labels, taints, vmSize } = nodeTemplateOf({ metadata: { name: "n" } }, "p");
    expect([Math.max(...allocatable), labels, taints, vmSize]).toEqual([0, {}, [], ""]);
  });
});

test("a node that is not there yet has no name, and the DaemonSets use some of it", () => {
  const template = newNodeTemplateOf(nodeObject(), "cpu1", [amountsOf({ cpu: 1 }), amountsOf({ cpu: "500m" })]);
  expect(template).not.toHaveProperty("name");
  expect(template.labels).not.toHaveProperty(["kubernetes.io/hostname"]);
  expect(template.labels["kubernetes.io/os"]).toBe("linux");
  expect(template.daemons[cpuIndex]).toBe(1500);
});

describe("which pods it admits", () => {
  const byName = (operator: string) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator, values: ["cpu1-sample"] }] }],
        },
      },
    },
  });
  const existing = nodeTemplateOf(nodeObject(), "cpu1");

  test.each([
    ["any", workload("a", {}), existing, true],
    ["one that selects it", workload("a", {}, { spec: { nodeSelector: { agentpool: "cpu1" } } }), existing, true],
    ["one that selects another", workload("a", {}, { spec: { nodeSelector: { agentpool: "x" } } }), existing, false],
    ["one that asks for it by name", workload("a", {}, { spec: byName("In") }), existing, true],
    ["one that asks for any other", workload("a", {}, { spec: byName("NotIn") }), existing, false],
    ["by name, where it is not there yet", workload("a", {}, { spec: byName("In") }), cpuTemplate(), false],
    ["any other, where it is not there yet", workload("a", {}, { spec: byName("NotIn") }), cpuTemplate(), true],
    [
      "one that does not tolerate its taint",
      workload("a", {}, { spec: { nodeSelector: { sku: "gpu" } } }),
      gpuTemplate(),
      false,
    ],
    ["one that tolerates its taint", vllm, gpuTemplate(), true],
    ["one that asks for what no node has", workload("a", { "example.com/fpga": "1" }), existing, false],
  ])("%s", (_what, pod, node, expected) => expect(admits(node, pod)).toBe(expected));
});

describe("similar pools", () => {
  test("differ in name and place only", () => {
    expect(isSimilar(cpuTemplate("a", "koreacentral-1"), cpuTemplate("b", "koreacentral-2"))).toBe(true);
  });

  // kubernetes/autoscaler, cluster-autoscaler-1.35.2, processors/nodegroupset: compare_nodegroups.go and azure_nodegroups.go
  test.each([
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "topology.disk.csi.azure.com/zone",
    "agentpool",
    "kubernetes.azure.com/agentpool",
    "kubernetes.azure.com/node-image-version",
    "kubernetes.azure.com/consolidated-additional-properties",
    "aksEngineVersion",
    "creationSource",
    "poolName",
    "resourceNameSuffix",
  ])("may differ in %s", (label) => {
    const template = cpuTemplate("a");
    expect(isSimilar(template, { ...template, labels: { ...template.labels, [label]: "x" } })).toBe(true);
  });

  test.each([
    ["another size", { ...cpuTemplate("b"), vmSize: "Standard_D16s_v5" }],
    ["other amounts", sizedTemplate("b", 16)],
    ["another label", { ...cpuTemplate("b"), labels: { ...cpuTemplate("b").labels, tier: "x" } }],
    ["a label too few", { ...cpuTemplate("b"), labels: {} }],
  ])("do not differ in %s", (_what, other) => expect(isSimilar(cpuTemplate("a"), other)).toBe(false));

  test("may come with their labels in another order", () => {
    const template = cpuTemplate("a");
    const labels = Object.fromEntries(Object.entries(template.labels).reverse());
    expect(isSimilar(template, { ...template, labels })).toBe(true);
  });
});
