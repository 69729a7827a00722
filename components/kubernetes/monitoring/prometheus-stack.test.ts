import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { recordResources, settled } from "../../../tests/support/recorded-mocks";
import { podRules, replacedAlerts } from "./rules/pods";
import { PrometheusStack, type PrometheusStackArgs } from "./prometheus-stack";

const release = "kubernetes:helm.sh/v3:Release";
const secret = "kubernetes:core/v1:Secret";
const password = "random:index/randomPassword:RandomPassword";
const name = "kube-prometheus-stack";

const register = (changed: Partial<PrometheusStackArgs> = {}, preview = false, stack = name) =>
  registerObjects(
    [release, secret, password],
    () => new PrometheusStack(stack, { namespace: "monitoring", ...changed }),
    { preview },
  );
const valuesOf = async (changed: Partial<PrometheusStackArgs> = {}) => {
  // A receiver brings a second Secret, so the release is what is asked for.
  const { object } = await register(changed);
  return object(release).values;
};

test("G2: the stack comes by its chart, and its address is the Service's", async () => {
  expect.assertions(3);
  const { component, object } = await register();
  expect(object(release)).toMatchObject({ name, namespace: "monitoring", chart: name, version: "88.5.3" });
  expect(object(release).values.fullnameOverride).toBe(name);
  await expect(settled(component.prometheusUrl)).resolves.toMatchObject({
    value: "http://kube-prometheus-stack-prometheus.monitoring.svc:9090",
  });
});

test("what AKS runs itself is not looked for", async () => {
  expect.assertions(1);
  const off = { enabled: false };
  expect(await valuesOf()).toMatchObject({
    kubeControllerManager: off,
    kubeScheduler: off,
    kubeEtcd: off,
    kubeProxy: off,
  });
});

test("of the chart's rules those are off that our own stand for", async () => {
  expect.assertions(2);
  const { disabled } = (await valuesOf()).defaultRules;
  expect(disabled).toEqual(Object.fromEntries(replacedAlerts.map((alert) => [alert, true])));
  const { rules } = podRules({ namespace: "production", deployment: "warm-buffer" });
  expect(rules.map((rule) => "alert" in rule && rule.alert)).toEqual([...replacedAlerts]);
});

test("every monitor and rule is found, whoever made it", async () => {
  expect.assertions(1);
  expect((await valuesOf()).prometheus.prometheusSpec).toMatchObject({
    ruleSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
  });
});

test("definitions are upgraded with the chart, by images at a version", async () => {
  expect.assertions(2);
  const { upgradeJob } = (await valuesOf()).crds;
  expect(upgradeJob.enabled).toBe(true);
  expect(upgradeJob.image.busybox.tag).toMatch(/^\d+\.\d+\.\d+$/);
});

describe("what is kept", () => {
  test("is 15 days on 50 GiB, of which the metrics fill 85 %", async () => {
    expect.assertions(2);
    const { retention, retentionSize, storageSpec } = (await valuesOf()).prometheus.prometheusSpec;
    expect({ retention, retentionSize }).toEqual({ retention: "15d", retentionSize: "43520MB" });
    expect(storageSpec.volumeClaimTemplate.spec).toEqual({
      storageClassName: "managed-csi",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "50Gi" } },
    });
  });

  test("follows the arguments", async () => {
    expect.assertions(1);
    const { prometheusSpec } = (await valuesOf({ retentionDays: 3, storageGb: 10 })).prometheus;
    expect(prometheusSpec).toMatchObject({ retention: "3d", retentionSize: "8704MB" });
  });
});

test.each([
  [1, false],
  [2, true],
])("with %i of each a node can be drained, budget: %s", async (replicas, enabled) => {
  expect.assertions(3);
  const { prometheus, alertmanager } = await valuesOf({ replicas });
  expect([prometheus.prometheusSpec.replicas, alertmanager.alertmanagerSpec.replicas]).toEqual([replicas, replicas]);
  expect(prometheus.podDisruptionBudget).toEqual({ enabled });
  expect(alertmanager.podDisruptionBudget).toEqual({ enabled });
});

test("A1: all of it runs on the CPU pool, but the exporter of nodes, which runs on the GPU nodes too", async () => {
  expect.assertions(2);
  const values = await valuesOf();
  const { prometheus, alertmanager, prometheusOperator, grafana } = values;
  const pods = [prometheus.prometheusSpec, alertmanager.alertmanagerSpec, prometheusOperator, grafana];
  expect([...pods, values["kube-state-metrics"]].map(({ nodeSelector }) => nodeSelector)).toEqual(
    Array(5).fill({ "breakwater.dev/pool": "cpu" }),
  );
  expect(values["prometheus-node-exporter"].tolerations).toEqual([{ operator: "Exists", effect: "NoSchedule" }]);
});

test("kube-state-metrics tells of ScaledObjects' conditions, which it may read, and of nodes' sizes", async () => {
  expect.assertions(3);
  const { metricLabelsAllowlist, rbac, customResourceState } = (await valuesOf())["kube-state-metrics"];
  expect(metricLabelsAllowlist).toEqual(["nodes=[node.kubernetes.io/instance-type,breakwater.dev/pool]"]);
  expect(rbac.extraRules).toEqual([{ apiGroups: ["keda.sh"], resources: ["scaledobjects"], verbs: ["list", "watch"] }]);
  expect(customResourceState.config.spec.resources[0].metrics[0].each.gauge).toEqual({
    path: ["status", "conditions"],
    labelsFromPath: { condition: ["type"] },
    valueFrom: ["status"],
  });
});

test("where there is an edge, kube-state-metrics tells of its objects' conditions too, which it may read", async () => {
  expect.assertions(3);
  const { rbac, customResourceState } = (await valuesOf({ edge: true }))["kube-state-metrics"];
  const { resources } = customResourceState.config.spec;
  const kinds = resources.map(({ groupVersionKind }: { groupVersionKind: { kind: string } }) => groupVersionKind.kind);
  expect(kinds).toEqual([
    "ScaledObject",
    "Gateway",
    "HTTPRoute",
    "BackendTrafficPolicy",
    "ClientTrafficPolicy",
    "EnvoyPatchPolicy",
  ]);
  expect(rbac.extraRules).toHaveLength(kinds.length);
  // Those of a policy stand with the Gateway that it is for.
  expect(resources.at(-1).metrics[0].each.gauge.path).toEqual(["status", "ancestors", "0", "conditions"]);
});

test("Grafana's password is random, and in a Secret only", async () => {
  expect.assertions(3);
  const { object } = await register();
  expect(object(release).values.grafana).toMatchObject({ admin: { existingSecret: `${name}-grafana-admin` } });
  expect(object(release).values.grafana).not.toHaveProperty("adminPassword");
  expect(object(secret).metadata).toMatchObject({ name: `${name}-grafana-admin`, namespace: "monitoring" });
});

describe("alerts", () => {
  test("tell nobody by default: the chart's own configuration stays", async () => {
    expect.assertions(2);
    const { alertmanager } = await valuesOf();
    expect(alertmanager).not.toHaveProperty("config");
    expect(alertmanager.alertmanagerSpec).not.toHaveProperty("secrets");
  });

  test.each([
    ["webhook", "webhook_configs", "url_file"],
    ["slack", "slack_configs", "api_url_file"],
  ] as const)("go to a receiver of kind %s, whose address only a Secret has", async (kind, configs, key) => {
    expect.assertions(5);
    const values = await valuesOf({ alertReceiver: { kind, url: "https://hooks.example.com/T1/secret" } });
    const { config, alertmanagerSpec } = values.alertmanager;
    expect(alertmanagerSpec.secrets).toEqual([`${name}-alerts`]);
    expect(config.route.receiver).toBe("team");
    expect(config.receivers.map((receiver: { name: string }) => receiver.name)).toEqual(["null", "team"]);
    expect(config.receivers[1][configs][0][key]).toBe(`/etc/alertmanager/secrets/${name}-alerts/url`);
    expect(JSON.stringify(values)).not.toContain("hooks.example.com");
  });

  test("are planned without the key that the address is encrypted with", async () => {
    expect.assertions(1);
    const values = await valuesOf({ alertReceiver: { kind: "slack", url: "[secret]" } });
    expect(values.alertmanager.config.route.receiver).toBe("team");
  });

  test("leave no address in the state in clear", async () => {
    expect.assertions(1);
    const { registered } = await recordResources({
      resources: { [release]: () => ({}), [secret]: () => ({}), [password]: () => ({ result: "pw" }) },
    });
    const stack = new PrometheusStack(name, {
      namespace: "monitoring",
      alertReceiver: { kind: "slack", url: "https://hooks.example.com/T1/secret" },
    });
    await settled(stack.prometheusUrl);
    const clear = registered.filter(({ inputs }) => {
      const text = JSON.stringify(inputs);
      // The engine marks a secret value with this signature, and the state encrypts it.
      return text.includes("hooks.example.com") && !text.includes("1b47061264138c4ac30d75fd1eb44270");
    });
    expect(clear.map((resource) => resource.name)).toEqual([]);
  });
});

test("a preview that does not know the namespace yet still shows the chart", async () => {
  expect.assertions(1);
  const { object } = await register({ namespace: notYetKnown() }, true);
  expect(object(release)).toMatchObject({ chart: name, version: "88.5.3" });
});

test.each<[string, Record<string, unknown>, string]>([
  ["a retention that is shorter than the slowest burn", { retentionDays: 2 }, "retentionDays: 2 must be an integer"],
  ["a disk of nothing", { storageGb: 1 }, "storageGb: 1 must be an integer from 5"],
  ["no pods", { replicas: 0 }, "replicas: 0 must be an integer from 1 to 3"],
  [
    "a receiver that nobody knows",
    { alertReceiver: { kind: "pigeon", url: "https://example.com" } },
    'alertReceiver.kind: "pigeon" must be one of webhook, slack',
  ],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<PrometheusStackArgs>)).rejects.toThrow(message);
});

test("refuses a name that the chart would cut", async () => {
  expect.assertions(1);
  await expect(register({}, false, "a-stack-with-too-long-a-name")).rejects.toThrow("at most 26 characters");
});
