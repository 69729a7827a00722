import { type DeclaredPool, type Plan, resourcesOf } from "@breakwater/plan-views";
import { billed as billedResources } from "./billed";
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
  outputs: { surge: { fromPerSecond: 1, toPerSecond: 5, peakPerSecond: 10, rampMinutes: 60 } },
});
const cluster = resource("containerservice:ManagedCluster", {
  sku: { tier: "Standard" },
  agentPoolProfiles: [{ name: "system1", vmSize: "Standard_D4s_v5", count: 3 }],
});
const gpuPool = resource("containerservice:AgentPool", {
  agentPoolName: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  count: 1,
  enableAutoScaling: true,
  minCount: 0,
  maxCount: 3,
});
const billed = (of: Plan, nodesOf: (pool: DeclaredPool) => number) => billedResources(resourcesOf(of), nodesOf);

/** The price list's names of the OS disks of a pool. */
const disksOf = (inputs: object): string[] =>
  billed(
    plan(resource("containerservice:AgentPool", { agentPoolName: "pool1", count: 2, ...inputs })),
    ({ count }) => count,
  )
    .filter(({ what }) => what === "OS disks of the nodes")
    .map(({ sku }) => sku);

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

  // AKS' default OS disks by vCPUs, learn.microsoft.com/azure/aks/concepts-storage#managed-os-disks.
  test.each([
    ["Standard_D4s_v5", "disk/P10"],
    ["Standard_D8s_v5", "disk/P15"],
    ["Standard_D16s_v5", "disk/P20"],
    ["Standard_D32s_v5", "disk/P20"],
    ["Standard_D48s_v5", "disk/P20"],
    ["Standard_D64s_v5", "disk/P30"],
    ["Standard_D96s_v5", "disk/P30"],
  ])("a node of %s has %s", (vmSize, sku) => {
    expect(disksOf({ vmSize })).toEqual([sku]);
  });

  test("a disk on the host costs nothing, one whose size the pool names costs that size's tier", () => {
    expect(disksOf({ vmSize: "Standard_D8ds_v5" })).toEqual([]);
    expect(disksOf({ vmSize: "Standard_D8ds_v5", osDiskType: "Managed" })).toEqual(["disk/P15"]);
    expect(disksOf({ vmSize: "Standard_D4s_v5", osDiskSizeGB: 1024 })).toEqual(["disk/P30"]);
    expect(disksOf({ vmSize: "Standard_NC24ads_A100_v4", osDiskType: "Ephemeral", osDiskSizeGB: 256 })).toEqual([]);
  });

  test("Defender counts vCPUs, and says of which nodes it does not know them", () => {
    const pool = (name: string, vmSize: string) =>
      resource("containerservice:AgentPool", { agentPoolName: name, vmSize, count: 2 });
    const rows = billed(
      plan(
        pool("cpu1", "Standard_D8s_v5"),
        pool("hpc1", "Standard_HB120rs_v3"),
        pool("old1", "Standard_D11_v2"),
        resource("security:Pricing", { pricingName: "Containers" }),
      ),
      ({ count }) => count,
    ).filter(({ what }) => what.startsWith("Defender"));
    expect(rows).toEqual([
      { what: "Defender for Containers, vCPUs", sku: "defender/Containers", count: 2 * 8 + 2 * 120 },
      { what: "Defender for Containers, vCPUs", sku: "vCPUs of Standard_D11_v2", count: 2 },
    ]);
  });

  test.each<[what: string, of: Plan]>([
    ["the stack's output", { ...plan(cluster), outputs: { defenderPlans: [{ name: "Containers" }] } }],
    ["a resource of another program", plan(cluster, resource("security:Pricing", { pricingName: "Containers" }))],
    [
      "both",
      {
        ...plan(cluster, resource("security:Pricing", { pricingName: "Containers" })),
        outputs: { defenderPlans: [{ name: "Containers" }] },
      },
    ],
  ])("a plan of Defender is paid for once, named by %s", (_, of) => {
    const rows = billed(of, ({ count }) => count).filter(({ what }) => what.startsWith("Defender"));
    expect(rows).toEqual([{ what: "Defender for Containers, vCPUs", sku: "defender/Containers", count: 12 }]);
  });

  test("a plan of Defender that is switched off costs nothing", () => {
    const free = resource("security:Pricing", { pricingName: "Containers", pricingTier: "Free" });
    expect(billed(plan(free), () => 1)).toEqual([]);
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

  test("has as many nodes in every month of a pool that nobody scales", () => {
    const counts = months(cluster).map(({ lines }) => lines.find(({ what }) => what === "system nodes")?.count);
    expect(counts).toEqual([3, 3, 3]);
  });

  test("refuses an output `surge` that is none", () => {
    const wrong = { ...plan(cluster), outputs: { surge: { fromPerSecond: "1" } } };
    expect(() => stackCost(wrong)).toThrow('output surge: fromPerSecond = "1" must be requests/s, above 0');
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
    expect(idle!.unknown).toEqual(["Standard_X8_v9", "disk of Standard_X8_v9"]);
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
