import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { PodSecurityNamespace, type PodSecurityNamespaceArgs } from "./pod-security-namespace";

const namespace = "kubernetes:core/v1:Namespace";
const restricted: PodSecurityNamespaceArgs = { level: "restricted", version: "v1.35" };
const register = (args: PodSecurityNamespaceArgs, preview = false) =>
  registerObjects([namespace], () => new PodSecurityNamespace("models", args), { preview });

test("enforces a level at a pinned version, and warns and audits at the newest", async () => {
  expect.assertions(3);
  const { component, object, types } = await register(restricted);
  expect(types).toEqual([namespace]);
  expect(object(namespace).metadata).toEqual({
    name: "models",
    labels: {
      "app.kubernetes.io/part-of": "breakwater",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.35",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/audit-version": "latest",
      "pod-security.kubernetes.io/warn": "restricted",
      "pod-security.kubernetes.io/warn-version": "latest",
    },
  });
  await expect(settled(component.namespaceName)).resolves.toMatchObject({ value: "models" });
});

test("follows the cluster's version when none is given, and can be called other than the resource", async () => {
  expect.assertions(1);
  const { object } = await register({ level: "baseline", namespaceName: "gpu-models" });
  expect(object(namespace).metadata).toMatchObject({
    name: "gpu-models",
    labels: { "pod-security.kubernetes.io/enforce-version": "latest" },
  });
});

test("a preview with a name that is not known yet leaves it unknown", async () => {
  expect.assertions(1);
  const { component } = await register({ ...restricted, namespaceName: notYetKnown() }, true);
  await expect(settled(component.namespaceName)).resolves.toMatchObject({ unknown: true });
});

test.each<[string, Partial<Record<keyof PodSecurityNamespaceArgs, unknown>>, string]>([
  ["a level that Kubernetes does not have", { level: "strict" }, 'level: "strict" must be one of privileged'],
  ["a patch version", { version: "v1.35.2" }, 'version: "v1.35.2" must be latest or a minor version'],
  ["a name with capitals", { namespaceName: "Models" }, 'namespaceName: "Models" must be a DNS label'],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register({ ...restricted, ...change } as PodSecurityNamespaceArgs)).rejects.toThrow(message);
});
