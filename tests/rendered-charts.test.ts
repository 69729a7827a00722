import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LabelSelector } from "@breakwater/kubernetes-rules";
import { matchesLabelSelector } from "@breakwater/kubernetes-rules";
import type { Plan } from "@breakwater/plan-views";
import { digestOf, releasesIn } from "./charts/facts";
import { readPods, readRendered, type RenderedPod } from "./charts/pods";

/*
 * What charts bring is held to what our own pods are held to: priority, a memory limit, network policies, a budget that lets broken pods go, a scrape,
 * and an alert when it is down. The charts of prod's golden Plan were rendered with its values (`tests/charts/record.ts`), and their objects recorded.
 */

const plan = JSON.parse(readFileSync(join(__dirname, "golden/prod.json"), "utf8")) as Plan;
const rendered = readRendered(plan);
const pods = readPods(rendered);
const named = pods.map((pod) => [pod.title, pod] as const);
const running = named.filter(([, { kind }]) => kind !== "Job");

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind are read */
/** Objects of a kind: of the Plan, and of the charts. */
const objects = (kind: string): any[] => [
  ...plan.resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => inputs),
  ...rendered.flatMap(({ objects: all }) => all.filter((object) => object.kind === kind)),
];
/* eslint-enable @typescript-eslint/no-explicit-any */

const selects = (selector: LabelSelector, { labels }: RenderedPod) => matchesLabelSelector(selector, labels);

test.each(releasesIn(plan).map((release) => [release.name, release] as const))(
  "%s was rendered with the version and the values that it has now, or: npx tsx tests/charts/record.ts",
  (name, { version, values }) => {
    const recorded = JSON.parse(readFileSync(join(__dirname, "charts/recorded", `${name}.json`), "utf8")) as object;
    expect(recorded).toMatchObject({ version, valuesDigest: digestOf(values) });
  },
);

test("the charts bring what is known of them", () => {
  expect(pods.map(({ title }) => title).sort()).toMatchInlineSnapshot(`
    [
      "Alertmanager monitoring/kube-prometheus-stack-alertmanager",
      "DaemonSet gpu-services/dcgm-exporter",
      "DaemonSet gpu-services/nvidia-device-plugin",
      "DaemonSet gpu-services/nvidia-device-plugin-mps-control-daemon",
      "DaemonSet monitoring/kube-prometheus-stack-prometheus-node-exporter",
      "Deployment edge/cert-manager",
      "Deployment edge/cert-manager-cainjector",
      "Deployment edge/cert-manager-webhook",
      "Deployment edge/envoy-gateway",
      "Deployment external-secrets/external-secrets",
      "Deployment external-secrets/external-secrets-cert-controller",
      "Deployment external-secrets/external-secrets-webhook",
      "Deployment keda/keda-admission-webhooks",
      "Deployment keda/keda-operator",
      "Deployment keda/keda-operator-metrics-apiserver",
      "Deployment monitoring/kube-prometheus-stack-grafana",
      "Deployment monitoring/kube-prometheus-stack-kube-state-metrics",
      "Deployment monitoring/kube-prometheus-stack-operator",
      "Job edge/cert-manager-startupapicheck",
      "Job edge/envoy-gateway-gateway-helm-certgen",
      "Job monitoring/kube-prometheus-stack-admission-create",
      "Job monitoring/kube-prometheus-stack-admission-patch",
      "Job monitoring/kube-prometheus-stack-crds-upgrade",
      "Prometheus monitoring/kube-prometheus-stack-prometheus",
    ]
  `);
});

/** Pods that cannot have a priority, with the reason. */
const withoutPriority: Record<string, string> = {
  "Job edge/envoy-gateway-gateway-helm-certgen": "runs once, at the installation, and the chart has no value for it",
  "Job monitoring/kube-prometheus-stack-crds-upgrade": "runs at an upgrade of the chart, which has no value for it",
};

test.each(named)("%s goes before the app", (title, { priority }) => {
  if (title in withoutPriority) expect(priority).toBeUndefined();
  else expect(["breakwater-platform", "system-node-critical", "system-cluster-critical"]).toContain(priority);
});

test.each(named)("every container of %s asks for CPU and memory and has a memory limit", (_title, { containers }) => {
  const lacking = containers.filter(
    ({ resources }) => !resources?.requests?.cpu || !resources.requests.memory || !resources.limits?.memory,
  );
  expect(lacking.map(({ name }) => name)).toEqual([]);
});

/** They speak with the node by files alone. */
const withoutTraffic = [
  "DaemonSet gpu-services/nvidia-device-plugin",
  "DaemonSet gpu-services/nvidia-device-plugin-mps-control-daemon",
];

test.each(named)("policies hold what %s sends and gets", (title, pod) => {
  if (pod.hostNetwork) return; // Policies do not hold what has the node's own address.
  const policies = objects("NetworkPolicy").filter(
    ({ metadata, spec }) => metadata.namespace === pod.namespace && selects(spec.podSelector, pod),
  );
  expect(new Set(policies.flatMap(({ spec }) => spec.policyTypes as string[]))).toEqual(new Set(["Ingress", "Egress"]));
  // Beside the default deny there is one that lets it do its work.
  expect(policies.length > 1).toBe(!withoutTraffic.includes(title));
});

test.each(running)(
  "a budget of %s lets broken pods go, and there is one where there are several pods",
  (_title, pod) => {
    const budgets = objects("PodDisruptionBudget").filter(
      ({ metadata, spec }) => metadata.namespace === pod.namespace && selects(spec.selector, pod),
    );
    expect(budgets.map(({ spec }) => spec.unhealthyPodEvictionPolicy)).toEqual(budgets.map(() => "AlwaysAllow"));
    expect(budgets).toHaveLength(pod.replicas > 1 ? 1 : Math.min(budgets.length, 1));
  },
);

/** Pods that no scrape watches, or whose being away another sign tells, with the words of a rule that does. */
const otherSigns: Record<string, string> = {
  // It has no metrics. A node without it offers no GPU.
  "DaemonSet gpu-services/nvidia-device-plugin": 'daemonset="nvidia-device-plugin"',
  "Deployment keda/keda-operator": "absent(keda_build_info",
};

/** Pods that no rule of ours misses, with the reason. */
const notMissed: Record<string, string> = {
  "DaemonSet gpu-services/nvidia-device-plugin-mps-control-daemon":
    "runs on nodes with the label of MPS, of which there are none",
  "Alertmanager monitoring/kube-prometheus-stack-alertmanager": "the chart's AlertmanagerClusterDown",
  "Prometheus monitoring/kube-prometheus-stack-prometheus": "the chart's Watchdog, which somebody outside has to miss",
};

test.each(running)("%s is scraped, and missed when it is down", (title, pod) => {
  const expressions: string[] = objects("PrometheusRule").flatMap(({ spec }) =>
    spec.groups.flatMap((group: { rules: { expr: string }[] }) => group.rules.map(({ expr }) => String(expr))),
  );
  const sign = otherSigns[title];
  const signs = [...jobsOf(pod), ...(sign === undefined ? [] : [sign])];
  if (title in notMissed) return;
  expect(signs).not.toEqual([]);
  const missing = expressions.filter((expr) => expr.includes("absent(") && signs.some((each) => expr.includes(each)));
  expect({ signs, isMissed: missing.length > 0 }).toEqual({ signs, isMissed: true });
});

/** Jobs by which Prometheus knows the targets of a pod: of a PodMonitor its namespace and name, of a ServiceMonitor a label of the Service, or its name. */
function jobsOf(pod: RenderedPod): string[] {
  const ports = pod.containers.flatMap((container) => container.ports ?? []);
  const byPod = objects("PodMonitor").filter(
    ({ spec }) =>
      spec.namespaceSelector.matchNames.includes(pod.namespace) &&
      selects(spec.selector, pod) &&
      spec.podMetricsEndpoints.every(({ portNumber }: { portNumber: number }) =>
        ports.some(({ containerPort }) => containerPort === portNumber),
      ),
  );
  const services = objects("Service").filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      Object.keys(spec.selector ?? {}).length > 0 &&
      selects({ matchLabels: spec.selector }, pod),
  );
  const byService = objects("ServiceMonitor").flatMap(({ spec }) =>
    services
      .filter(({ metadata }) => matchesLabelSelector(spec.selector, metadata.labels ?? {}))
      .map(({ metadata }) => `job="${metadata.labels[spec.jobLabel] ?? metadata.name}"`),
  );
  return [...byPod.map(({ metadata }) => `job="${metadata.namespace}/${metadata.name}"`), ...byService];
}
