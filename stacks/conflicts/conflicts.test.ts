import * as fc from "fast-check";
import { conflicts, findConflicts } from ".";
import { dev } from "../dev";
import { prod } from "../prod";
import type { Settings } from "../schema";

/** `dev`, or `prod`, with one part changed. */
function changed(change: (settings: Settings) => void, base: Settings = dev): Settings {
  const settings = structuredClone(base);
  change(settings);
  return settings;
}

test.each([
  ["dev", dev],
  ["prod", prod],
])("%s conflicts with itself nowhere", (_name, settings) => {
  expect(findConflicts(settings)).toEqual([]);
});

describe("finds", () => {
  test.each<[string, (settings: Settings) => void, string, string]>([
    [
      "an authority's account without a host",
      (s) => (s.edge.acmeEmail = "ops@example.com"),
      "edge.host",
      "set where edge.acmeEmail is",
    ],
    [
      "an edge that asks nobody who they are",
      (s) => (s.edge.enabled = true),
      "app.clientKeys",
      "true where edge.enabled is and edge.login is not set: the internet would spend the gateway's key",
    ],
    [
      "a login without its tenant",
      (s) => (s.edge.login.clientId = "66666666-2222-3333-4444-555555555555"),
      "edge.login.tenantId",
      "set where edge.login.clientId is",
    ],
    [
      "a login without its application",
      (s) => (s.edge.login.tenantId = "66666666-2222-3333-4444-555555555555"),
      "edge.login.clientId",
      "set where edge.login.tenantId is",
    ],
    [
      "an answer of one model that is given up before it is written",
      (s) => (s.app.parameters.models["gpt-5"] = { maxTokens: 8192 }),
      "app.parameters.models.gpt-5.maxTokens",
      "at most 5400: a whole answer has 600 s",
    ],
    [
      "roles of a login that there is not",
      (s) => (s.edge.login.roles = ["Chat.User"]),
      "edge.login.roles",
      "empty where edge.login.clientId is not set",
    ],
    [
      "groups of a login that there is not",
      (s) => (s.edge.login.groups = ["66666666-2222-3333-4444-555555555555"]),
      "edge.login.groups",
      "empty where edge.login.clientId is not set",
    ],
    [
      "a budget over a model without a price",
      (s) => Object.assign(s.app, { model: "gpt-9", dailyBudgetUsd: 50 }),
      "app.model",
      "one of gpt-4.1, claude-sonnet-4, deepseek-v3.2, gemini-2.5-flash, whose prices are known",
    ],
    [
      "a budget that binds before anybody is told",
      (s) => (s.app.dailyBudgetUsd = 19),
      "app.dailyBudgetUsd",
      "0, or at least monitoring.dailyTokenBudgetUsd (20), at which somebody is told",
    ],
    [
      "a buffer that is larger than the pool",
      (s) => (s.warmBuffer.pods = 24),
      "warmBuffer.pods",
      "fewer than 24, the vCPUs of a pool of pools.cpu.maxCount (3) nodes",
    ],
    [
      "a subnet outside the network",
      (s) => (s.network.nodeSubnet = "10.99.0.0/20"),
      "network.nodeSubnet",
      "inside network.addressSpace (10.10.0.0/16)",
    ],
    [
      "pods in the network",
      (s) => (s.network.podCidr = "10.10.0.0/17"),
      "network.podCidr",
      "outside network.addressSpace (10.10.0.0/16)",
    ],
    [
      "Services in the network",
      (s) => (s.network.serviceCidr = "10.10.128.0/20"),
      "network.serviceCidr",
      "outside network.addressSpace (10.10.0.0/16)",
    ],
    [
      "Services among the pods",
      (s) => (s.network.serviceCidr = "10.244.8.0/21"),
      "network.serviceCidr",
      "outside network.podCidr (10.244.0.0/16)",
    ],
    [
      "a network that AKS keeps",
      (s) => (s.network.podCidr = "172.30.0.0/15"),
      "network.podCidr",
      "outside 172.30.0.0/16, which AKS keeps for itself",
    ],
    [
      "a subnet for fewer nodes",
      (s) => (s.network.nodeSubnet = "10.10.0.0/29"),
      "network.nodeSubnet",
      "large enough for 7 addresses beside Azure's five: 7 nodes of full pools during an upgrade",
    ],
    [
      "pod addresses for fewer nodes",
      (s) => (s.network.podCidr = "10.244.0.0/22"),
      "network.podCidr",
      "a /24 for each of the 7 nodes of full pools during an upgrade",
    ],
    [
      "a minimum above the maximum",
      (s) => (s.pools.cpu = { ...s.pools.cpu, minCount: 3, initialCount: 3, maxCount: 2 }),
      "pools.cpu.minCount",
      "at most pools.cpu.maxCount (2)",
    ],
    [
      "too many nodes at first",
      (s) => (s.pools.gpu.initialCount = 2),
      "pools.gpu.initialCount",
      "at most pools.gpu.maxCount (1)",
    ],
    [
      "too few nodes at first",
      (s) => (s.pools.cpu.initialCount = 0),
      "pools.cpu.initialCount",
      "at least pools.cpu.minCount (1)",
    ],
    [
      "two pools of one name",
      (s) => (s.pools.gpu.name = "cpu1"),
      "pools.gpu.name",
      "different from pools.cpu.name (cpu1)",
    ],
    [
      "an address that is told twice",
      (s) => (s.observability.alertEmails = ["ops@example.com", "ops@example.com"]),
      "observability.alertEmails",
      "without an address named twice",
    ],
    [
      "more addresses than a budget tells",
      (s) => (s.guardrails.budgetEmails = Array.from({ length: 51 }, (_, index) => `ops${index}@example.com`)),
      "guardrails.budgetEmails",
      "a list of at most 50 addresses",
    ],
    [
      "two addresses as one network before the model store",
      (s) => {
        s.network.operatorIpRanges = ["203.0.113.6/31"];
        s.network.privateEndpoints = ["models"];
      },
      "network.operatorIpRanges",
      "without a /31",
    ],
    [
      "endpoints outside the network",
      (s) => (s.network.endpointSubnet = "10.99.0.0/26"),
      "network.endpointSubnet",
      "inside network.addressSpace (10.10.0.0/16)",
    ],
    [
      "endpoints among the nodes",
      (s) => (s.network.endpointSubnet = "10.10.8.0/26"),
      "network.endpointSubnet",
      "outside network.nodeSubnet (10.10.0.0/20)",
    ],
    [
      "a subnet for fewer endpoints",
      (s) => {
        s.network.endpointSubnet = "10.10.16.0/29";
        s.network.privateEndpoints = ["vault", "models"];
      },
      "network.endpointSubnet",
      "large enough for 2 private endpoints",
    ],
    [
      "a service with two endpoints",
      (s) => (s.network.privateEndpoints = ["vault", "vault"]),
      "network.privateEndpoints",
      "without a service named twice",
    ],
    [
      "ranges for an API server that is private",
      (s) => {
        s.cluster.privateApiServer = true;
        s.cluster.authorizedIpRanges = ["203.0.113.7"];
      },
      "cluster.authorizedIpRanges",
      "empty with cluster.privateApiServer",
    ],
    [
      "more ranges than an API server takes",
      (s) => (s.cluster.authorizedIpRanges = Array.from({ length: 201 }, (_, index) => `203.0.113.${index}`)),
      "cluster.authorizedIpRanges",
      "a list of at most 200 networks",
    ],
    [
      "Defender without a place for its findings",
      (s) => (s.guardrails.defender = true),
      "guardrails.defender",
      "false without observability.enabled",
    ],
    [
      "a GPU zone named twice",
      (s) => (s.pools.gpu = { ...s.pools.gpu, zones: ["1", "1"] }),
      "pools.gpu.zones",
      "without",
    ],
    [
      "a zone without a GPU node",
      (s) => (s.pools.gpu.zones = ["1", "2"]),
      "pools.gpu.maxCount",
      "at least 2, a node for each zone of pools.gpu.zones",
    ],
    [
      "a GPU pool whose name has no room for its zone",
      (s) => (s.pools.gpu = { ...s.pools.gpu, name: "gpu12345678", zones: ["1"] }),
      "pools.gpu.name",
      "at most 10 characters",
    ],
    [
      "a zone's GPU pool with another pool's name",
      (s) => {
        s.pools.gpu.zones = ["1"];
        s.pools.cpu.name = "gpu1z1";
      },
      "pools.gpu.name",
      "no other pool's name",
    ],
    [
      "a pool whose quota's name is no function of the size's",
      (s) => (s.pools.gpu.vmSize = "Standard_NC16as_T4_v3"),
      "quotas.Standard NCASv3_T4 Family",
      "at least 16",
    ],
    ["a zone named twice", (s) => (s.cluster.zones = ["1", "1"]), "cluster.zones", "without a zone named twice"],
    ["pools beyond the quota", (s) => (s.pools.cpu.maxCount = 4), "quotas.standardDSv5Family", "at least 56"],
    [
      "pools whose upgrade is beyond the quota",
      (s) => (s.quotas.standardDSv5Family = 39),
      "quotas.standardDSv5Family",
      "at least 40, the vCPUs of full pools during an upgrade (pools.system 2 nodes of 4, pools.cpu 4 nodes of 8)",
    ],
    [
      "a quota with no word of how to raise it",
      (s) => (s.quotas.standardDSv5Family = 39),
      "quotas.standardDSv5Family",
      "pulumi config set --path quotas.standardDSv5Family 40",
    ],
    [
      "a quota with a blank in its name",
      (s) => (s.pools.gpu.vmSize = "Standard_NC16as_T4_v3"),
      "quotas.Standard NCASv3_T4 Family",
      `pulumi config set --path 'quotas["Standard NCASv3_T4 Family"]' 16`,
    ],
    [
      "more tags than a zone of private DNS takes",
      (s) => {
        s.cluster.privateApiServer = true;
        s.tags = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`tag${index}`, ""]));
      },
      "tags",
      "a group of at most 15 tags: private DNS zones take no more",
    ],
    [
      "a longer name of a tag than a storage account takes",
      (s) => (s.tags = { ["n".repeat(129)]: "" }),
      `tags.${"n".repeat(129)}`,
      "1 to 128 characters, none of them < > % & \\ ? /: storage accounts take no more",
    ],
    [
      "zones in a region that has none",
      (s) => {
        s.location = "koreasouth";
        s.cluster.zones = ["1"];
      },
      "cluster.zones",
      "empty in location koreasouth",
    ],
    [
      "GPU zones in a region that has none",
      (s) => {
        s.location = "westus";
        s.pools.gpu.zones = ["1"];
      },
      "pools.gpu.zones",
      "empty in location westus",
    ],
    [
      "a pool whose quota is not stated",
      (s) => (s.quotas = { standardDSv5Family: 40 }),
      "quotas.StandardNCADSA100v4Family",
      "at least 24",
    ],
    [
      "more model servers than GPUs",
      (s) => (s.vllm.minReplicas = 2),
      "vllm.minReplicas",
      "at most 1, the GPUs of a pool",
    ],
    [
      "more model servers in a window than GPUs",
      (s) => (s.vllm.preWarm = [{ timeZone: "Asia/Seoul", start: "09:45", end: "12:00", replicas: 2 }]),
      "vllm.preWarm.0.replicas",
      "at most 1, the GPUs of a pool",
    ],
    [
      "more pods in a window than there may be",
      (s) => (s.app.preWarm[0]!.replicas = 11),
      "app.preWarm.0.replicas",
      "at most app.maxReplicas (10)",
    ],
    [
      "workers in the wrong order",
      (s) => (s.worker.minReplicas = 11),
      "worker.minReplicas",
      "at most worker.maxReplicas (10)",
    ],
    [
      "no worker that would bring back a task of a Redis list",
      (s) => (s.worker.minReplicas = 0),
      "worker.minReplicas",
      "at least 1 where taskQueue.enabled is not",
    ],
    ["replicas in the wrong order", (s) => (s.app.minReplicas = 11), "app.minReplicas", "at most app.maxReplicas (10)"],
    [
      "an answer that no prompt leaves room for",
      (s) => (s.app.maxTokens = 16_384),
      "app.maxTokens",
      "less than vllm.maxModelLen (16384)",
    ],
    [
      "a session that ends before its answer",
      (s) => (s.app.sessionTtlSeconds = 60),
      "app.sessionTtlSeconds",
      "more than 265, which an answer of app.maxTokens (2048) may take after app.httpTimeoutSeconds (60)",
    ],
    [
      "more tokens than an answer has time for",
      (s) => (s.app.maxTokens = 5_401),
      "app.maxTokens",
      "at most 5400: a whole answer has 600 s, of which app.httpTimeoutSeconds (60) are for its begin",
    ],
    [
      "a surge that goes down",
      (s) => (s.surge.toPerSecond = 0.1),
      "surge.fromPerSecond",
      "at most surge.toPerSecond (0.1)",
    ],
    [
      "a peak below the surge",
      (s) => (s.surge.peakPerSecond = 11),
      "surge.toPerSecond",
      "at most surge.peakPerSecond (11)",
    ],
    ["another environment's namespace", (s) => (s.app.namespace = "production"), "app.namespace", "development in dev"],
  ])("%s", (_case, change, path, allowed) => {
    const [first] = findConflicts(changed(change));
    expect(first).toEqual({ path, allowed: expect.stringContaining(allowed) });
  });

  test.each<[string, (settings: Settings) => void, string]>([
    ["static credentials", (s) => (s.cluster.localAccounts = true), "cluster.localAccounts"],
    ["a vault without purge protection", (s) => (s.vault.purgeProtection = false), "vault.purgeProtection"],
  ])("%s in prod", (_case, change, path) => {
    expect(findConflicts(changed(change, prod))).toEqual([expect.objectContaining({ path })]);
  });
});

test("a service has a private endpoint exactly where it exists in a SKU that has them", () => {
  const settings = fc.record({
    service: fc.constantFrom(
      "vault" as const,
      "registry" as const,
      "queue" as const,
      "cache" as const,
      "models" as const,
    ),
    registry: fc.constantFrom("Basic" as const, "Standard" as const, "Premium" as const),
    queue: fc.constantFrom("Standard" as const, "Premium" as const),
    queueEnabled: fc.boolean(),
    sessions: fc.constantFrom("plain" as const, "managedRedis" as const),
    models: fc.boolean(),
  });
  fc.assert(
    fc.property(settings, ({ service, registry, queue, queueEnabled, sessions, models }) => {
      const found = findConflicts(
        changed((s) => {
          s.network.privateEndpoints = [service];
          s.registry.sku = registry;
          s.taskQueue = { ...s.taskQueue, enabled: queueEnabled, sku: queue };
          s.sessionStore.kind = sessions;
          s.modelStore.enabled = models;
        }),
      );
      const possible = {
        vault: true,
        registry: registry === "Premium",
        queue: queueEnabled && queue === "Premium",
        cache: sessions === "managedRedis",
        models,
      }[service];
      const paths = found.map(({ path }) => path).filter((path) => path === "network.privateEndpoints");
      expect(paths).toEqual(possible ? [] : ["network.privateEndpoints"]);
    }),
  );
});

// Azure/AKS-Construction#701, Azure/AKS#1795.
test("prod's pools need 34 addresses during an upgrade: a /27 has 27, a /26 has room", () => {
  const withSubnet = (nodeSubnet: string) => findConflicts(changed((s) => (s.network.nodeSubnet = nodeSubnet), prod));
  expect(withSubnet("10.20.0.0/27")).toEqual([
    { path: "network.nodeSubnet", allowed: expect.stringContaining("large enough for 34 addresses") },
  ]);
  expect(withSubnet("10.20.0.0/26")).toEqual([]);
});

test("a subnet just large enough for the nodes has none left for a private API server's endpoint", () => {
  const nodes = (systemNodes: number, privateApiServer: boolean) =>
    findConflicts(
      changed((s) => {
        s.network.nodeSubnet = "10.10.0.0/28";
        s.pools.system.count = systemNodes;
        s.cluster.privateApiServer = privateApiServer;
        s.quotas.standardDSv5Family = 1000;
      }),
    ).map(({ path }) => path);
  // 4 + 2 system, 3 + 1 CPU, 1 GPU: 11, as many as a /28 has beside Azure's five.
  expect([nodes(4, false), nodes(4, true), nodes(5, false)]).toEqual([
    [],
    ["network.nodeSubnet"],
    ["network.nodeSubnet"],
  ]);
});

test("a node of eight GPUs has room for eight model servers", () => {
  const eight = (replicas: number) =>
    changed((s) => {
      s.pools.gpu.vmSize = "Standard_ND96isr_H200_v5";
      s.quotas.standardNDISRH200V5Family = 96;
      s.vllm.minReplicas = replicas;
    });
  expect(findConflicts(eight(8))).toEqual([]);
  expect(findConflicts(eight(9))).toEqual([
    { path: "vllm.minReplicas", allowed: expect.stringContaining("at most 8") },
  ]);
});

test("a quota may be written in any case, as Azure compares", () => {
  const settings = changed((s) => (s.quotas = { STANDARDDSV5FAMILY: 40, standardncadsa100v4family: 24 }));
  expect(findConflicts(settings)).toEqual([]);
});

test("counts in order, and only those, are no conflict", () => {
  const count = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(count, count, fc.integer({ min: 1, max: 3 }), (minCount, initialCount, maxCount) => {
      const settings = changed((s) => (s.pools.cpu = { ...s.pools.cpu, minCount, initialCount, maxCount }));
      const inOrder = minCount <= initialCount && initialCount <= maxCount;
      expect(findConflicts(settings).length === 0).toBe(inOrder);
    }),
  );
});

test("a rule is passed over when something that it reads is wrong in itself", () => {
  const settings = changed((s) => (s.network.nodeSubnet = "10.99.0.0/20"));
  expect(findConflicts(settings, (path) => path !== "network.addressSpace")).toEqual([]);
});

test("every rule reads only what it says", () => {
  expect.assertions(conflicts.length);
  for (const { reads, find } of conflicts) {
    const read = new Set<string>();
    find(recording(dev, [], read));
    expect(
      [...read].filter((path) => !reads.some((stated) => path === stated || path.startsWith(`${stated}.`))),
    ).toEqual([]);
  }
});

/** A view of settings that notes the path of every value that is taken from them. */
function recording<T extends object>(settings: T, steps: string[], read: Set<string>): T {
  return new Proxy(settings, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const path = [...steps, String(key)];
      const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
      if (isGroup) return recording(value, path, read);
      if (typeof key === "string") read.add(path.join("."));
      return value;
    },
  });
}
