import { wholeAnswerMs } from "@breakwater/overload";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openApi } from "../app/src/http/openapi";
import { Metrics } from "../app/src/metrics";
import { loadSettings, type Settings, variables } from "../app/src/settings";
import { defaultPrices } from "../app/src/settings/routes";
import { parameterTable } from "../app/src/settings/parameters";
import { loadWorkerSettings } from "../app/src/worker/settings";
import { ownParameters } from "../components/kubernetes";
import { pricedModels } from "../stacks/conflicts/workloads";
import type { Plan } from "@breakwater/plan-views";

/** A container as far as the app depends on it. */
interface Container {
  args?: string[];
  ports: { name: string; containerPort: number }[];
  env?: { name: string; value?: string }[];
  envFrom?: { configMapRef?: { name: string } }[];
  livenessProbe: Probe;
  readinessProbe: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  volumeMounts: { mountPath: string }[];
}

interface Probe {
  httpGet?: { path: string; port: number };
}

interface Pod {
  metadata: { annotations: Record<string, string> };
  spec: { containers: Container[]; terminationGracePeriodSeconds: number };
}

/** The objects of a stack's golden Plan. */
function platformOf(stack: string) {
  const text = readFileSync(join(__dirname, "golden", `${stack}.json`), "utf8");
  const { resources } = JSON.parse(text) as Plan;
  const find = (kind: string, name: string) =>
    resources
      .map((resource) => resource.inputs as Record<string, unknown>)
      .find((inputs) => {
        const metadata = inputs.metadata as { name?: string } | undefined;
        return inputs.kind === kind && metadata?.name === name;
      });
  const workload = (name: string) => {
    const deployment = find("Deployment", name) as { spec: { template: Pod } } | undefined;
    if (deployment === undefined) return undefined;
    const pod = deployment.spec.template;
    const container = pod.spec.containers[0]!;
    const maps = (container.envFrom ?? []).map(
      ({ configMapRef }) => find("ConfigMap", configMapRef!.name) as { data: Record<string, string> },
    );
    const plain = (container.env ?? [])
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }) => [name, value] as const);
    const environment: Record<string, string | undefined> = Object.assign(
      {},
      ...maps.map(({ data }) => data),
      Object.fromEntries(plain),
    );
    const names = [...Object.keys(environment), ...(container.env ?? []).map(({ name }) => name)];
    return { pod, container, environment, names };
  };
  /** Metadata of the triggers that scale a workload. */
  const triggers = (name: string) => {
    const scaledObject = find("ScaledObject", name) as
      { spec: { triggers: { metadata: Record<string, string> }[] } } | undefined;
    return scaledObject?.spec.triggers.map(({ metadata }) => metadata);
  };
  return { text, workload, triggers };
}

const portOf = (container: Container, name: string) =>
  container.ports.find((port) => port.name === name)?.containerPort;

test("the component refuses the parameters that the app refuses", () => {
  const refuses = (name: string): boolean => !parameterTable.safeParse({ models: { m: { drop: [name] } } }).success;
  expect(ownParameters.filter((name) => !refuses(name))).toEqual([]);
  const others = ["temperature", "top_p", "n", "stop", "tools", "seed", "logprobs"];
  expect(others.filter(refuses)).toEqual([]);
});

test("the settings know the prices that the app knows", () => {
  expect(pricedModels.filter((model) => !Object.hasOwn(defaultPrices, model))).toEqual([]);
});

describe.each(["dev", "prod"])("the platform of %s and the app agree on", (stack) => {
  const platform = platformOf(stack);
  const api = platform.workload("ai-service")!;
  const settings = loadSettings(api.environment);

  test("the environment: every variable is one that the app reads, and the app starts with them", () => {
    for (const name of api.names) expect(Object.keys(variables.shape)).toContain(name);
    expect(settings).toMatchObject({ MODEL_NAME: "gpt-4.1", SESSION_STORE: "redis" });
    expect(settings.routes.useCases.simple_qa![0]!.backend).toBe("vllm");
  });

  test("the ports", () => {
    expect(portOf(api.container, "http")).toBe(settings.HTTP_PORT);
    expect(portOf(api.container, "grpc")).toBe(settings.GRPC_PORT);
    expect(portOf(api.container, "metrics")).toBe(settings.METRICS_PORT);
    expect(portOf(api.container, "health")).toBe(settings.HEALTH_PORT);
  });

  test("who may call: in prod a caller needs a key, whose list the pods find where they look for it", () => {
    const file = "/etc/breakwater/keys/client-api-keys";
    expect(settings.CLIENT_API_KEYS_FILE).toBe(stack === "prod" ? file : undefined);
    expect(settings.DAILY_BUDGET_USD).toBe(stack === "prod" ? 5_000 : undefined);
  });

  test("the longest answer: the drain leaves it its time", () => {
    const times = {
      beginMs: settings.HTTP_TIMEOUT * 1_000,
      tokensPerSecond: settings.SLOWEST_TOKENS_PER_SECOND,
      longestMs: settings.ANSWER_TIMEOUT * 1_000,
    };
    expect(settings.DRAIN_SECONDS * 1_000).toBeGreaterThanOrEqual(wholeAnswerMs(settings.MAX_TOKENS, times));
  });

  test("the probes and the scraping: they ask what the app answers, where it answers it", () => {
    for (const { httpGet } of [api.container.livenessProbe, api.container.readinessProbe]) {
      expect(Object.keys(openApi.paths)).toContain(httpGet!.path);
      expect(httpGet!.port).toBe(settings.HTTP_PORT);
    }
    expect(api.pod.metadata.annotations).toMatchObject({
      "prometheus.io/path": "/metrics",
      "prometheus.io/port": String(settings.METRICS_PORT),
      "breakwater.dev/longest-block-seconds": String(settings.LONGEST_BLOCK),
      "breakwater.dev/drain-seconds": String(settings.DRAIN_SECONDS),
    });
  });

  test("the drain: it ends before the kubelet's patience does", () => {
    const preStop = api.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(api.pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(preStop + settings.DRAIN_SECONDS);
    expect(settings.DRAIN_NOTICE).toBeLessThan(settings.DRAIN_SECONDS);
  });

  test("the secrets: every file that the app reads lies in a mounted folder", () => {
    const files = api.names.filter((name) => name.endsWith("_FILE")).map((name) => api.environment[name]!);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(api.container.volumeMounts.some(({ mountPath }) => file.startsWith(`${mountPath}/`))).toBe(true);
    }
    expect(settings.HOLYSHEEP_API_KEY_FILE).toBe(variables.parse({}).HOLYSHEEP_API_KEY_FILE);
  });

  test("the metrics: what autoscaling, alerts and dashboards read is what the app exports", async () => {
    const exported = (await new Metrics({ process: false }).registry.getMetricsAsJSON()).map(({ name }) => name);
    const read = new Set(
      platform.text.match(
        /\bai_(request|response|vllm|backend|tokens|cost|retries|fallbacks|sessions|key|keys|daily|api|usage)_?[a-z0-9_]*/g,
      ),
    );
    for (const name of read) {
      expect(exported).toContain(name.replace(/_(bucket|sum|count)$/, ""));
    }
  });

  test("the tasks: API and worker stand on one queue, in one Redis, which the autoscaler measures", () => {
    const queue = ({
      TASK_QUEUE,
      TASK_LIST,
      SERVICEBUS_NAMESPACE,
      SERVICEBUS_QUEUE,
      REDIS_HOST,
      REDIS_PORT,
    }: Settings) => ({
      TASK_QUEUE,
      TASK_LIST,
      SERVICEBUS_NAMESPACE,
      SERVICEBUS_QUEUE,
      REDIS_HOST,
      REDIS_PORT,
    });
    const ofWorker = queue(loadWorkerSettings(platform.workload("agent-worker")!.environment));
    expect(ofWorker).toEqual(queue(settings));
    expect(ofWorker.TASK_QUEUE).toBe(stack === "prod" ? "servicebus" : "redis");
    expect(platform.triggers("agent-worker")).toEqual([
      stack === "prod"
        ? expect.objectContaining({
            queueName: ofWorker.SERVICEBUS_QUEUE,
            namespace: ofWorker.SERVICEBUS_NAMESPACE!.split(".")[0],
          })
        : expect.objectContaining({
            listName: ofWorker.TASK_LIST,
            address: `${ofWorker.REDIS_HOST}:${ofWorker.REDIS_PORT}`,
          }),
    ]);
  });

  test("the in-cluster model: apps ask for it by the name that it is served under", () => {
    const served = platform.workload("vllm")!.container.args!.find((arg) => arg.startsWith("--served-model-name="));
    expect(served).toBe(`--served-model-name=${settings.VLLM_MODEL}`);
  });

  describe("the worker", () => {
    const worker = platform.workload("agent-worker")!;
    const workerSettings = loadWorkerSettings(worker.environment);

    test("is the image's other process, and every variable is one that it reads", () => {
      expect(worker.container.args).toEqual(["dist/worker-main.js"]);
      expect(existsSync(join(__dirname, "../app/src/worker-main.ts"))).toBe(true);
      for (const name of worker.names) expect(Object.keys(variables.shape)).toContain(name);
    });

    test("answers and is scraped where the platform asks it", () => {
      expect(portOf(worker.container, "health")).toBe(workerSettings.HEALTH_PORT);
      expect(portOf(worker.container, "metrics")).toBe(workerSettings.METRICS_PORT);
      expect(worker.container.livenessProbe.httpGet).toEqual({
        path: "/health/live",
        port: workerSettings.HEALTH_PORT,
      });
      expect(worker.container.readinessProbe.httpGet).toEqual({
        path: "/health/ready",
        port: workerSettings.HEALTH_PORT,
      });
      expect(worker.pod.metadata.annotations).toMatchObject({
        "prometheus.io/port": String(workerSettings.METRICS_PORT),
        "breakwater.dev/longest-block-seconds": String(workerSettings.LONGEST_BLOCK),
        "breakwater.dev/drain-seconds": String(workerSettings.DRAIN_SECONDS),
      });
    });

    test("is never unready for being busy, and has ended before the kubelet's patience does", () => {
      expect(workerSettings.BUSY_IS_UNREADY).toBe(false);
      expect(worker.pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(workerSettings.DRAIN_SECONDS);
    });

    test("finds its secrets in the mounted folder", () => {
      const files = worker.names.filter((name) => name.endsWith("_FILE")).map((name) => worker.environment[name]!);
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        expect(worker.container.volumeMounts.some(({ mountPath }) => file.startsWith(`${mountPath}/`))).toBe(true);
      }
    });
  });
});

test("C7 names and buckets", async () => {
  const all = new Metrics({ process: false });
  const named = async (name: string) => JSON.stringify(await all.registry.getSingleMetric(name)!.get());
  all.requestLatency.observe({ endpoint: "e", model: "m" }, 1);
  all.responseLatency.observe({ model: "m" }, 1);
  const buckets = async (name: string) =>
    [...(await named(name)).matchAll(/"le":(?:"\+Inf"|([\d.]+))/g)]
      .map((match) => match[1])
      .filter(Boolean)
      .map(Number);
  expect(await buckets("ai_request_latency_seconds")).toEqual([0.1, 0.5, 1, 2, 5, 10, 30]);
  expect(await buckets("ai_response_latency_p99_seconds")).toEqual([0.5, 1, 1.5, 2, 3, 5]);
  all.requests.inc({ endpoint: "e", status: "200", model: "m" });
  expect(await named("ai_request_total")).toContain('"labels":{"endpoint":"e","status":"200","model":"m"}');
  expect(await named("ai_request_queue_depth")).toContain('"type":"gauge"');
});
