import { registerObjects } from "../../../tests/support/kubernetes-objects";
import { Monitors, type MonitorsArgs } from "./monitors";

const monitor = "kubernetes:monitoring.coreos.com/v1:PodMonitor";
const target = { name: "ai-service", namespace: "production", labels: { app: "ai-service" }, port: 8080 };
const register = (changed: Partial<MonitorsArgs> = {}) =>
  registerObjects(
    [monitor],
    () => new Monitors("monitors", { namespace: "monitoring", targets: [target], ...changed }),
  );

test("pods are found by namespace and labels, and asked on their port as often as KEDA asks Prometheus", async () => {
  expect.assertions(1);
  expect((await register()).object(monitor)).toMatchObject({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: { name: "ai-service", namespace: "monitoring" },
    spec: {
      namespaceSelector: { matchNames: ["production"] },
      selector: { matchLabels: { app: "ai-service" } },
      podMetricsEndpoints: [{ portNumber: 8080, interval: "15s", honorLabels: false }],
    },
  });
});

test("metrics about others keep their own namespace and pod", async () => {
  expect.assertions(1);
  const { object } = await register({ targets: [{ ...target, tellsOfOthers: true }], intervalSeconds: 30 });
  expect(object(monitor).spec.podMetricsEndpoints).toEqual([{ portNumber: 8080, interval: "30s", honorLabels: true }]);
});

test("a path of its own is asked, and only the metrics that are named are kept", async () => {
  expect.assertions(1);
  const named = { ...target, path: "/stats/prometheus", keep: ["envoy_a", "envoy_b"] };
  expect((await register({ targets: [named] })).object(monitor).spec.podMetricsEndpoints).toEqual([
    {
      portNumber: 8080,
      path: "/stats/prometheus",
      interval: "15s",
      honorLabels: false,
      metricRelabelings: [{ action: "keep", sourceLabels: ["__name__"], regex: "envoy_a|envoy_b" }],
    },
  ]);
});

test("of what keeps nothing only `up` is known", async () => {
  expect.assertions(1);
  const { object } = await register({ targets: [{ ...target, keep: [] }] });
  expect(object(monitor).spec.podMetricsEndpoints[0].metricRelabelings).toEqual([
    { action: "drop", sourceLabels: ["__name__"], regex: ".+" },
  ]);
});

test("there is one monitor a target", async () => {
  expect.assertions(1);
  expect((await register({ targets: [target, { ...target, name: "vllm" }] })).types).toEqual([monitor, monitor]);
});

test("all that is wrong is said at once", async () => {
  expect.assertions(3);
  const refusal = register({
    intervalSeconds: 1,
    targets: [
      { ...target, port: 0 },
      { ...target, name: "Two" },
    ],
  }).catch((error: Error) => error.message);
  expect(await refusal).toContain("intervalSeconds: 1 must be an integer from 5 to 300");
  expect(await refusal).toContain("targets[0].port: 0 must be an integer from 1 to 65535");
  expect(await refusal).toContain('targets[1].name: "Two" must be a DNS label');
});
