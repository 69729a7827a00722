import { registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { ExternalSecrets, type ExternalSecretsArgs } from "./external-secrets";

const release = "kubernetes:helm.sh/v3:Release";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";
const register = (changed: Partial<ExternalSecretsArgs> = {}) =>
  registerObjects(
    [release, budget],
    () => new ExternalSecrets("external-secrets", { namespace: "external-secrets", ...changed }),
  );
const valuesOf = async (changed: Partial<ExternalSecretsArgs> = {}) => (await register(changed)).object(release).values;

test("G3: the operator comes by its chart, at one version", async () => {
  expect.assertions(2);
  const { component, object } = await register();
  expect(object(release)).toMatchObject({
    name: "external-secrets",
    namespace: "external-secrets",
    chart: "external-secrets",
    version: "2.9.0",
  });
  await expect(settled(component.version)).resolves.toMatchObject({ value: "2.9.0" });
});

test("of two operators one works at a time", async () => {
  expect.assertions(1);
  expect(await valuesOf({ replicas: 2 })).toMatchObject({ replicaCount: 2, leaderElect: true });
});

test.each(["external-secrets", "external-secrets-webhook"])(
  "pods of %s make way one at a time, and a broken one always",
  async (app) => {
    expect.assertions(2);
    const { object } = await register();
    expect(object(budget, app)).toMatchObject({
      metadata: { namespace: "external-secrets" },
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: { "app.kubernetes.io/name": app } },
      },
    });
    expect(object(release).values).not.toHaveProperty("podDisruptionBudget");
  },
);

test("it runs on the CPU pool, before the app, with what it requests said", async () => {
  expect.assertions(3);
  const { webhook, certController, ...operator } = await valuesOf();
  const pod = {
    nodeSelector: { "breakwater.dev/pool": "cpu" },
    priorityClassName: "breakwater-platform",
    resources: { requests: { cpu: "25m", memory: "96Mi" } },
  };
  for (const part of [operator, webhook, certController]) expect(part).toMatchObject(pod);
});

test("writes nothing into other namespaces or into the vault", async () => {
  expect.assertions(1);
  expect(await valuesOf()).toMatchObject({
    processClusterExternalSecret: false,
    processPushSecret: false,
    processClusterPushSecret: false,
  });
});

test.each<[string, Partial<ExternalSecretsArgs>, string]>([
  ["no pods", { replicas: 0 }, "replicas: 0 must be an integer from 1 to 3"],
  ["a namespace that is no label", { namespace: "Secrets" }, 'namespace: "Secrets" must be a DNS label'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
