import type { Plan } from "@breakwater/plan-views";
import { clusterLogAlerts } from "../components/azure/cluster-alert-rules";
import { readPods, readRendered } from "./charts/pods";
import { type ChartPart, chartParts } from "./support/chart-parts";
import { goldenPlan } from "./support/surge";

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind are read */

/** Workloads of our own whose being away somebody hears of in another way, or need not. */
const ownInstead: Record<string, string> = {
  vllm: "VllmAway",
  "warm-buffer": "nobody: it is there to yield",
};

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"];
const objects = ({ resources }: Plan, kind: string) => resources.filter(({ type }) => type.endsWith(`:${kind}`));
const alertsOf = (plan: Plan): { alert?: string; expr: string; labels?: Record<string, string> }[] =>
  objects(plan, "PrometheusRule").flatMap(({ inputs }) =>
    (inputs as any).spec.groups.flatMap((group: any) => group.rules),
  );

/** Every part that runs: what the program makes itself, and what its charts bring. A chart that nobody has looked at is an error. */
function partsOf(plan: Plan): ChartPart[] {
  const own = workloadKinds
    .flatMap((kind) => objects(plan, kind))
    .map(({ inputs }) => {
      const { metadata, spec } = inputs as any;
      const part = { name: metadata.name, namespace: metadata.namespace, labels: spec.template.metadata.labels };
      return metadata.name in ownInstead ? { ...part, instead: ownInstead[metadata.name] } : part;
    });
  const ofCharts = objects(plan, "Release").flatMap(({ inputs }) => {
    const parts = chartParts[String(inputs.chart)];
    if (parts === undefined) throw new Error(`nobody has said what chart ${String(inputs.chart)} runs`);
    return parts;
  });
  return [...own, ...ofCharts];
}

const isSelected = (monitor: any, { namespace, labels }: ChartPart): boolean =>
  monitor.spec.namespaceSelector.matchNames.includes(namespace) &&
  Object.entries(monitor.spec.selector.matchLabels).every(([label, value]) => labels[label] === value);

/** What is wrong with the watch over a stack, part by part. */
function unwatched(plan: Plan): string[] {
  const monitors = objects(plan, "PodMonitor").map(({ inputs }) => inputs as any);
  const alerts = alertsOf(plan);
  return partsOf(plan).flatMap((part) => {
    const { name, instead } = part;
    const jobs = [
      ...(part.job === undefined ? [] : [part.job]),
      ...monitors.filter((monitor) => isSelected(monitor, part)).map(({ metadata }) => `monitoring/${metadata.name}`),
    ];
    if (instead !== undefined) {
      // What stands in place of an alert of its own is one that there is, where it is one.
      const names = instead.split(/[ ,:]+/).filter((word) => /^[A-Z][a-z]+[A-Z]\w+$/.test(word));
      return names
        .filter((word) => !alerts.some(({ alert }) => alert === word))
        .map((word) => `${name}: no alert ${word}`);
    }
    const down = alerts.filter(({ alert, labels }) => alert === "ComponentDown" && labels?.component === name);
    if (down.length !== 1) return [`${name}: ${down.length} alerts say that it is away`];
    const { expr } = down[0]!;
    const asked = /up\{job="([^"]+)"\}/.exec(expr)?.[1];
    if (asked === undefined) return /kube_(deployment|daemonset)_status/.test(expr) ? [] : [`${name}: ${expr}`];
    return jobs.includes(asked) ? [] : [`${name}: nothing scrapes it as ${asked}, only as ${jobs.join(", ")}`];
  });
}

describe.each(["dev", "prod"] as const)("every part of %s", (stack) => {
  const plan = goldenPlan(stack);

  test("is seen, and somebody hears when it is away", () => {
    expect(partsOf(plan).length).toBeGreaterThan(15);
    expect(unwatched(plan)).toEqual([]);
  });

  test("is what an alert speaks of: none is about something that is not there", () => {
    const parts = [...partsOf(plan).map(({ name }) => name), "coredns"];
    const components = alertsOf(plan).flatMap(({ alert, labels }) =>
      alert === "ComponentDown" ? [labels!.component!] : [],
    );
    expect(components.filter((name) => !parts.includes(name))).toEqual([]);
  });

  test("is missed when its monitor is gone", () => {
    for (const monitor of objects(plan, "PodMonitor")) {
      const without = { ...plan, resources: plan.resources.filter((resource) => resource !== monitor) };
      const expected = ["keda-operator", "vllm"].includes(monitor.name)
        ? []
        : [expect.stringContaining(`${monitor.name}: nothing`)];
      expect(unwatched(without)).toEqual(expected);
    }
  });
});

test("a part without an alert, and a chart that is new, are found", () => {
  const plan = goldenPlan("prod");
  const rules = objects(plan, "PrometheusRule").find(({ name }) => name === "breakwater-components")!;
  const [group] = (rules.inputs as any).spec.groups;
  group.rules = group.rules.filter(({ labels }: any) => labels.component !== "envoy");
  expect(unwatched(plan)).toEqual(["envoy: 0 alerts say that it is away"]);
  objects(plan, "Release")[0]!.inputs.chart = "ingress-nginx";
  expect(() => unwatched(plan)).toThrow("nobody has said what chart ingress-nginx runs");
});

test("whatever the charts bring, rendered, is one of the parts that are known of them", () => {
  const parts = Object.values(chartParts).flat();
  const unknown = readPods(readRendered(goldenPlan("prod"))).filter(
    (pod) =>
      !parts.some(
        ({ namespace, labels }) =>
          namespace === pod.namespace && Object.entries(labels).every(([label, value]) => pod.labels[label] === value),
      ),
  );
  expect(unknown.map(({ title }) => title)).toEqual([]);
});

test("who tells of Prometheus and Alertmanager is outside of the cluster", () => {
  expect(clusterLogAlerts.map(({ name }) => name)).toContain("monitoring-away");
});
