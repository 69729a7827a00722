import * as fc from "fast-check";
import { tagFaults, tagLimits } from "./tags";

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, ""]));

test.each<[string, Record<string, unknown>, string | undefined, string]>([
  ["too many", many(51), undefined, "at most 50 tags"],
  ["a name that is too long", { ["n".repeat(513)]: "" }, "n".repeat(513), "1 to 512 characters"],
  ["no name", { "": "" }, "", "1 to 512 characters"],
  ["a slash", { "cost/center": "" }, "cost/center", "none of them < > %"],
  ["a name that Azure keeps", { "Microsoft.Owner": "" }, "Microsoft.Owner", "Azure keeps for itself"],
  ["the same name in another case", { Owner: "a", owner: "b" }, "owner", "another name than Owner"],
  ["a value that is too long", { owner: "v".repeat(257) }, "owner", "at most 256 characters"],
  ["a number", { owner: 7 }, "owner", "a text"],
])("refuses %s", (_what, tags, name, allowed) => {
  expect(tagFaults(tags)).toEqual([{ name, allowed: expect.stringContaining(allowed) }]);
});

test.each(["<", ">", "%", "&", "\\", "?", "/"])("refuses %s in a name", (sign) => {
  expect(tagFaults({ [`a${sign}b`]: "" })).toHaveLength(1);
  expect(tagFaults({ ab: sign })).toEqual([]);
});

test("refuses more tags, or longer names, where a service takes less", () => {
  expect(tagFaults(many(15), tagLimits.privateDns)).toEqual([]);
  expect(tagFaults(many(16), tagLimits.privateDns)).toHaveLength(1);
  const [fits, long] = ["n".repeat(128), "n".repeat(129)];
  expect(tagFaults({ [fits]: "" }, tagLimits.storageAccount)).toEqual([]);
  expect(tagFaults({ [long]: "" }, tagLimits.storageAccount)).toHaveLength(1);
  expect(tagFaults({ [long]: "" })).toEqual([]);
});

test("every other name is taken", () => {
  const name = fc.string({ minLength: 1, maxLength: 512 }).filter((text) => !/[<>%&\\?/]/.test(text));
  fc.assert(
    fc.property(name, fc.string({ maxLength: 256 }), (key, value) => {
      fc.pre(!/^(azure|microsoft|windows)/i.test(key));
      expect(tagFaults(Object.fromEntries([[key, value]]))).toEqual([]);
    }),
  );
});
