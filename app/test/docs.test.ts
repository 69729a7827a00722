import { readFileSync } from "node:fs";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { Registry } from "prom-client";
import { errorCodes } from "../src/engine";
import { codeOf } from "../src/grpc/errors";
import { sha256Of } from "../src/identity/key-list";
import { variables } from "../src/settings";
import { workerMetrics } from "../src/worker/metrics";
import { question, startApp } from "./support/app";
import { startGateway } from "./support/gateway";

const page = (name: string): string => readFileSync(join(__dirname, "..", "..", "docs", name), "utf8");
const pages = page("app.md") + page("worker.md");

test.each(Object.keys(variables.shape))("the docs name %s", (name) => {
  expect(pages).toContain(`\`${name}\``);
});

/** Metrics that a page names, with the labels that it gives them. */
function documented(text: string, prefix: string): Map<string, string[]> {
  const names = text.matchAll(new RegExp(`\`(${prefix}_[a-z0-9_]+)(?:\\{([a-z_,]+)\\})?\``, "g"));
  const found = new Map<string, string[]>();
  for (const [, name, labels] of names) {
    // The text around the table names them without labels.
    if (labels !== undefined || !found.has(name!)) found.set(name!, labels?.split(",") ?? []);
  }
  return found;
}

/** Names and labels of Prometheus' text format. `le` is the histogram's own. */
function exposed(text: string, prefix: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name] of text.matchAll(new RegExp(`^# TYPE (${prefix}_\\S+)`, "gm"))) found.set(name!, new Set());
  for (const [, sample, labels] of text.matchAll(new RegExp(`^(${prefix}_[a-z0-9_]+)\\{(.*)\\} `, "gm"))) {
    const name = found.has(sample!) ? sample! : sample!.replace(/_(bucket|sum|count)$/, "");
    for (const [, label] of labels!.matchAll(/(\w+)="/g)) if (label !== "le") found.get(name)!.add(label!);
  }
  return found;
}

test("the docs name every metric that /metrics exposes, with its labels, and no other", async () => {
  const gateway = await startGateway({ fixedMs: 2, tokens: 3 });
  // A vLLM that is not there: its requests overflow.
  const app = await startApp({
    HOLYSHEEP_BASE_URL: gateway.baseUrl,
    VLLM_BASE_URL: "http://127.0.0.1:9",
    QUEUE_LIMIT: "0",
    CLIENT_API_KEYS: JSON.stringify({
      keys: [{ name: "shop", owner: "team-shop", sha256: sha256Of("key"), tokensPerDay: 1_000 }],
    }),
  });
  const asked = question({ use_case: "simple_qa" });
  expect((await app.post("/v1/chat/completions", asked, { authorization: "Bearer key" })).status).toBe(200);
  const real = exposed(await app.metrics.expose(), "ai");
  await app.close();
  await gateway.close();

  const inDocs = documented(page("app.md"), "ai");
  expect([...inDocs.keys()].sort()).toEqual([...real.keys()].sort());
  for (const [name, labels] of real) expect([name, [...labels].sort()]).toEqual([name, [...inDocs.get(name)!].sort()]);
});

test("the metrics that autoscaling stands on are there before the first request", async () => {
  const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9", VLLM_BASE_URL: "http://127.0.0.1:9" });
  const text = await app.metrics.expose();
  await app.close();
  for (const sample of [
    "ai_request_queue_depth 0",
    "ai_vllm_requests_asked 0",
    "ai_vllm_requests_in_flight 0",
    // A counter that appears with its first increase has none that a rate would see.
    ...["full", "rejected", "absent", "failed"].map((reason) => `ai_vllm_overflow_total{reason="${reason}"} 0`),
  ]) {
    expect(text).toContain(`\n${sample}\n`);
  }
  expect(text).toContain("# TYPE ai_response_latency_p99_seconds histogram");
});

test("the docs name every metric of the worker, with its labels, and no other", () => {
  const registry = new Registry();
  workerMetrics(registry);
  const inDocs = documented(page("worker.md"), "agent");
  expect([...inDocs.keys()].sort()).toEqual(
    registry
      .getMetricsAsArray()
      .map(({ name }) => name)
      .sort(),
  );
  for (const metric of registry.getMetricsAsArray()) {
    // Not in prom-client's types, and the only place where they stand before the first sample.
    const { labelNames } = metric as unknown as { labelNames: string[] };
    expect([metric.name, labelNames]).toEqual([metric.name, inDocs.get(metric.name)]);
  }
});

test("the docs have every error code in a table, and no other", () => {
  const rows = page("app.md")
    .split("\n")
    .filter((line) => /^\| `\w+` \| \d{3} \|/.test(line));
  const expected = Object.entries(errorCodes)
    .sort(([, left], [, right]) => left.status - right.status)
    .map(([code, { status: http, type, retry, meaning }]) => {
      return `| \`${code}\` | ${http} | \`${status[codeOf(http)]}\` | \`${type}\` | ${retry ? "yes" : "no"} | ${meaning} |`;
    });
  expect(rows).toEqual(expected);
});
