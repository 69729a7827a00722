import { startApp, question, type TestApp } from "./support/app";
import { type ScriptedGateway, startScriptedGateway } from "./support/scripted-gateway";
import { until } from "./support/until";

/*
 * Callers beside each other: what one has waiting or hanging costs the others nothing but their turn. Places are bounded by what the process may have at
 * the gateway, so that they can all be taken.
 */

const path = "/v1/chat/completions";
const gpt = "gpt-4.1";
const claude = "claude-sonnet-4";

describe("callers share the places at a model", () => {
  let gateway: ScriptedGateway;
  let app: TestApp;
  const start = async (environment: Record<string, string> = {}, milliseconds = 0): Promise<void> => {
    gateway = await startScriptedGateway({ milliseconds });
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      CLIENT_API_KEYS: "key-a,key-b,key-c",
      GATEWAY_MAX_IN_FLIGHT: "16",
      QUEUE_DEADLINE: "20",
      ...environment,
    });
  };
  const ask = async (key: string, content: string, more: Record<string, unknown> = {}): Promise<number> => {
    const response = await app.post(path, question({ model: gpt, messages: [{ role: "user", content }], ...more }), {
      authorization: `Bearer ${key}`,
    });
    await response.arrayBuffer();
    return response.status;
  };

  test("a caller that never came before is answered while another's questions hang at every place it may have", async () => {
    await start();
    gateway.does.set("hang", "hangs");
    const hanging = Array.from({ length: 40 }, () => ask("key-a", "hang"));
    await until(() => gateway.asked.get("hang") === 15);
    for (let count = 0; count < 10; count += 1) expect(await ask("key-b", `question ${count}`)).toBe(200);
    for (let count = 0; count < 10; count += 1) expect(await ask("key-c", `question ${count}`)).toBe(200);
    gateway.does.set("hang", "answers");
    gateway.release();
    expect(await Promise.all(hanging)).toEqual(Array(40).fill(200));
  });

  test("five hundred questions that wait stand before nobody else's one", async () => {
    await start({ QUEUE_DEADLINE: "60" });
    gateway.does.set(gpt, "hangs");
    // Those of the third caller take what is kept from the first.
    const others = [ask("key-c", "question"), ask("key-c", "question")];
    await until(() => gateway.asked.get(gpt) === 2);
    const many = Array.from({ length: 500 }, () => ask("key-a", "question"));
    await until(() => app.running.queueDepth > 480);
    const last = [ask("key-b", "other"), ask("key-b", "other")];
    await until(() => gateway.asked.get("other") === 1 && app.running.queueDepth > 485);
    gateway.release();
    await until(() => gateway.asked.get("other") === 2);
    expect(gateway.asked.get(gpt)).toBeLessThan(40);
    gateway.does.clear();
    gateway.release();
    expect(await Promise.all([...others, ...last, ...many])).toEqual(Array(504).fill(200));
  });

  test("a caller that fills the line leaves others places in it", async () => {
    await start({ QUEUE_LIMIT: "40", GATEWAY_MAX_IN_FLIGHT: "4" });
    gateway.does.set("hang", "hangs");
    const hanging = Array.from({ length: 80 }, () => ask("key-a", "hang"));
    await until(async () => (await app.metric("ai_requests_refused_total", { reason: "queue_full" })) === 80 - 3 - 39);
    gateway.does.set("other", "hangs");
    const others = [ask("key-b", "other"), ask("key-b", "other")];
    await until(() => app.running.queueDepth === 40);
    gateway.does.clear();
    gateway.release();
    expect(await Promise.all(others)).toEqual([200, 200]);
    const statuses = await Promise.all(hanging);
    expect(statuses.filter((status) => status === 429)).toHaveLength(80 - 3 - 39);
  });

  test("a model all of whose calls hang leaves the others places at the gateway", async () => {
    await start();
    await ask("key-a", "before");
    gateway.does.set(claude, "hangs");
    const hanging = ["key-a", "key-b", "key-c"].flatMap((key) =>
      Array.from({ length: 16 }, () => ask(key, "question", { model: claude })),
    );
    await until(() => (gateway.asked.get(claude) ?? 0) >= 13);
    for (let count = 0; count < 10; count += 1) expect(await ask("key-a", `other ${count}`)).toBe(200);
    gateway.does.clear();
    gateway.release();
    expect(await Promise.all(hanging)).toEqual(Array(48).fill(200));
  });
});
