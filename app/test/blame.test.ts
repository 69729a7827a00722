import { question, startApp, type TestApp } from "./support/app";
import { freePort } from "./support/free-port";
import { startGateway } from "./support/gateway";
import { type ScriptedGateway, startScriptedGateway } from "./support/scripted-gateway";
import { until } from "./support/until";

/*
 * Who pays for a failure: the smallest thing that explains it. A gateway that does for each model, and for each question, what the test says. What hangs is
 * asked for as a stream, whose first event HTTP_TIMEOUT bounds; a whole answer may take longer.
 */

const path = "/v1/chat/completions";

const claude = "claude-sonnet-4";
const gemini = "gemini-2.5-flash";
const gpt = "gpt-4.1";
const saying = (content: string, model: string, more: Record<string, unknown> = {}) =>
  question({ model, messages: [{ role: "user", content }], ...more });

describe("a failure is charged to the smallest thing that explains it", () => {
  let gateway: ScriptedGateway;
  let app: TestApp;
  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    gateway = await startScriptedGateway();
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, ...environment });
  };
  const ask = async (content: string, model: string, more: Record<string, unknown> = {}): Promise<number> => {
    const response = await app.post(path, saying(content, model, more));
    await response.arrayBuffer();
    return response.status;
  };
  const stateOf = async (model: string): Promise<number> => {
    await app.metrics.expose();
    return app.metric("ai_backend_circuit_state", { model });
  };

  test("a model that fails: every question to another model at the same gateway is answered", async () => {
    await start();
    gateway.does.set(claude, "fails");
    const [toClaude, toGemini]: [number[], number[]] = [[], []];
    for (let wave = 0; wave < 10; wave += 1) {
      const both = await Promise.all(
        Array.from({ length: 20 }, (_, index) => ask(`question ${wave} ${index}`, index % 2 === 0 ? claude : gemini)),
      );
      both.forEach((status, index) => (index % 2 === 0 ? toClaude : toGemini).push(status));
    }
    expect(toGemini).toEqual(Array(100).fill(200));
    // The failure itself, or that the model is out: how many meet which is a matter of their moment.
    expect(toClaude.filter((status) => status !== 502 && status !== 503)).toEqual([]);
    expect(await stateOf(claude)).toBeGreaterThan(0);
    expect([await stateOf(gemini), await stateOf("")]).toEqual([0, 0]);
    expect(gateway.asked.get(claude)).toBeLessThan(100);
  });

  test("ten questions that hang: every other question to the same model is answered, while they hang and after", async () => {
    await start({ HTTP_TIMEOUT: "3" });
    gateway.does.set("hang", "hangs");
    const hanging = Array.from({ length: 10 }, () => ask("hang", gpt, { stream: true }));
    await until(() => gateway.asked.get("hang") === 10);
    let over = false;
    void Promise.all(hanging).then(() => (over = true));
    const others: number[] = [];
    while (!over) others.push(await ask("other", gpt));
    for (let count = 0; count < 20; count += 1) others.push(await ask("other", gpt));
    expect(new Set(others)).toEqual(new Set([200]));
    expect(await Promise.all(hanging)).toEqual(Array(10).fill(504));
    expect(await stateOf(gpt)).toBe(0);
  });

  test("a question that always fails: others are answered at once, also where nothing else was asked before", async () => {
    await start({ RETRY_ATTEMPTS: "1" });
    gateway.does.set("poison", "fails");
    for (let count = 0; count < 10; count += 1) expect(await ask("poison", gpt)).toBeGreaterThan(500);
    // Five times it was asked, and then kept away.
    expect(gateway.asked.get("poison")).toBe(5);
    for (let count = 0; count < 10; count += 1) expect(await ask("normal", gpt)).toBe(200);
    expect(await stateOf(gpt)).toBe(0);
  });

  test("clients that do not wait as long as it takes: nobody else notices", async () => {
    await start();
    gateway.does.set("slow", "hangs");
    for (let count = 1; count <= 20; count += 1) {
      const client = new AbortController();
      const gone = fetch(app.url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(saying("slow", gpt)),
        signal: client.signal,
      }).catch((error: unknown) => error);
      await until(() => gateway.asked.get("slow") === count);
      client.abort();
      expect(await gone).toMatchObject({ name: "AbortError" });
    }
    expect(await ask("other", gpt)).toBe(200);
    expect(await stateOf(gpt)).toBe(0);
    expect(await app.metric("ai_backend_calls_total", { outcome: "cancelled" })).toBe(20);
  });

  test("a model that answers nobody: it is out after five time-outs, and others are not", async () => {
    await start({ HTTP_TIMEOUT: "1" });
    gateway.does.set(claude, "hangs");
    const hanging = Array.from({ length: 5 }, (_, index) => ask(`question ${index}`, claude, { stream: true }));
    expect(await Promise.all(hanging)).toEqual(Array(5).fill(504));
    expect(await ask("another question", claude)).toBe(503);
    expect(await ask("another question", gemini)).toBe(200);
  });

  test("streams that begin and fall silent, of one model: it is out, and others are not", async () => {
    await start({ STREAM_STALL_TIMEOUT: "1" });
    gateway.does.set(claude, "begins");
    const stalled = Array.from({ length: 5 }, (_, index) => ask(`question ${index}`, claude, { stream: true }));
    expect(await Promise.all(stalled)).toEqual(Array(5).fill(200));
    expect(await ask("another question", claude)).toBe(503);
    expect(await ask("another question", gemini)).toBe(200);
  });

  test("a model that is out recovers by one trial call, and a trial that hangs does not keep it out", async () => {
    await start({ HTTP_TIMEOUT: "20", RETRY_ATTEMPTS: "1" });
    gateway.does.set(claude, "fails");
    for (let count = 0; count < 5; count += 1) await ask(`question ${count}`, claude);
    expect(await ask("another question", claude)).toBe(503);
    gateway.does.set(claude, "answers");
    gateway.does.set("hang", "hangs");
    // Two seconds later it may be tried, by a call that hangs; two later by the next.
    await until(async () => {
      void ask("hang", claude).catch(() => undefined);
      return gateway.asked.get("hang") === 1;
    });
    await until(async () => (await ask("another question", claude)) === 200);
    gateway.release();
    expect(await stateOf(claude)).toBe(0);
  });

  test("nobody listening: all models are out, and are back with the first answer", async () => {
    const port = await freePort();
    app = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${port}/v1`, RETRY_ATTEMPTS: "1" });
    for (let count = 0; count < 5; count += 1) expect(await ask(`question ${count}`, claude)).toBe(502);
    expect(await ask("question", gemini)).toBe(503);
    expect(await stateOf("")).toBeGreaterThan(0);
    await startGateway({ port });
    await until(async () => (await ask("question", gemini)) === 200);
    expect(await ask("question", claude)).toBe(200);
  });
});
