import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { Keda, type KedaArgs } from "./keda";

const release = "kubernetes:helm.sh/v3:Release";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";
const register = (changed: Partial<KedaArgs> = {}, preview = false) =>
  registerObjects([release, budget], () => new Keda("keda", { namespace: "keda", ...changed }), { preview });
const valuesOf = async (changed: Partial<KedaArgs> = {}) => (await register(changed)).object(release).values;

test("G1: KEDA comes by its chart, at one version", async () => {
  expect.assertions(2);
  const { component, object } = await register();
  expect(object(release)).toMatchObject({ name: "keda", namespace: "keda", chart: "keda", version: "2.20.2" });
  await expect(settled(component.version)).resolves.toMatchObject({ value: "2.20.2" });
});

describe("the identity of the operator", () => {
  test("is the one that is given", async () => {
    expect.assertions(1);
    const { podIdentity } = await valuesOf({ identityClientId: "11111111-2222-3333-4444-555555555555" });
    expect(podIdentity).toEqual({
      azureWorkload: { enabled: true, clientId: "11111111-2222-3333-4444-555555555555" },
    });
  });

  test("is none without", async () => {
    expect.assertions(1);
    expect(await valuesOf()).not.toHaveProperty("podIdentity");
  });
});

test("every part has the pods that are asked for", async () => {
  expect.assertions(1);
  const values = await valuesOf({ replicas: 2 });
  expect([values.operator, values.metricsServer, values.webhooks]).toEqual(Array(3).fill({ replicaCount: 2 }));
});

test.each(["keda-operator", "keda-operator-metrics-apiserver", "keda-admission-webhooks"])(
  "pods of %s make way one at a time, and a broken one always",
  async (app) => {
    expect.assertions(2);
    const { object } = await register();
    expect(object(budget, `${app}-pdb`)).toMatchObject({
      metadata: { namespace: "keda" },
      spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels: { app } } },
    });
    expect(object(release).values).not.toHaveProperty("podDisruptionBudget");
  },
);

test("A1: it runs on the CPU pool, and is the last to make way", async () => {
  expect.assertions(3);
  const values = await valuesOf();
  expect(values.nodeSelector).toEqual({ "breakwater.dev/pool": "cpu" });
  expect(values).not.toHaveProperty("tolerations");
  expect(values.priorityClassName).toBe("breakwater-platform");
});

test("each part says how it is", async () => {
  expect.assertions(1);
  const enabled = { enabled: true };
  expect((await valuesOf()).prometheus).toEqual({ operator: enabled, metricServer: enabled, webhooks: enabled });
});

test("a preview that does not know the identity yet shows all the rest", async () => {
  expect.assertions(1);
  const { object } = await register({ identityClientId: notYetKnown() }, true);
  expect(object(release)).toMatchObject({ chart: "keda", version: "2.20.2" });
});

test.each<[string, Record<string, unknown>, string]>([
  ["no pods", { replicas: 0 }, "replicas: 0 must be an integer from 1 to 3"],
  ["a namespace that is no label", { namespace: "k.eda" }, 'namespace: "k.eda" must be a DNS label'],
  ["an empty identity", { identityClientId: "" }, 'identityClientId: "" must be a text'],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<KedaArgs>)).rejects.toThrow(message);
});
