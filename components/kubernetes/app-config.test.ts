import * as fc from "fast-check";
import { configHash } from "./app-config";

const data = fc.dictionary(fc.string(), fc.string());

describe("configHash", () => {
  test("does not depend on the order of the keys", () => {
    fc.assert(
      fc.property(data, (config) => {
        expect(configHash(Object.fromEntries(Object.entries(config).reverse()))).toBe(configHash(config));
      }),
    );
  });

  test("differs as soon as the data differs, also where keys and values only trade places", () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        fc.pre(JSON.stringify(Object.entries(a).sort()) !== JSON.stringify(Object.entries(b).sort()));
        expect(configHash(a)).not.toBe(configHash(b));
      }),
      {
        examples: [
          [{ a: "b" }, { b: "a" }],
          [{ a: "", b: "" }, { ab: "" }],
        ],
      },
    );
  });

  test("is short enough to read in a diff", () => {
    expect(configHash({ MODEL_NAME: "gpt-4.1" })).toMatch(/^[0-9a-f]{16}$/);
  });
});
