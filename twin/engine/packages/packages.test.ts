import * as fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import type { ResourceRequest } from "../types";
import { kubernetes } from "./kubernetes";
import { random } from "./random";

const request = (type: string, inputs: JsonObject, name = "x"): ResourceRequest => ({
  urn: `urn:pulumi:dev::shop::${type}::${name}`,
  type,
  name,
  inputs,
  secretPaths: [],
  dependencies: [],
  options: {},
});

describe("random", () => {
  const text = async (inputs: JsonObject, name?: string): Promise<string> =>
    String((await random.create(request("random:index/randomString:RandomString", inputs, name))).outputs.result);

  test("the same resource gets the same value, another one another", async () => {
    expect(await text({ length: 16 })).toBe(await text({ length: 16 }));
    expect(await text({ length: 16 })).not.toBe(await text({ length: 16 }, "y"));
  });

  test("a text has its length and only the characters that are on", async () => {
    const shape = fc.record({ length: fc.integer({ min: 1, max: 64 }), upper: fc.boolean(), numeric: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(shape, async ({ length, upper, numeric }) => {
        const allowed = new RegExp(`^[a-z${upper ? "A-Z" : ""}${numeric ? "0-9" : ""}]{${length}}$`);
        expect(await text({ length, upper, numeric, special: false })).toMatch(allowed);
      }),
    );
  });

  test("a text has at least as many of a class as it must", async () => {
    const value = await text({ length: 8, minNumeric: 6, special: false });
    expect(value.replaceAll(/\D/g, "").length).toBeGreaterThanOrEqual(6);
    expect(value).toHaveLength(8);
  });

  test("no class left is an error, and so is an unknown type", async () => {
    await expect(text({ length: 1, upper: false, lower: false, numeric: false, special: false })).rejects.toThrow(
      "no character is left",
    );
    await expect(random.create(request("random:index/randomPet:RandomPet", {}))).rejects.toThrow(
      /cannot make .*RandomPet; it knows/,
    );
  });

  test.each([
    ["RandomUuid", {}, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/, "result"],
    ["RandomInteger", { min: 5, max: 7 }, /^[567]$/, "result"],
    ["RandomId", { byteLength: 4 }, /^[0-9a-f]{8}$/, "hex"],
    ["RandomPassword", { length: 12 }, /^.{12}$/, "result"],
  ])("%s", async (type, inputs, shape, output) => {
    const { outputs } = await random.create(request(`random:index/x:${type}`, inputs));
    expect(String(outputs[output])).toMatch(shape);
  });
});

describe("kubernetes without a cluster", () => {
  test.each<[what: string, inputs: JsonObject, id: string]>([
    ["in its namespace", { kind: "Service", metadata: { name: "a", namespace: "shop" } }, "shop/a"],
    ["in the default namespace", { kind: "Service", metadata: { name: "a" } }, "default/a"],
    ["in none", { kind: "Namespace", metadata: { name: "a" } }, "a"],
    ["without a name of its own", { kind: "ConfigMap", metadata: { namespace: "shop" } }, "shop/x-"],
  ])("an object %s has the provider's id", async (_, inputs, id) => {
    const result = await kubernetes.create(request("kubernetes:core/v1:Thing", inputs));
    expect(result.id.startsWith(id)).toBe(true);
    expect(result.outputs.kind).toBe(inputs.kind);
  });

  test("a Helm release is deployed as it stands", async () => {
    const { id, outputs } = await kubernetes.create(
      request("kubernetes:helm.sh/v3:Release", { chart: "keda", version: "2.20.2", name: "keda", namespace: "keda" }),
    );
    expect(id).toBe("keda/keda");
    expect(outputs.status).toMatchObject({ status: "deployed", name: "keda", version: "2.20.2" });
  });

  test("functions that need a plugin are errors", async () => {
    await expect(kubernetes.invoke("kubernetes:helm:template", {})).rejects.toThrow(
      "does not know the function kubernetes:helm:template",
    );
  });
});
