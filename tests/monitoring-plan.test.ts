import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { root } from "./support/breakwater";
import { metricsIn } from "./support/metric-sources";

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind are read */
interface Found {
  name: string;
  inputs: Record<string, any>;
}

/** Everything of one type in the Plan of a stack. */
function objects(stack: string, type: string): Found[] {
  const { resources } = JSON.parse(readFileSync(join(root, "tests/golden", `${stack}.json`), "utf8")) as Plan;
  return resources.filter((resource) => resource.type.endsWith(`:${type}`));
}

const stacks = ["dev", "prod"];
const appNamespaces: Record<string, string> = { dev: "development", prod: "production" };

describe.each(stacks)("monitoring in the Plan of %s", (stack) => {
  const deployments = objects(stack, "Deployment");
  const expressions = objects(stack, "PrometheusRule").flatMap(({ inputs }) =>
    inputs.spec.groups.flatMap((group: any) => group.rules.map((rule: any) => String(rule.expr))),
  );
  const expressionText = expressions.join("\n");

  test("every monitor of a workload finds its pods, on a port that they declare", () => {
    const monitored = objects(stack, "PodMonitor").flatMap(({ name, inputs }) => {
      const { namespaceSelector, selector, podMetricsEndpoints } = inputs.spec;
      const pods = deployments.filter(
        ({ inputs: deployment }) =>
          namespaceSelector.matchNames.includes(deployment.metadata.namespace) &&
          Object.entries(selector.matchLabels).every(
            ([label, value]) => deployment.spec.template.metadata.labels[label] === value,
          ),
      );
      const declares = ({ inputs: deployment }: Found) =>
        deployment.spec.template.spec.containers.some((container: any) =>
          container.ports?.some((port: any) => port.containerPort === podMetricsEndpoints[0].portNumber),
        );
      return pods.filter(declares).map(() => name);
    });
    expect(monitored.sort()).toEqual(["agent-worker", "ai-service", "vllm"]);
  });

  test("every other monitor is of a service that a chart brings", () => {
    const names = objects(stack, "PodMonitor").map(({ name }) => name);
    const edge = ["cert-manager", "cert-manager-injector", "cert-manager-webhook", "envoy", "envoy-gateway"];
    const expected = [
      "agent-worker",
      "ai-service",
      "dcgm-exporter",
      "external-secrets",
      "external-secrets-certificates",
      "external-secrets-webhook",
      "keda-metrics-server",
      "keda-operator",
      "keda-webhooks",
      "vllm",
      ...(stack === "prod" ? edge : []),
    ];
    expect(names.sort()).toEqual(expected.sort());
  });

  test("what a monitor keeps is what rules and panels ask for, and nothing else", () => {
    const kept = objects(stack, "PodMonitor").flatMap(({ inputs }) =>
      (inputs.spec.podMetricsEndpoints[0].metricRelabelings ?? []).flatMap(({ action, regex }: any) =>
        action === "keep" ? regex.split("|") : [],
      ),
    );
    expect(kept.length).toBeGreaterThan(2);
    const panels = objects(stack, "ConfigMap").map(({ inputs }) => JSON.stringify(inputs.data));
    const asked = [expressionText, ...panels].join("\n");
    expect(kept.filter((metric: string) => !asked.includes(metric))).toEqual([]);
    const sources = /^(externalsecret_|clustersecretstore_|certmanager_|envoy_|xds_)/;
    const used = expressions.flatMap(metricsIn).filter((metric) => sources.test(metric));
    expect([...new Set(used)].filter((metric) => !kept.includes(metric))).toEqual([]);
  });

  test("containers that rules ask about are there, in the namespace that they name", () => {
    // Envoy's is its controller's to make.
    const asked = [...expressionText.matchAll(/namespace="([\w-]+)",container="(?!envoy)([\w-]+)"/g)].map(
      ([, namespace, container]) => `${namespace}/${container}`,
    );
    const there = deployments.flatMap(({ inputs }) =>
      inputs.spec.template.spec.containers.map((container: any) => `${inputs.metadata.namespace}/${container.name}`),
    );
    expect([...new Set(asked)].sort()).toEqual(
      [`${appNamespaces[stack]}/agent-worker`, `${appNamespaces[stack]}/ai-service`, "models/vllm"].sort(),
    );
    expect(there).toEqual(expect.arrayContaining([...new Set(asked)]));
  });

  test("the queue's length is read from a trigger that there is", () => {
    const worker = objects(stack, "ScaledObject").find(({ name }) => name === "agent-worker")!;
    const scalers = /scaledObject="agent-worker",scaler=~"([\w|-]+)"/.exec(expressionText)![1]!.split("|");
    expect(worker.inputs.spec.triggers.filter(({ name }: any) => scalers.includes(name))).toHaveLength(1);
  });

  test("what triggers ask Prometheus for is scraped as often as they ask", () => {
    const intervals = objects(stack, "PodMonitor").map(({ inputs }) => inputs.spec.podMetricsEndpoints[0].interval);
    // KEDA's default is 30 s.
    const polling = objects(stack, "ScaledObject").map(({ inputs }) => Number(inputs.spec.pollingInterval ?? 30));
    expect(Math.max(...intervals.map((text) => Number.parseInt(text)))).toBeLessThanOrEqual(Math.min(...polling));
  });

  test("triggers ask Prometheus where the stack has it", () => {
    const addresses = objects(stack, "ScaledObject").flatMap(({ inputs }) =>
      inputs.spec.triggers.flatMap(({ metadata }: any) => metadata.serverAddress ?? []),
    );
    expect([...new Set(addresses)]).toEqual(["http://kube-prometheus-stack-prometheus.monitoring.svc:9090"]);
  });

  test("A1: KEDA and the stack keep off the system and the GPU pools", () => {
    const [keda, stackRelease] = ["keda", "kube-prometheus-stack"].map(
      (name) => objects(stack, "Release").find((release) => release.name === name)!.inputs.values,
    );
    const selectors = [
      keda.nodeSelector,
      stackRelease.prometheus.prometheusSpec.nodeSelector,
      stackRelease.grafana.nodeSelector,
    ];
    expect(selectors).toEqual(Array(3).fill({ "breakwater.dev/pool": "cpu" }));
  });
});

test("prod has two of what autoscaling hangs on, dev one", () => {
  const replicas = stacks.map((stack) => {
    const values = (name: string) => objects(stack, "Release").find((found) => found.name === name)!.inputs.values;
    return [values("keda").operator.replicaCount, values("kube-prometheus-stack").prometheus.prometheusSpec.replicas];
  });
  expect(replicas).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("KEDA's operator measures the queue as its own identity where there is one of Azure's", () => {
  const identities = stacks.map((stack) => {
    const { values } = objects(stack, "Release").find(({ name }) => name === "keda")!.inputs;
    return values.podIdentity?.azureWorkload.enabled ?? false;
  });
  expect(identities).toEqual([false, true]);
});

test("quotas of every pool's family have an alert", () => {
  const quotas = objects("prod", "PrometheusRule").find(({ name }) => name === "breakwater-quotas")!;
  const families = quotas.inputs.spec.groups[0].rules.map((rule: any) => rule.labels.family);
  expect(families).toEqual(["standardDSv5Family", "StandardNCADSA100v4Family"]);
});
