import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { settled } from "../tests/support/recorded-mocks";
import { loadSettings } from "../stacks";
import { isConfigSecret, readSecrets } from "./secrets";

test("a key is a secret where whoever runs the program says so, and no other", () => {
  pulumi.runtime.setAllConfig({ "breakwater:gatewayApiKey": "sk", "breakwater:location": "koreacentral" }, [
    "breakwater:gatewayApiKey",
  ]);
  expect(isConfigSecret("breakwater:gatewayApiKey")).toBe(true);
  expect(isConfigSecret("breakwater:location")).toBe(false);
});

test("under the engine the keys come by the environment", () => {
  const program = `
    const { isConfigSecret } = require("@pulumi/pulumi").runtime;
    console.log(isConfigSecret("breakwater:gatewayApiKey"), isConfigSecret("breakwater:location"));`;
  const answer = execFileSync(process.execPath, ["-e", program], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_CONFIG_SECRET_KEYS: '["breakwater:gatewayApiKey"]' },
  });
  expect(answer).toBe("true false\n");
});

describe("the secrets of the configuration", () => {
  const settings = (alertReceiver: "none" | "slack", dockerHubUsername = "") => {
    const { monitoring, registry, ...others } = loadSettings("dev", {}, () => true);
    return { ...others, monitoring: { ...monitoring, alertReceiver }, registry: { ...registry, dockerHubUsername } };
  };
  const configure = (config: Record<string, string>) => pulumi.runtime.setAllConfig(config, Object.keys(config));

  test("are read as secrets, the address with who is spoken to", async () => {
    configure({ "project:gatewayApiKey": "sk", "project:alertWebhookUrl": "https://hooks.example.com/t" });
    const { gatewayApiKey, alertReceiver } = readSecrets(settings("slack"));
    expect(alertReceiver?.kind).toBe("slack");
    expect(await settled(gatewayApiKey!)).toMatchObject({ value: "sk", secret: true });
    expect(await settled(pulumi.output(alertReceiver!.url))).toMatchObject({
      value: "https://hooks.example.com/t",
      secret: true,
    });
  });

  test("are none where there are none to read, an address that nobody is to be told by among them", () => {
    configure({ "project:alertWebhookUrl": "https://hooks.example.com/t" });
    expect(readSecrets(settings("none"))).toEqual({
      gatewayApiKey: undefined,
      alertReceiver: undefined,
      dockerHubToken: undefined,
    });
  });

  test("have the token of an account at Docker Hub, as a secret", async () => {
    configure({ "project:dockerHubToken": "dckr_pat_1" });
    const { dockerHubToken } = readSecrets(settings("none", "acmebot"));
    expect(await settled(dockerHubToken!)).toMatchObject({ value: "dckr_pat_1", secret: true });
  });
});
