import { readProfile } from "./profile";

const aksDefaults = {
  scanInterval: 10,
  expander: "random",
  balanceSimilarNodeGroups: false,
  maxNodeProvisionTime: 900,
  newPodScaleUpDelay: 0,
  scaleDownDelayAfterAdd: 600,
  scaleDownDelayAfterDelete: 0,
  scaleDownUnneededTime: 600,
  scaleDownUnreadyTime: 1200,
  scaleDownUtilizationThreshold: 0.5,
  maxEmptyBulkDelete: 10,
  skipNodesWithLocalStorage: false,
  skipNodesWithSystemPods: true,
};

test.each([undefined, null, {}, { unknown: "x" }])("%j has AKS' defaults", (value) => {
  expect(readProfile(value)).toEqual({ profile: aksDefaults, problems: [] });
});

test("what Azure takes as texts is read", () => {
  const { profile, problems } = readProfile({
    scanInterval: "20s",
    scaleDownUnneededTime: "1h",
    scaleDownUnreadyTime: "5m",
    expander: "least-waste",
    balanceSimilarNodeGroups: "true",
    skipNodesWithSystemPods: "false",
    scaleDownUtilizationThreshold: "0.65",
    maxEmptyBulkDelete: "3",
  });
  expect(problems).toEqual([]);
  expect(profile).toEqual({
    ...aksDefaults,
    scanInterval: 20,
    scaleDownUnneededTime: 3600,
    scaleDownUnreadyTime: 300,
    expander: "least-waste",
    balanceSimilarNodeGroups: true,
    skipNodesWithSystemPods: false,
    scaleDownUtilizationThreshold: 0.65,
    maxEmptyBulkDelete: 3,
  });
});

test.each<[name: string, value: unknown, allowed: string]>([
  ["scanInterval", "20", "a duration, such as 20s or 10m"],
  ["scanInterval", "20sx", "a duration, such as 20s or 10m"],
  ["scanInterval", "x20s", "a duration, such as 20s or 10m"],
  ["scanInterval", 20, "a duration, such as 20s or 10m"],
  ["expander", "price", "one of random, least-waste, most-pods: no other is simulated"],
  ["expander", "randomly", "one of random, least-waste, most-pods: no other is simulated"],
  ["balanceSimilarNodeGroups", true, '"true" or "false"'],
  ["scanInterval", "20d", "a duration, such as 20s or 10m"],
  ["balanceSimilarNodeGroups", "truest", '"true" or "false"'],
  ["balanceSimilarNodeGroups", "untrue", '"true" or "false"'],
  ["scaleDownUtilizationThreshold", "1.5", "a text with a share from 0 to 1"],
  ["scaleDownUtilizationThreshold", "0.", "a text with a share from 0 to 1"],
  ["scaleDownUtilizationThreshold", "-0.5", "a text with a share from 0 to 1"],
  ["scaleDownUtilizationThreshold", "0.5x", "a text with a share from 0 to 1"],
  ["maxEmptyBulkDelete", "1x", "a text with an integer, 1 or more"],
  ["maxEmptyBulkDelete", "x1", "a text with an integer, 1 or more"],
  ["maxEmptyBulkDelete", "0", "a text with an integer, 1 or more"],
  ["maxEmptyBulkDelete", "1.5", "a text with an integer, 1 or more"],
])("%s = %j is refused, and has its default", (name, value, allowed) => {
  const { profile, problems } = readProfile({ [name]: value });
  expect(problems).toEqual([`${name} = ${JSON.stringify(value)} must be ${allowed}`]);
  expect(profile).toEqual(aksDefaults);
});

test("ten and more nodes may go at once", () => {
  expect(readProfile({ maxEmptyBulkDelete: "120" })).toMatchObject({
    problems: [],
    profile: { maxEmptyBulkDelete: 120 },
  });
});

test.each(["1", "1.0", "1.00", "0", "0.0", "0.25"])("a threshold of %s is a share", (text) => {
  expect(readProfile({ scaleDownUtilizationThreshold: text }).profile.scaleDownUtilizationThreshold).toBe(Number(text));
});

test.each([5, ["20s"], "20s"])("%j is no profile", (value) => {
  expect(readProfile(value)).toEqual({
    profile: aksDefaults,
    problems: [`the top level = ${JSON.stringify(value)} must be an object of texts`],
  });
});
