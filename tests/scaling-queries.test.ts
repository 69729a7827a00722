import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeUnless } from "../app/test/support/lacking";
import type { Plan } from "@breakwater/plan-views";
import { promtoolLack, judge } from "./support/promtool";

/** The queries of prod's triggers, by `<workload>/<trigger>`. */
const queries = new Map<string, string>(
  (JSON.parse(readFileSync(join(__dirname, "golden/prod.json"), "utf8")) as Plan).resources.flatMap(({ inputs }) => {
    const { kind, metadata, spec } = inputs as {
      kind?: string;
      metadata?: { name: string };
      spec?: { triggers: { name: string; type: string; metadata: Record<string, string> }[] };
    };
    if (kind !== "ScaledObject") return [];
    const prometheus = spec!.triggers.filter(({ type }) => type === "prometheus");
    return prometheus.map((trigger) => [`${metadata!.name}/${trigger.name}`, trigger.metadata.query!] as const);
  }),
);

/** Whether Prometheus' own tool sees `condition` hold for a query's answer (`value == 5`) after five minutes of `series`. */
function holds(query: string, condition: string, series: Record<string, string>): boolean {
  const expr = condition.replace("value", `(${queries.get(query)!})`);
  const rule = { alert: "Holds", expr, labels: { severity: "info" as const }, annotations: { summary: "It holds." } };
  const report = judge([{ name: "queries", rules: [rule as never] }], {
    name: query,
    series,
    alerts: [{ at: "5m", alert: "Holds", firing: [{}] }],
  });
  return report === "";
}

const api = 'namespace="production",container="ai-service"';
const worker = 'namespace="production",container="agent-worker",pod="w"';

/** Latencies of one pod: answers a minute, by the bucket that they are in. */
function latencies(pod: string, perMinute: { within1s: number; slower: number }) {
  const { within1s, slower } = perMinute;
  const metric = "ai_response_latency_p99_seconds";
  const labels = `${api},pod="${pod}",model="gpt-4.1"`;
  return {
    [`${metric}_bucket{${labels},le="1"}`]: `0+${within1s}x5`,
    [`${metric}_bucket{${labels},le="5"}`]: `0+${within1s}x5`,
    [`${metric}_bucket{${labels},le="+Inf"}`]: `0+${within1s + slower}x5`,
    [`${metric}_count{${labels}}`]: `0+${within1s + slower}x5`,
  };
}

test("every query of a trigger is tried out here", () => {
  expect([...queries.keys()].sort()).toEqual([
    "ai-service/latency-p99",
    "ai-service/queue-depth",
    "vllm/requests-asked",
  ]);
});

describeUnless(promtoolLack())("in Prometheus itself", () => {
  test("the queue is that of all pods of the API, and nobody else's", () => {
    const series = {
      [`ai_request_queue_depth{${api},pod="a"}`]: "30x5",
      [`ai_request_queue_depth{${api},pod="b"}`]: "12x5",
      [`ai_request_queue_depth{${worker}}`]: "100x5",
      'ai_request_queue_depth{namespace="development",container="ai-service",pod="c"}': "100x5",
    };
    expect(holds("ai-service/queue-depth", "value == 42", series)).toBe(true);
  });

  test("what was asked of vLLM is the sum over API and worker", () => {
    const series = {
      [`ai_vllm_requests_asked{${api},pod="a"}`]: "30x5",
      [`ai_vllm_requests_asked{${worker}}`]: "4x5",
    };
    expect(holds("vllm/requests-asked", "value == 34", series)).toBe(true);
  });

  test.each(["ai-service/queue-depth", "vllm/requests-asked"])(
    "%s has no answer where nobody is seen, and not 0",
    (query) => {
      expect(holds(query, "absent(value)", {})).toBe(true);
    },
  );

  test("the latency is the last bucket's bound where one answer in fifty is slower", () => {
    const series = { ...latencies("a", { within1s: 98, slower: 2 }), ...latencies("b", { within1s: 98, slower: 2 }) };
    expect(holds("ai-service/latency-p99", "value == 5", series)).toBe(true);
    expect(holds("ai-service/latency-p99", "count(value) == 1", series)).toBe(true);
  });

  test("the latency is below a second where all answers are", () => {
    expect(holds("ai-service/latency-p99", "value < 1", latencies("a", { within1s: 100, slower: 0 }))).toBe(true);
  });

  test("a few slow answers in a quiet night are no latency", () => {
    expect(holds("ai-service/latency-p99", "value == 0", latencies("a", { within1s: 0, slower: 7 }))).toBe(true);
  });

  test("without traffic the latency is 0, which is no failure of the trigger", () => {
    expect(holds("ai-service/latency-p99", "value == 0", latencies("a", { within1s: 0, slower: 0 }))).toBe(true);
    expect(holds("ai-service/latency-p99", "value == 0", {})).toBe(true);
  });
});
