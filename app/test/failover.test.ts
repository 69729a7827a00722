import type { Fault } from "../dev/gateway/faults";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { freePort } from "./support/free-port";
import { startGateway, type StandInGateway } from "./support/gateway";
import { until } from "./support/until";

const path = "/v1/chat/completions";

describe("a route whose backends fail", () => {
  let vllm: StandInGateway;
  let gateway: StandInGateway;
  let app: TestApp;
  beforeEach(async () => {
    // Ports that outgoing connections do not take while a backend is away.
    [vllm, gateway] = [
      await startGateway({ ...pace, port: await freePort() }),
      await startGateway({ ...pace, port: await freePort() }),
    ];
    app = await startWith();
  });
  const pace = { firstTokenMs: 5, tokenMs: 2, tokens: 10 };
  const startWith = (environment: Record<string, string> = {}) =>
    startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      VLLM_BASE_URL: vllm.baseUrl,
      VLLM_MAX_IN_FLIGHT: "2",
      ...environment,
    });
  const ask = (more: Record<string, unknown> = {}) => app.post(path, question({ use_case: "simple_qa", ...more }));

  test("is answered by the in-cluster model while that can", async () => {
    const response = await ask();
    expect(response.headers.get("x-backend")).toBe("vllm");
    expect(gateway.counts.begun).toBe(0);
  });

  test.each<[Fault, string]>([
    ["429", "rejected"],
    ["503", "rejected"],
    ["500", "failed"],
    ["reset", "failed"],
    ["garbage", "failed"],
  ])("goes to the gateway at once when vLLM's answer is %s", async (fault, reason) => {
    for (const stream of [false, true]) {
      // A connection that breaks before a byte is tried once more on a new one.
      vllm.faults.set([fault, fault]);
      const response = await ask({ stream });
      expect(response.status).toBe(200);
      expect(response.headers.get("x-model")).toBe("deepseek-v3.2");
      await response.text();
      vllm.faults.set([]);
    }
    expect(await app.metric("ai_vllm_overflow_total", { reason })).toBe(2);
    expect(await app.metric("ai_fallbacks_total")).toBe(2);
    expect(await app.metric("ai_retries_total")).toBe(0);
  });

  test("goes to the gateway while vLLM is absent, and finds it when it is back", async () => {
    const { baseUrl } = vllm;
    await vllm.close();
    expect((await ask()).headers.get("x-backend")).toBe("gateway");
    expect(await app.metric("ai_vllm_overflow_total", { reason: "absent" })).toBe(1);
    // The breaker is open: nobody knocks any more.
    expect((await ask()).headers.get("x-backend")).toBe("gateway");
    expect(await app.metric("ai_backend_calls_total", { backend: "vllm" })).toBe(1);
    vllm = await startGateway({ ...pace, port: Number(new URL(baseUrl).port) });
    await until(async () => (await ask()).headers.get("x-backend") === "vllm");
  });

  test("overflows above vLLM's bound, and the whole demand is a metric", async () => {
    // Long enough that all five are there at the same time.
    const slow = { firstTokenMs: 3_000, tokenMs: 0, tokens: 2 };
    [vllm, gateway] = [await startGateway(slow), await startGateway(slow)];
    app = await startWith();
    const answers = Array.from({ length: 5 }, () => ask());
    await until(async () => (await app.metric("ai_vllm_requests_asked")) === 5);
    expect(await app.metric("ai_vllm_requests_in_flight")).toBe(2);
    const backends = (await Promise.all(answers)).map((response) => response.headers.get("x-backend")).sort();
    expect(backends).toEqual(["gateway", "gateway", "gateway", "vllm", "vllm"]);
    expect(await app.metric("ai_vllm_overflow_total", { reason: "full" })).toBe(3);
    await until(async () => (await app.metric("ai_vllm_requests_asked")) === 0);
    expect(await app.metric("ai_vllm_requests_in_flight")).toBe(0);
  });

  test("is not handed to another backend after a stream's first byte: stalled", async () => {
    app = await startWith({ STREAM_STALL_TIMEOUT: "2" });
    vllm.faults.set(["stall"]);
    const events = await eventsOf(await ask({ stream: true }));
    expect(events.slice(0, 3).every((event) => event.includes("chat.completion.chunk"))).toBe(true);
    expect(JSON.parse(events.at(-2)!)).toMatchObject({ error: { type: "timeout_error", code: "upstream_stalled" } });
    expect(events.at(-1)).toBe("[DONE]");
    expect(gateway.counts.begun).toBe(0);
    expect(await app.metric("ai_vllm_requests_asked")).toBe(0);
  });

  test("is not handed to another backend after a stream's first byte: cut", async () => {
    vllm.faults.set(["cut"]);
    const events = await eventsOf(await ask({ stream: true }));
    expect(JSON.parse(events.at(-2)!)).toMatchObject({ error: { code: "upstream_unreachable" } });
    expect(gateway.counts.begun).toBe(0);
  });

  test("is tried again after a wait when all have failed, three times in all", async () => {
    gateway.faults.set(["500", "429", "ok"]);
    const answered = await app.post(
      path,
      question({ model: "gpt-4.1", messages: [{ role: "user", content: "again" }] }),
    );
    // Retry-After is 1 s, above the longest wait here: the client is told.
    expect(answered.status).toBe(429);
    expect(answered.headers.get("retry-after")).toBe("1");
    gateway.faults.set(["500", "reset", "reset", "ok"]);
    expect((await app.post(path, question({ model: "gpt-4.1" }))).status).toBe(200);
    expect(await app.metric("ai_retries_total")).toBe(3);
    gateway.faults.set(["500", "500", "500", "ok"]);
    const failed = await app.post(path, question({ model: "gpt-4.1" }));
    expect(failed.status).toBe(502);
    expect(await failed.json()).toMatchObject({ error: { type: "api_error", code: "upstream_error" } });
  });

  test("repeats no generation that timed out, neither here nor by the client: 504", async () => {
    app = await startWith({ HTTP_TIMEOUT: "1" });
    vllm.faults.set(["timeout"]);
    // The time of its tokens comes to that of its beginning.
    const response = await ask({ max_tokens: 1 });
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([504, "false"]);
    expect(await response.json()).toMatchObject({ error: { type: "timeout_error", code: "upstream_timeout" } });
    expect([vllm.counts.begun, gateway.counts.begun]).toEqual([1, 0]);
  });

  test("asks the next entry once where a stream does not begin in time, and never the same again", async () => {
    app = await startWith({ HTTP_TIMEOUT: "1" });
    vllm.faults.set(["timeout"]);
    const response = await ask({ stream: true });
    expect(response.headers.get("x-backend")).toBe("gateway");
    await response.text();
    vllm.faults.set(["timeout"]);
    gateway.faults.set(["timeout"]);
    expect((await ask({ stream: true })).status).toBe(504);
    expect([vllm.counts.begun, gateway.counts.begun]).toEqual([2, 2]);
  });

  test("lets a long answer take the time of its tokens", async () => {
    const slow = await startGateway({ firstTokenMs: 5, tokenMs: 20, tokens: 100 });
    app = await startApp({ HOLYSHEEP_BASE_URL: slow.baseUrl, HTTP_TIMEOUT: "0.5" });
    const response = await app.post(path, question({ max_tokens: 100 }));
    expect(response.status).toBe(200);
    expect(slow.counts.begun).toBe(1);
  });

  test("refuses at once with 503 while the breaker is open", async () => {
    gateway.faults.set(Array<Fault>(20).fill("500"));
    await app.post(path, question({ model: "gpt-4.1" }));
    await app.post(path, question({ model: "gpt-4.1" }));
    const begun = gateway.counts.begun;
    const response = await app.post(path, question({ model: "gpt-4.1" }));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(gateway.counts.begun).toBe(begun);
  });
});
