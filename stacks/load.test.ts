import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { dev } from "./dev";
import { loadSettings, SettingsError } from ".";
import { overrides } from "./overrides";
import { prod } from "./prod";

/** Every value encrypted, as the gateway's key must be. */
const encrypted = () => true;

/** What is wrong with a stack, one line a problem. */
function problemsOf(stack: string, config: Record<string, string>, isSecret: (key: string) => boolean = encrypted) {
  try {
    loadSettings(stack, config, isSecret);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems.map(({ file, path, reason }) => `${file}: ${path} ${reason}`);
  }
}

describe("the environment", () => {
  test.each([
    ["dev", {}, dev],
    ["prod", {}, prod],
    ["alice", { "breakwater:environment": "dev" }, dev],
    ["dev", { "breakwater:environment": "prod" }, prod],
  ])("of the stack %s with %j", (stack, config, expected) => {
    expect(loadSettings(stack, config as Record<string, string>, encrypted)).toEqual(expected);
  });

  test.each(["alice", "constructor"])("of the stack %s must be said", (stack) => {
    expect(problemsOf(stack, {})).toEqual([
      `Pulumi.${stack}.yaml: breakwater:environment is missing; it must be one of dev, prod; set it by pulumi config set environment dev`,
    ]);
  });

  test("that does not exist is refused together with all else that is wrong", () => {
    const config = { "breakwater:environment": "staging", "breakwater:gpuMaxCount": "0", "breakwater:imgae": "a:1" };
    expect(problemsOf("x", config)).toEqual([
      'Pulumi.x.yaml: breakwater:environment = "staging" must be one of dev, prod',
      "Pulumi.x.yaml: breakwater:imgae is not known; did you mean breakwater:image?",
      "Pulumi.x.yaml: breakwater:gpuMaxCount = 0 must be an integer from 1 to 1000",
    ]);
  });
});

describe("the configuration", () => {
  test("overrides what belongs to a deployment, in its own type", () => {
    const groups = ["11111111-2222-3333-4444-555555555555"];
    const settings = loadSettings(
      "prod",
      {
        "breakwater:location": "westus3",
        "breakwater:tier": "Premium",
        "breakwater:kubernetesVersion": "1.36",
        "breakwater:zones": '["1"]',
        "breakwater:adminGroupObjectIds": JSON.stringify(groups),
        "breakwater:deployerGroupObjectId": groups[0]!,
        "breakwater:authorizedIpRanges": '["203.0.113.0/24"]',
        "breakwater:privateApiServer": "false",
        "breakwater:encryptionAtHost": "false",
        "breakwater:operatorIpRanges": '["203.0.113.7"]',
        "breakwater:cpuMaxCount": "10",
        "breakwater:gpuInitialCount": "0",
        "breakwater:gpuMaxCount": "2",
        "breakwater:quotas": '{"standardDSv5Family":128,"StandardNCADSA100v4Family":48}',
        "breakwater:gpuZones": '["1","3"]',
        "breakwater:alertEmails": '["ops@example.com"]',
        "breakwater:edgeHost": "chat.example.com",
        "breakwater:acmeEmail": "ops@example.com",
        "breakwater:edgeLoginTenant": "11111111-2222-3333-4444-555555555555",
        "breakwater:edgeLoginClient": "66666666-2222-3333-4444-555555555555",
        "breakwater:edgeLoginSecret": "abc~1",
        "breakwater:edgeLoginRoles": '["Chat.User"]',
        "breakwater:edgeLoginGroups": `["${groups[0]!}"]`,
        "breakwater:corsOrigins": '["https://app.example.com"]',
        "breakwater:clientKeys": "false",
        "breakwater:clientApiKeys": '{"keys": []}',
        "breakwater:dailyBudgetUsd": "60",
        "breakwater:alertReceiver": "slack",
        "breakwater:alertWebhookUrl": "https://hooks.example.com/1",
        "breakwater:dailyTokenBudgetUsd": "50",
        "breakwater:budgetMonthlyUsd": "900",
        "breakwater:budgetStart": "2027-01",
        "breakwater:budgetEmails": '["money@example.com"]',
        "breakwater:defender": "false",
        "breakwater:image": "ai-service:0.2.0",
        "breakwater:dockerHubUsername": "acmebot",
        "breakwater:dockerHubToken": "dckr_pat_1",
      },
      encrypted,
    );
    expect(settings).toEqual({
      ...prod,
      location: "westus3",
      cluster: {
        ...prod.cluster,
        tier: "Premium",
        kubernetesVersion: "1.36",
        zones: ["1"],
        adminGroupObjectIds: groups,
        deployerGroupObjectId: groups[0],
        authorizedIpRanges: ["203.0.113.0/24"],
        privateApiServer: false,
        encryptionAtHost: false,
      },
      network: { ...prod.network, operatorIpRanges: ["203.0.113.7"] },
      observability: { ...prod.observability, alertEmails: ["ops@example.com"] },
      monitoring: { ...prod.monitoring, alertReceiver: "slack", dailyTokenBudgetUsd: 50 },
      edge: {
        ...prod.edge,
        host: "chat.example.com",
        acmeEmail: "ops@example.com",
        login: {
          tenantId: "11111111-2222-3333-4444-555555555555",
          clientId: "66666666-2222-3333-4444-555555555555",
          roles: ["Chat.User"],
          groups,
        },
      },
      guardrails: {
        ...prod.guardrails,
        budgetMonthlyUsd: 900,
        budgetStart: "2027-01",
        budgetEmails: ["money@example.com"],
        defender: false,
      },
      pools: {
        ...prod.pools,
        cpu: { ...prod.pools.cpu, maxCount: 10 },
        gpu: { ...prod.pools.gpu, initialCount: 0, maxCount: 2, zones: ["1", "3"] },
      },
      quotas: { standardDSv5Family: 128, StandardNCADSA100v4Family: 48 },
      app: {
        ...prod.app,
        image: "ai-service:0.2.0",
        clientKeys: false,
        dailyBudgetUsd: 60,
        corsOrigins: ["https://app.example.com"],
      },
      registry: { ...prod.registry, dockerHubUsername: "acmebot" },
    });
  });

  // What Pulumi hands to a program of what `pulumi config set --path` has written: YAML's own numbers and booleans.
  test.each<[string, string, (settings: typeof dev) => unknown, unknown]>([
    ["zones", "[1,2]", (s) => s.cluster.zones, ["1", "2"]],
    ["gpuZones", "[1]", (s) => s.pools.gpu.zones, ["1"]],
    ["cpuMaxCount", "3", (s) => s.pools.cpu.maxCount, 3],
    ["defender", "false", (s) => s.guardrails.defender, false],
    [
      "quotas",
      '{"standardDSv5Family":"48"}',
      (s) => s.quotas,
      { standardDSv5Family: 48, StandardNCADSA100v4Family: 24 },
    ],
  ])("takes %s as %s", (key, text, read, expected) => {
    expect(read(loadSettings("dev", { [`breakwater:${key}`]: text }, encrypted))).toEqual(expected);
  });

  // Each entry as YAML has it: `--path` writes what looks like a number as one.
  test.each(["zones", "gpuZones", "alertEmails", "budgetEmails", "authorizedIpRanges", "adminGroupObjectIds"])(
    "reads a number in %s as the text that it was written as",
    (key) => {
      for (const problem of problemsOf("dev", { [`breakwater:${key}`]: "[7]" })) {
        expect(problem).toContain(`breakwater:${key}.0 = "7" must be`);
      }
    },
  );

  test("adds a family's quota to the others, whatever the case in which Azure names it", () => {
    const quotas = (value: object) =>
      loadSettings("dev", { "breakwater:quotas": JSON.stringify(value) }, encrypted).quotas;
    expect(quotas({ STANDARDDSV5FAMILY: 48 })).toEqual({ STANDARDDSV5FAMILY: 48, StandardNCADSA100v4Family: 24 });
    expect(quotas({ "Standard NCASv3_T4 Family": 16 })).toEqual({ ...dev.quotas, "Standard NCASv3_T4 Family": 16 });
  });

  test("raises a pool and its quota together, as the refusal of the first alone says", () => {
    const [refusal = ""] = problemsOf("prod", { "breakwater:cpuMaxCount": "30" });
    const [, family, vcpus] = /pulumi config set --path quotas\.(\w+) (\d+)$/.exec(refusal)!;
    expect([family, vcpus]).toEqual(["standardDSv5Family", "336"]);
    const both = { "breakwater:cpuMaxCount": "30", "breakwater:quotas": `{"${family}":${vcpus}}` };
    expect(problemsOf("prod", both)).toEqual([]);
  });

  test("sets every key that there is in the test above", () => {
    const source = readFileSync(__filename, "utf8");
    expect(Object.keys(overrides).filter((key) => !source.includes(`"breakwater:${key}":`))).toEqual([]);
  });

  test("never changes the environment's own settings", () => {
    const before = structuredClone(dev);
    loadSettings("dev", { "breakwater:location": "westus3" }, encrypted);
    expect(dev).toEqual(before);
  });

  test("of other namespaces belongs to the providers", () => {
    expect(problemsOf("dev", { "azure-native:location": "?", "kubernetes:context": "", "breakwaters:x": "y" })).toEqual(
      [],
    );
  });

  test("has overrides that name settings which exist", () => {
    for (const { path } of Object.values(overrides)) {
      const value = path.split(".").reduce<unknown>((group, step) => (group as Record<string, unknown>)[step], dev);
      expect([path, value]).not.toEqual([path, undefined]);
    }
  });
});

describe("what is wrong", () => {
  test("comes all at once, with file, key, value and what is allowed, and Pulumi shows no stack of calls", () => {
    const config = {
      "breakwater:gpuMaxCount": "5000",
      "breakwater:location": "Korea Central",
      "breakwater:zones": "1",
      "breakwater:adminGroupObjectIds": '["admins"]',
      "breakwater:gpuMaxCuont": "1",
    };
    expect(() => loadSettings("dev", config, encrypted)).toThrow(pulumi.RunError);
    expect(problemsOf("dev", config)).toEqual([
      "Pulumi.dev.yaml: breakwater:gpuMaxCuont is not known; did you mean breakwater:gpuMaxCount?",
      'Pulumi.dev.yaml: breakwater:location = "Korea Central" must be a region of Azure\'s public cloud in its short form, such as koreacentral',
      'Pulumi.dev.yaml: breakwater:adminGroupObjectIds.0 = "admins" must be an Entra ID object id, such as 11111111-2222-3333-4444-555555555555',
      "Pulumi.dev.yaml: breakwater:zones = 1 must be a list of availability zones",
      "Pulumi.dev.yaml: breakwater:gpuMaxCount = 5000 must be an integer from 1 to 1000",
    ]);
  });

  test("beside another setting names both as they were written, each with its file", () => {
    expect(problemsOf("dev", { "breakwater:gpuMaxCount": "1", "breakwater:gpuInitialCount": "2" })).toEqual([
      "Pulumi.dev.yaml: breakwater:gpuInitialCount = 2 must be at most breakwater:gpuMaxCount (1)",
    ]);
    expect(problemsOf("dev", { "breakwater:cpuMaxCount": "4" })).toEqual([
      "stacks/dev.ts: quotas.standardDSv5Family = 40 must be at least 56, the vCPUs of full pools during an upgrade (pools.system 2 nodes of 4, pools.cpu 6 nodes of 8); where Azure grants them: pulumi config set --path quotas.standardDSv5Family 56",
    ]);
  });

  test("in itself does not hide conflicts elsewhere", () => {
    const problems = problemsOf("dev", { "breakwater:location": "?", "breakwater:gpuInitialCount": "2" });
    expect(problems).toHaveLength(2);
  });

  test("is never a secret's value, and not the value of an unknown key, which may be one", () => {
    const config = { "breakwater:gatewayApiKey": "sk-hush hush\n", "breakwater:gatewayApiKye": "sk-hush" };
    const problems = problemsOf("dev", config);
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).not.toContain("hush");
  });

  test("is an address of alerts that is missing, where alerts are to go somewhere", () => {
    const config = { "breakwater:alertReceiver": "slack" };
    expect(problemsOf("dev", config)).toEqual([
      "Pulumi.dev.yaml: breakwater:alertWebhookUrl is missing; it must be the https:// address that alerts go to; set it by pulumi config set --secret alertWebhookUrl",
    ]);
    expect(problemsOf("dev", { ...config, "breakwater:alertWebhookUrl": "https://hooks.example.com/1" })).toEqual([]);
  });

  test("is the token of an account at Docker Hub that is missing, where there is an account", () => {
    const config = { "breakwater:dockerHubUsername": "acmebot" };
    expect(problemsOf("prod", config)).toEqual([
      "Pulumi.prod.yaml: breakwater:dockerHubToken is missing; it must be a read-only access token of the Docker Hub account acmebot; set it by pulumi config set --secret dockerHubToken",
    ]);
    expect(problemsOf("prod", { ...config, "breakwater:dockerHubToken": "dckr_pat_1" })).toEqual([]);
  });

  test("is a gateway key in clear, whose value stays unsaid, together with all else that is wrong", () => {
    const config = { "breakwater:gatewayApiKey": "sk-hush", "breakwater:gpuMaxCount": "0" };
    const asked: string[] = [];
    const inClear = (key: string) => (asked.push(key), false);
    expect(problemsOf("dev", config, inClear)).toEqual([
      "Pulumi.dev.yaml: breakwater:gatewayApiKey = [secret] must be encrypted, and it stands here in clear; withdraw this key and set a new one by pulumi config set --secret gatewayApiKey",
      "Pulumi.dev.yaml: breakwater:gpuMaxCount = 0 must be an integer from 1 to 1000",
    ]);
    expect(asked).toEqual(["breakwater:gatewayApiKey"]);
  });

  test.each(["sk-1\n", "sk 1", " sk-1", "sk-1\t", "", "sk-1\r\nx-evil: 1"])(
    "is a gateway key with a blank or a line break in it, or nothing: %j",
    (key) => {
      expect(problemsOf("dev", { "breakwater:gatewayApiKey": key })).toEqual([
        "Pulumi.dev.yaml: breakwater:gatewayApiKey = [secret] must be a text without blanks and line breaks",
      ]);
    },
  );

  test("is not a gateway key as such", () => {
    expect(problemsOf("dev", { "breakwater:gatewayApiKey": "sk-1" })).toEqual([]);
  });
});

test("whatever a configuration holds, it loads or every problem says where it stands and what is allowed", () => {
  const keys = fc.constantFrom(...Object.keys(overrides), "environment", "gatewayApiKey", "other");
  const values = fc.oneof(fc.string(), fc.json(), fc.integer().map(String), fc.constantFrom("dev", "prod", "[]", "{}"));
  fc.assert(
    fc.property(fc.dictionary(keys, values), (own) => {
      const config = Object.fromEntries(Object.entries(own).map(([key, value]) => [`breakwater:${key}`, value]));
      for (const line of problemsOf("dev", config)) {
        expect(line).toMatch(/^(Pulumi\.dev\.yaml: breakwater:|stacks\/(dev|prod)\.ts: )/);
        expect(line).toMatch(/must be |is not known; /);
      }
    }),
  );
});
