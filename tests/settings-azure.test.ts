import { execFile } from "node:child_process";
import { join } from "node:path";
import { findVmSize } from "@breakwater/azure-sizes";
import * as fc from "fast-check";
import type { Settings } from "../stacks";
import { findConflicts } from "../stacks/conflicts";
import { dev } from "../stacks/dev";
import { prod } from "../stacks/prod";
import { findWrongValues } from "../stacks/wrong-values";
import { root } from "./support/breakwater";

/** What the simulated Azure, or a component before it, says to the foundation of each of the settings. */
const refusalsOf = (settings: readonly Settings[]): Promise<string[][]> =>
  new Promise((resolve, reject) => {
    const script = join(root, "tests/fixtures/foundation/run-settings.ts");
    const child = execFile(
      process.execPath,
      ["--import", "tsx", script],
      { cwd: root, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(JSON.parse(stdout) as string[][])),
    );
    child.stdin!.end(JSON.stringify(settings));
  });

const changed = (base: Settings, change: (settings: Settings) => void): Settings => {
  const settings = structuredClone(base);
  change(settings);
  return settings;
};

/** Settings in which everything that Azure couples is drawn on its own. */
const drawn: fc.Arbitrary<Settings> = fc
  .record({
    base: fc.constantFrom(dev, prod),
    tier: fc.constantFrom("Free" as const, "Standard" as const, "Premium" as const),
    zones: fc.subarray(["1", "2", "3"] as const),
    ranges: fc.subarray(["203.0.113.7", "198.51.100.0/24", "192.0.2.6/31"]),
    emails: fc.array(fc.constantFrom("a@example.com", "b@example.com"), { maxLength: 2 }),
    localAccounts: fc.boolean(),
    privateApiServer: fc.boolean(),
    encryptionAtHost: fc.boolean(),
    gateway: fc.record({ enabled: fc.boolean(), addresses: fc.integer({ min: 1, max: 16 }), idleMinutes: fc.nat(120) }),
    services: fc.subarray(["vault", "registry", "queue", "cache", "models"] as const),
    registry: fc.constantFrom("Basic" as const, "Standard" as const, "Premium" as const),
    queue: fc.record({ enabled: fc.boolean(), sku: fc.constantFrom("Standard" as const, "Premium" as const) }),
    sessions: fc.constantFrom("plain" as const, "managedRedis" as const),
    highAvailability: fc.boolean(),
    models: fc.record({ enabled: fc.boolean(), redundancy: fc.constantFrom("LRS" as const, "ZRS" as const) }),
    gpu: fc.record({ zones: fc.subarray(["1", "2", "3"] as const), maxCount: fc.integer({ min: 1, max: 3 }) }),
    window: fc.record({ startHour: fc.nat(23), hours: fc.integer({ min: 4, max: 24 }) }),
    logs: fc.boolean(),
    networks: fc.record({
      addressSpace: fc.constantFrom("10.20.0.0/16", "10.0.0.0/12", "192.168.0.0/16"),
      nodeSubnet: fc.constantFrom("10.20.0.0/20", "10.20.0.0/24", "192.168.0.0/22"),
      endpointSubnet: fc.constantFrom("10.20.16.0/26", "10.20.0.192/26", "10.20.16.0/28", "192.168.4.0/27"),
      podCidr: fc.constantFrom("10.244.0.0/16", "10.240.0.0/12", "172.20.0.0/18", "10.20.128.0/17"),
      serviceCidr: fc.constantFrom("10.100.0.0/16", "10.244.64.0/20", "172.21.0.0/24", "10.20.64.0/20"),
    }),
    pool: fc.record({ minCount: fc.nat(4), initialCount: fc.nat(6), maxCount: fc.integer({ min: 1, max: 6 }) }),
    poolName: fc.constantFrom("cpu1", "cpu2", "gpu1z1", "a23456789012"),
    vault: fc.record({ purgeProtection: fc.boolean(), softDeleteDays: fc.integer({ min: 7, max: 90 }) }),
    lock: fc.record({
      lockSeconds: fc.integer({ min: 5, max: 300 }),
      maxDeliveryCount: fc.integer({ min: 1, max: 2000 }),
    }),
    logging: fc.record({
      logRetentionDays: fc.integer({ min: 30, max: 730 }),
      dailyLogGb: fc.constantFrom(0.023, 5, 100),
    }),
    guards: fc.record({ defender: fc.boolean(), azurePolicy: fc.boolean(), locks: fc.boolean() }),
    budget: fc.constantFrom(0, 900),
    location: fc.constantFrom("koreacentral", "eastus", "koreasouth", "usgovvirginia"),
    tags: fc.constantFrom({ owner: "a" }, {}, { "cost center": "7", owner: "" }, { owner: "a", Owner: "b" }),
    systemCount: fc.integer({ min: 1, max: 5 }),
    sizes: fc.record({
      system: fc.constantFrom("Standard_D4s_v5", "Standard_D2as_v5", "Standard_E4s_v6", "Standard_B4ms"),
      cpu: fc.constantFrom("Standard_D8s_v5", "Standard_F8s_v2", "Standard_B4ms", "Standard_D8ps_v5"),
      gpu: fc.constantFrom("Standard_NC24ads_A100_v4", "Standard_NC16as_T4_v3", "Standard_NG8ads_V620_v1"),
    }),
  })
  .map(({ base, ...d }) =>
    changed(base, (s) => {
      Object.assign(s.cluster, { tier: d.tier, zones: [...d.zones], authorizedIpRanges: d.ranges });
      // Half keep the networks of their stack: most that are drawn conflict with themselves.
      if (d.budget === 0) Object.assign(s.network, d.networks);
      Object.assign(s.pools.cpu, d.pool, { name: d.poolName });
      Object.assign(s.vault, d.vault);
      Object.assign(s.taskQueue, d.lock);
      Object.assign(s.observability, d.logging);
      Object.assign(s.cluster, {
        localAccounts: d.localAccounts,
        privateApiServer: d.privateApiServer,
        encryptionAtHost: d.encryptionAtHost,
      });
      Object.assign(s.cluster.maintenance, d.window);
      Object.assign(s.network, { privateEndpoints: [...d.services], operatorIpRanges: d.ranges });
      s.network.natGateway = { ...d.gateway, idleMinutes: Math.max(4, d.gateway.idleMinutes) };
      s.registry.sku = d.registry;
      Object.assign(s.taskQueue, d.queue);
      Object.assign(s.sessionStore, { kind: d.sessions, highAvailability: d.highAvailability });
      s.modelStore = d.models;
      Object.assign(s.pools.gpu, { ...d.gpu, zones: [...d.gpu.zones], minCount: 0, initialCount: 1 });
      Object.assign(s, { location: d.location, tags: d.tags });
      s.pools.system.count = d.systemCount;
      for (const kind of ["system", "cpu", "gpu"] as const) s.pools[kind].vmSize = d.sizes[kind];
      const families = Object.values(d.sizes).flatMap((size) => {
        const known = findVmSize(size);
        return known.known ? [[known.quotaFamily, 1000]] : [];
      });
      s.quotas = Object.fromEntries(families) as Settings["quotas"];
      Object.assign(s.observability, { enabled: d.logs, alertEmails: d.emails });
      Object.assign(s.guardrails, d.guards, { budgetMonthlyUsd: d.budget });
    }),
  );

test(
  "what the settings let through, Azure takes",
  async () => {
    const sound = fc
      .sample(drawn, { numRuns: 20_000, seed: 4 })
      .filter((settings) => findWrongValues(settings).length === 0 && findConflicts(settings).length === 0)
      .slice(0, 16);
    expect(sound.length).toBe(16);
    // The draws reach what they are for: networks, pools and every tier among what is let through.
    const spread = (of: (settings: Settings) => unknown) => new Set(sound.map(of)).size;
    expect(spread(({ network }) => JSON.stringify(network))).toBeGreaterThan(8);
    expect(spread(({ pools }) => JSON.stringify(pools.cpu))).toBeGreaterThan(8);
    expect(
      spread(({ pools }) => [pools.system, pools.cpu, pools.gpu].map(({ vmSize }) => vmSize).join()),
    ).toBeGreaterThan(8);
    expect([spread(({ location }) => location), spread(({ tags }) => JSON.stringify(tags))]).toEqual([3, 3]);
    expect([spread(({ cluster }) => cluster.tier), spread(({ registry }) => registry.sku)]).toEqual([3, 3]);
    expect(await refusalsOf(sound)).toEqual(sound.map(() => []));
  },
  5 * 60_000,
);

/** Every combination of what our own Azure Policies look at, that the settings let through. */
const judgedByPolicies = [dev, prod].flatMap((base) =>
  [true, false].flatMap((localAccounts) =>
    [true, false].flatMap((purgeProtection) =>
      [true, false].flatMap((encryptionAtHost) => {
        const settings = changed(base, (s) => {
          Object.assign(s.guardrails, { azurePolicy: true, defender: false });
          Object.assign(s.cluster, { localAccounts, encryptionAtHost });
          s.vault.purgeProtection = purgeProtection;
        });
        return findConflicts(settings).length === 0 ? [settings] : [];
      }),
    ),
  ),
);

test(
  "our own Azure Policies refuse none of our own resources, whatever the settings",
  async () => {
    expect(judgedByPolicies.length).toBe(8 + 2);
    expect(await refusalsOf(judgedByPolicies)).toEqual(judgedByPolicies.map(() => []));
  },
  5 * 60_000,
);

test(
  "what the settings refuse of Azure's rules, Azure would refuse",
  async () => {
    const unsound: [path: string, settings: Settings][] = [
      [
        "cluster.authorizedIpRanges",
        changed(dev, (s) => {
          s.cluster.privateApiServer = true;
          s.cluster.authorizedIpRanges = ["203.0.113.7"];
        }),
      ],
      ["network.privateEndpoints", changed(prod, (s) => (s.registry.sku = "Standard"))],
      ["network.privateEndpoints", changed(prod, (s) => s.network.privateEndpoints.push("queue"))],
      ["network.endpointSubnet", changed(prod, (s) => (s.network.endpointSubnet = "10.20.8.0/26"))],
      ["network.endpointSubnet", changed(prod, (s) => (s.network.endpointSubnet = "10.99.0.0/26"))],
      ["network.nodeSubnet", changed(prod, (s) => (s.network.nodeSubnet = "10.99.0.0/20"))],
      ["network.operatorIpRanges", changed(prod, (s) => (s.network.operatorIpRanges = ["203.0.113.6/31"]))],
      [
        "observability.alertEmails",
        changed(prod, (s) => (s.observability.alertEmails = ["a@b.example", "a@b.example"])),
      ],
      [
        "guardrails.budgetEmails",
        changed(prod, (s) => (s.guardrails.budgetEmails = Array.from({ length: 51 }, (_, i) => `ops${i}@example.com`))),
      ],
      ["guardrails.defender", changed(prod, (s) => (s.observability.enabled = false))],
      ["pools.gpu.maxCount", changed(prod, (s) => (s.pools.gpu.maxCount = 2))],
      ["pools.gpu.name", changed(prod, (s) => (s.pools.gpu.name = "gpu12345678"))],
      ["pools.gpu.name", changed(dev, (s) => (s.pools.gpu.name = "cpu1"))],
    ];
    for (const [path, settings] of unsound) {
      expect(findConflicts(settings).map((finding) => finding.path)).toContain(path);
    }
    const refusals = await refusalsOf(unsound.map(([, settings]) => settings));
    const taken = unsound.filter((_, index) => refusals[index]!.length === 0).map(([path]) => path);
    expect(taken).toEqual([]);
  },
  5 * 60_000,
);
