import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "./config-secrets";

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
