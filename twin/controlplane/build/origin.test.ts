import { originOf } from "./origin";

test.each([
  [undefined, "either"],
  ["", "either"],
  ["build", "build"],
  ["download", "download"],
])("BREAKWATER_BINARIES=%s: %s", (setting, origin) => expect(originOf({ BREAKWATER_BINARIES: setting })).toBe(origin));

test("anything else is refused with what is allowed", () =>
  expect(() => originOf({ BREAKWATER_BINARIES: "fetch" })).toThrow(
    'BREAKWATER_BINARIES = "fetch" must be "build" or "download", or not be set',
  ));

test("tests are told to build, so that they reach for nothing but package registries", () =>
  expect(originOf(process.env)).toBe("build"));
