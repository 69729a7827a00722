import { podSecurityOf } from "./namespace-policy";

const policyOf = (level?: string, version?: string) =>
  podSecurityOf(
    (name) =>
      ({ "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/enforce-version": version })[name],
  );

test.each([
  ["baseline", undefined, { level: "baseline", version: 36 }],
  ["restricted", "latest", { level: "restricted", version: 36 }],
  ["restricted", "v1.24", { level: "restricted", version: 24 }],
  ["privileged", "v1.0", { level: "privileged", version: 0 }],
  ["baseline", "v1.99", { level: "baseline", version: 36 }],
])("%s at %s", (level, version, policy) => {
  expect(policyOf(level, version)).toEqual(policy);
});

test("without the label of the level nothing is enforced", () => {
  expect(policyOf()).toBeUndefined();
  expect(policyOf(undefined, "v1.30")).toBeUndefined();
});

test("what Kubernetes cannot read is restricted, and the newest version", () => {
  expect(policyOf("strict")).toEqual({ level: "restricted", version: 36 });
  for (const version of ["1.24", "v1.024", "v2.0", ""]) expect(policyOf("baseline", version)?.version).toBe(36);
});
