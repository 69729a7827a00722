import type { Plan } from "../plan/types";
import { billed } from "./billed";
import { stackCost } from "./month";
import { costText } from "./report";
import { assumedUse, breakEvenPerSecond, tokenCosts } from "./traffic-cost";

const resource = (type: string, inputs: object): Plan["resources"][number] => ({
  urn: `urn:pulumi:test::p::azure-native:${type}::${JSON.stringify(inputs)}`,
  type: `azure-native:${type}`,
  name: "name",
  custom: true,
  dependencies: [],
  inputs: inputs as Plan["outputs"],
  outputs: {},
  options: {},
});
const plan = (...resources: Plan["resources"]): Plan => ({
  version: 1,
  project: "p",
  stack: "test",
  resources,
  outputs: { surge: { fromPerSecond: 1, peakPerSecond: 10 } },
});
const cluster = resource("containerservice:ManagedCluster", {
  sku: { tier: "Standard" },
  agentPoolProfiles: [{ name: "system1", vmSize: "Standard_D4s_v5", count: 3 }],
});
const gpuPool = resource("containerservice:AgentPool", {
  agentPoolName: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  count: 1,
  minCount: 0,
  maxCount: 3,
});

describe("billed", () => {
  test("counts nodes and their disks, and adds up what is alike", () => {
    const rows = billed(plan(cluster, gpuPool, gpuPool), ({ count }) => count);
    expect(rows).toEqual(
      expect.arrayContaining([
        { what: "AKS control plane", sku: "aks/Standard", count: 1 },
        { what: "system nodes", sku: "Standard_D4s_v5", count: 3 },
        { what: "GPU nodes", sku: "Standard_NC24ads_A100_v4", count: 2 },
        { what: "OS disks of the nodes", sku: "disk/P10", count: 3 },
        { what: "OS disks of the nodes", sku: "disk/P20", count: 2 },
      ]),
    );
  });

  test("leaves out what there is none of", () => {
    expect(billed(plan(), () => 1)).toEqual([]);
  });
});

describe("stackCost", () => {
  const months = (...resources: Plan["resources"]) => stackCost(plan(...resources)).months;

  test("has no GPU in an idle month, one all of a typical month, and three on the sale day", () => {
    const counts = months(cluster, gpuPool).map(
      ({ lines }) => lines.find(({ what }) => what === "GPU nodes")?.count ?? 0,
    );
    expect(counts[0]).toBe(0);
    expect(counts[1]).toBe(1);
    expect(counts[2]).toBeCloseTo(1 + (2 * 24) / 730, 6);
  });

  test("prices a node by its hours: 730 of $3.673", () => {
    const [line] = months(cluster, gpuPool)[1]!.lines.filter(({ what }) => what === "GPU nodes");
    expect(line!.dollars).toBeCloseTo(2681.29, 2);
  });

  test("says which price is not known, and does not guess it", () => {
    const unknown = resource("containerservice:AgentPool", {
      agentPoolName: "odd",
      vmSize: "Standard_X8_v9",
      count: 2,
    });
    const [idle] = months(cluster, unknown);
    expect(idle!.unknown).toEqual(["Standard_X8_v9"]);
    expect(costText(stackCost(plan(cluster, unknown)))).toMatch(/price not known: Standard_X8_v9[^]*/);
    expect(costText(stackCost(plan(cluster, unknown)))).toContain("≥ ");
    expect(months(cluster, unknown)[0]!.lines.find(({ sku }) => sku === "Standard_X8_v9")!.dollars).toBeUndefined();
  });

  test("counts the sale's questions: its busiest hour has a tenth of them", () => {
    const [idle, typical, surge] = months(cluster);
    expect([idle!.questions, typical!.questions, surge!.questions - typical!.questions]).toEqual([
      0, 2_628_000, 360_000,
    ]);
  });

  test("works of a stack without a cluster or an output `surge`", () => {
    const { months: all, breakEvenPerSecond: even } = stackCost({ ...plan(), outputs: {} });
    expect(all.map(({ dollars }) => dollars)).toEqual([0, 0, 0]);
    expect(even).toBeUndefined();
  });
});

describe("tokens", () => {
  test("prices each share by its model: 1 M questions of 700 tokens", () => {
    expect(tokenCosts(1_000_000, assumedUse, false)).toEqual([
      { model: "deepseek-v3.2", millions: 420, dollars: expect.closeTo(176.4) },
      { model: "claude-sonnet-4", millions: expect.closeTo(70), dollars: expect.closeTo(1050) },
      { model: "gpt-4.1", millions: expect.closeTo(210), dollars: expect.closeTo(1680) },
    ]);
  });

  test("leaves the simple questions to an own GPU", () => {
    expect(tokenCosts(1_000_000, assumedUse, true).map(({ model }) => model)).toEqual(["claude-sonnet-4", "gpt-4.1"]);
  });

  test("breaks even where an hour of the node buys as many tokens: $3.673 / (0.0007 M x $0.42 x 3600)", () => {
    expect(breakEvenPerSecond(3.673, assumedUse)).toBeCloseTo(3.47, 2);
  });
});
