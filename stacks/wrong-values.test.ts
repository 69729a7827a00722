import { dev } from "./dev";
import { findWrongValues, isWithin, sentence } from "./wrong-values";

/** `dev` as an editor without types may have left it. */
function changed(change: (settings: Record<string, Record<string, unknown>>) => void): unknown {
  const settings = structuredClone(dev) as never;
  change(settings);
  return settings;
}

test("nothing is wrong with dev", () => {
  expect(findWrongValues(dev)).toEqual([]);
});

test.each<[string, Parameters<typeof changed>[0], string, string]>([
  [
    "a value that is missing",
    (s) => delete s["vault"]!["softDeleteDays"],
    "vault.softDeleteDays",
    "is missing; it must be an integer from 7 to 90",
  ],
  [
    "a group that is missing",
    (s) => delete s["vault"],
    "vault",
    "is missing; it must be a group of purgeProtection, softDeleteDays",
  ],
  [
    "a value where a group is due",
    (s) => (s["vault"] = 7 as never),
    "vault",
    "= 7 must be a group of purgeProtection, softDeleteDays",
  ],
  ["a misspelt key", (s) => (s["app"]!["maxToken"] = 1), "app.maxToken", "is not known; did you mean maxTokens?"],
  [
    "a key of its own making",
    (s) => (s["vault"]!["colour"] = "red"),
    "vault.colour",
    "is not known; known are purgeProtection, softDeleteDays",
  ],
  [
    "a quota that is no number",
    (s) => (s["quotas"]!["standardDSv5Family"] = "32"),
    "quotas.standardDSv5Family",
    '= "32" must be an integer from 0 to 1000000',
  ],
  [
    "a tag that Azure refuses",
    (s) => (s["tags"]!["a/b"] = "c"),
    "tags.a/b",
    "must be a tag whose name has 1 to 512 characters",
  ],
  ["a tag without a text", (s) => (s["tags"]!["a"] = 1), "tags.a", "= 1 must be a text of at most 256 characters"],
  [
    "a window of no length",
    (s) => (s["app"]!["preWarm"] = [{ timeZone: "Asia/Seoul", start: "10:00", end: "10:00", replicas: 20 }]),
    "app.preWarm.0.end",
    '= "10:00" must be another time than start: the window has no length',
  ],
  [
    "an unknown time zone",
    (s) => (s["app"]!["preWarm"] = [{ timeZone: "Asia/Soul", start: "10:00", end: "12:00", replicas: 20 }]),
    "app.preWarm.0.timeZone",
    '= "Asia/Soul" must be an IANA time zone such as Asia/Seoul',
  ],
  [
    "a namespace of another form",
    (s) => (s["app"]!["namespace"] = "Dev"),
    "app.namespace",
    '= "Dev" must be 1 to 63 lower-case letters',
  ],
])("reports %s", (_case, change, path, reason) => {
  expect(findWrongValues(changed(change))).toEqual([{ path, reason: expect.stringContaining(reason) }]);
});

test("a value that breaks two rules is reported once", () => {
  expect(findWrongValues(changed((s) => (s["vault"]!["softDeleteDays"] = 1.5)))).toHaveLength(1);
});

test.each([
  ["pools.gpu", "pools.gpu", true],
  ["pools.gpu.name", "pools.gpu", true],
  ["pools.gpus", "pools.gpu", false],
  ["pools", "pools.gpu", false],
])("%s within %s: %s", (path, group, within) => {
  expect(isWithin(path, group)).toBe(within);
});

test("a sentence tells nothing from something that is empty", () => {
  expect(sentence(undefined, "a text")).toBe("is missing; it must be a text");
  expect(sentence("", "a text")).toBe('= "" must be a text');
});
