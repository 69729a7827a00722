import { specialResourceSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import * as fc from "fast-check";
import type { Json, JsonObject } from "@breakwater/plan-views";
import { markSecrets, secretOnTheWire, unwrap } from "./values";

const secret = secretOnTheWire;
const mask = (): Json => "[secret]";

test("secrets are clear for a provider, masked for the Plan, and their paths are known", () => {
  const wire: JsonObject = {
    data: { "api-key": secret("k"), "a.b": secret("x") },
    list: [1, secret({ deep: "y" })],
    open: "z",
  };
  expect(unwrap(wire)).toEqual({
    plain: { data: { "api-key": "k", "a.b": "x" }, list: [1, { deep: "y" }], open: "z" },
    masked: { data: { "api-key": "[secret]", "a.b": "[secret]" }, list: [1, "[secret]"], open: "z" },
    secretPaths: ["data.api-key", 'data["a.b"]', "list[1]"],
    unknown: false,
  });
});

test("an unknown value is seen at any depth, in a secret too", () => {
  expect(unwrap({ a: { b: [unknownValue] } })).toMatchObject({ masked: { a: { b: ["[unknown]"] } }, unknown: true });
  expect(unwrap({ a: secret(unknownValue) })).toMatchObject({ masked: { a: "[secret]" }, unknown: true });
});

test("a reference to a resource is its id, or its URN where it has none", () => {
  const reference = (id: string): Json => ({ [specialSigKey]: specialResourceSig, urn: "urn:x", id });
  expect(unwrap({ custom: reference("id"), component: reference("") }).plain).toEqual({
    custom: "id",
    component: "urn:x",
  });
});

test("an output is secret where the input was, and where the resource says so", () => {
  const outputs = { data: { key: "k", more: "m" }, list: ["a", "b"], token: "t" };
  const masked = { data: { key: "[secret]" }, list: ["a", "[secret]"] };
  expect(markSecrets(outputs, masked, ["token", "absent"], mask)).toEqual({
    data: { key: "[secret]", more: "m" },
    list: ["a", "[secret]"],
    token: "[secret]",
  });
});

test("no secret of the inputs is ever in the masked inputs or outputs", () => {
  const leaf = fc.oneof(fc.integer(), fc.constant(null), fc.constant("SECRET").map(secret));
  const tree = fc.dictionary(
    fc.string(),
    fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf)),
  );
  fc.assert(
    fc.property(tree, (wire) => {
      const { plain, masked } = unwrap(wire as JsonObject);
      expect(JSON.stringify(masked)).not.toContain("SECRET");
      expect(JSON.stringify(markSecrets(plain, masked, [], mask))).not.toContain("SECRET");
    }),
  );
});
