import { tryAlerts } from "../../../../tests/support/alert-cases";
import { componentRules, seenByScrapes, type WatchedComponent } from "./components";

const away = { severity: "critical", consequence: "Nothing works.", action: "Look at its pods." } as const;

/** One of each way to be seen. */
const components: Record<string, WatchedComponent> = {
  "always scraped": { name: "external-secrets", seenBy: seenByScrapes("monitoring", "external-secrets"), ...away },
  "scraped, may be at 0": {
    name: "agent-worker",
    seenBy: seenByScrapes("monitoring", "agent-worker"),
    pods: { kind: "Deployment", namespace: "production", name: "agent-worker" },
    ...away,
  },
  "no metrics, on nodes that come and go": {
    name: "device-plugin",
    seenBy: { workload: { kind: "DaemonSet", namespace: "gpu-services", name: "device-plugin" } },
    pods: { kind: "DaemonSet", namespace: "gpu-services", name: "device-plugin" },
    minutes: 15,
    ...away,
  },
  "no metrics, always there": {
    name: "redis",
    seenBy: { workload: { kind: "Deployment", namespace: "development", name: "redis" } },
    ...away,
  },
};
const up = (job: string, pod: string) => `up{job="monitoring/${job}",namespace="any",pod="${pod}"}`;
const daemonSet = 'namespace="gpu-services",daemonset="device-plugin"';
const redis = 'kube_deployment_status_replicas_available{namespace="development",deployment="redis"}';
const worker = 'kube_deployment_spec_replicas{namespace="production",deployment="agent-worker"}';

describe("a part that is always scraped", () => {
  tryAlerts(componentRules([components["always scraped"]!]), [
    {
      alert: "ComponentDown",
      series: { [up("external-secrets", "a")]: "1x5 0x20", [up("external-secrets", "b")]: "1x5 stale" },
      at: "15m",
      labels: { component: "external-secrets" },
      quiet: [
        { why: "one of two answers", series: { [up("external-secrets", "b")]: "1x25" } },
        { why: "it is back within 5 minutes", series: { [up("external-secrets", "a")]: "1x5 0x4 1x20" } },
      ],
    },
  ]);
});

describe("a part whose pods have all gone, targets and all", () => {
  tryAlerts(componentRules([components["always scraped"]!]), [
    {
      alert: "ComponentDown",
      series: { [up("external-secrets", "a")]: "1x5 stale" },
      at: "20m",
      labels: { component: "external-secrets" },
      quiet: [{ why: "it answers", series: { [up("external-secrets", "a")]: "1x30" } }],
    },
  ]);
});

describe("a part that may be scaled to nothing", () => {
  tryAlerts(componentRules([components["scraped, may be at 0"]!]), [
    {
      alert: "ComponentDown",
      series: { [up("agent-worker", "a")]: "0x30", [worker]: "2x30" },
      at: "15m",
      labels: { component: "agent-worker" },
      quiet: [
        { why: "it should have no pods", series: { [up("agent-worker", "a")]: "stale", [worker]: "0x30" } },
        { why: "it answers", series: { [up("agent-worker", "a")]: "1x30" } },
      ],
    },
  ]);
});

describe("a part without metrics, on nodes that come and go", () => {
  tryAlerts(componentRules([components["no metrics, on nodes that come and go"]!]), [
    {
      alert: "ComponentDown",
      series: {
        [`kube_daemonset_status_number_ready{${daemonSet}}`]: "0x40",
        [`kube_daemonset_status_desired_number_scheduled{${daemonSet}}`]: "1x40",
      },
      at: "20m",
      labels: { component: "device-plugin" },
      quiet: [
        { why: "its node is still coming up", series: {}, at: "14m" },
        {
          why: "there is no node",
          series: { [`kube_daemonset_status_desired_number_scheduled{${daemonSet}}`]: "0x40" },
        },
      ],
    },
  ]);
});

describe("a part without metrics that always runs", () => {
  tryAlerts(componentRules([components["no metrics, always there"]!]), [
    {
      alert: "ComponentDown",
      series: { [redis]: "1x5 0x20" },
      at: "15m",
      labels: { component: "redis" },
      quiet: [{ why: "it is there", series: { [redis]: "1x30" } }],
    },
  ]);
});

test("each part has an alert of its own labels, with what it means", () => {
  const { rules } = componentRules(Object.values(components));
  expect(rules).toHaveLength(4);
  expect(rules[2]).toMatchObject({
    alert: "ComponentDown",
    for: "15m",
    labels: { component: "device-plugin", severity: "critical" },
    annotations: { description: "None of its pods has answered for 15 minutes. Nothing works." },
  });
});
