import type { AddressInfo } from "node:net";
import { createApi } from "../../src/api/create-api";
import type { MemoryBudget } from "../../src/body";
import { acceptBacklog } from "../../src/http/server";
import type { Identity } from "../../src/identity";
import { createLogger } from "../../src/logging";
import { Metrics } from "../../src/metrics";
import type { RunningEngine } from "../../src/routing";
import { loadSettings } from "../../src/settings";
import { Tracing } from "../../src/tracing";
import { toClose } from "./opened";

/** The API inside the test's process, on a free port, with its log lines at hand. */
export interface TestApp {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  metrics: Metrics;
  running: RunningEngine;
  identity: Identity;
  memory: MemoryBudget;
  /** Everything that was logged. */
  lines: string[];
  /** Posts JSON, or a string as it stands. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Value of a metric, all of whose labels are given. */
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
}

/** Short waits between attempts, and patience with each: on a busy machine an answer may take seconds. */
const quick = { RETRY_MIN_WAIT: "0.02", RETRY_MAX_WAIT: "0.1", HTTP_TIMEOUT: "30", STREAM_STALL_TIMEOUT: "30" };

/** Starts it with the settings' defaults, the times above and what `environment` says; it goes with the test, or the file, that started it. */
export async function startApp(environment: Record<string, string>): Promise<TestApp> {
  const store = environment.REDIS_HOST === undefined ? { SESSION_STORE: "memory" } : {};
  const settings = loadSettings({
    HOLYSHEEP_API_KEY: "test-key",
    HOLYSHEEP_API_KEY_FILE: "/nowhere",
    ...quick,
    ...store,
    ...environment,
  });
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: settings.LOG_LEVEL, service: "test", destination });
  const metrics = new Metrics({ process: false });
  const tracing = await Tracing.open({ endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT, service: "test", ratio: 1 });
  const { http, running, identity, memory, close } = await createApi({ settings, logger, metrics, tracing });
  await http.listen({ host: "127.0.0.1", port: 0, backlog: acceptBacklog });
  const { port } = http.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    metrics,
    running,
    identity,
    memory,
    lines,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    metric: async (name, labels = {}) => {
      const found = await metrics.registry.getSingleMetric(name)!.get();
      const same = (given: Partial<Record<string, string | number>>): boolean =>
        Object.entries(labels).every(([label, value]) => given[label] === value);
      return found.values.filter((value) => same(value.labels)).reduce((sum, value) => sum + value.value, 0);
    },
    close: toClose(async () => {
      http.server.closeAllConnections();
      await http.close();
      await close();
      await tracing.close();
    }),
  };
}

/** A question in OpenAI's shape. */
export const question = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  messages: [{ role: "user", content: "Where is my parcel?" }],
  ...more,
});

/** The data of every event of a streamed response. */
export async function eventsOf(response: Response): Promise<string[]> {
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.replace(/^data: /, ""));
}
