import { eventsOf, startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";

interface Answer {
  session_id: string | null;
  history: string;
  notice?: string;
  message: { content: string };
  cost_usd: number;
  conversation_cost_usd: number | null;
}

describeWithRedis("POST /api/chat with sessions in Redis", () => {
  let redis: TestRedis;
  let gateway: StandInGateway;
  let app: TestApp;
  beforeAll(async () => {
    redis = await TestRedis.start();
    gateway = await startGateway({ fixedMs: 5, firstTokenMs: 5, tokenMs: 1, tokens: 5, remember: true });
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(redis.port),
      SESSION_TTL: "100",
      TRUSTED_EDGE: "127.0.0.1",
      SESSION_MAX_MESSAGES: "6",
    });
    await until(async () => (await chat({ message: "warm" })).history === "kept");
  });
  const post = (body: object, user = "ann") => app.post("/api/chat", body, { "x-user-id": user });
  const chat = async (body: object): Promise<Answer> => (await post(body)).json() as Promise<Answer>;
  const sent = (): { role: string; content: string }[] =>
    (JSON.parse(gateway.requests.at(-1)!.body) as { messages: { role: string; content: string }[] }).messages;

  test("a second message knows the first, and the key holds user, messages and time (C6)", async () => {
    const first = await chat({ message: "one" });
    await chat({ message: "two", session_id: first.session_id });
    expect(sent().map(({ role, content }) => (role === "user" ? content : role))).toEqual(["one", "assistant", "two"]);
    const stored = JSON.parse((await redis.client().get(`session:${first.session_id}`))!) as Record<string, unknown>;
    expect(stored).toMatchObject({ user: "ann", createdAt: expect.stringMatching(/^20/) as string });
    expect(stored.messages).toHaveLength(4);
  });

  test("tells what the conversation has cost, answer by answer and as a whole", async () => {
    const first = await chat({ message: "one" });
    const second = await chat({ message: "two", session_id: first.session_id });
    expect(second.cost_usd).toBeGreaterThan(0);
    expect(second.conversation_cost_usd).toBeCloseTo(first.cost_usd + second.cost_usd, 12);
    const headers = { "x-user-id": "ann" };
    const kept = await fetch(`${app.url}/api/conversations/${first.session_id}`, { headers });
    expect(await kept.json()).toMatchObject({ cost_usd: second.conversation_cost_usd });
  });

  test("each message renews the life of the conversation", async () => {
    const { session_id } = await chat({ message: "one" });
    const client = redis.client();
    await client.expire(`session:${session_id}`, 10);
    await chat({ message: "two", session_id });
    expect(await client.ttl(`session:${session_id}`)).toBeGreaterThan(90);
  });

  test("survives the pod: another one knows the conversation", async () => {
    const { session_id } = await chat({ message: "one" });
    const other = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(redis.port),
      TRUSTED_EDGE: "127.0.0.1",
    });
    await until(
      async () =>
        (await other.post("/api/chat", { message: "two", session_id }, { "x-user-id": "ann" })).status === 200,
    );
    await until(() => sent().length >= 3);
  });

  test("another user's conversation is not found, and not to be told from none", async () => {
    const { session_id } = await chat({ message: "mine" });
    const foreign = await post({ message: "yours?", session_id }, "bob");
    const none = await post({ message: "any?", session_id: "00000000-0000-4000-8000-000000000000" }, "bob");
    expect([foreign.status, none.status]).toEqual([404, 404]);
    expect(await foreign.json()).toEqual(await none.json());
  });

  test("is bounded: the oldest messages go", async () => {
    const { session_id } = await chat({ message: "0" });
    for (let count = 1; count < 8; count++) await chat({ message: String(count), session_id });
    await chat({ message: "last", session_id });
    expect(sent()).toHaveLength(7);
    expect(sent()[0]!.content).toBe("5");
  });

  test("messages at the same time lose none", async () => {
    const { session_id } = await chat({ message: "start" });
    await Promise.all(["a", "b"].map((message) => chat({ message, session_id })));
    const stored = JSON.parse((await redis.client().get(`session:${session_id}`))!) as { messages: unknown[] };
    expect(stored.messages).toHaveLength(6);
  });

  test("streams pieces, then what the answer was", async () => {
    const events = (await eventsOf(await post({ message: "hi", stream: true })))
      .slice(0, -1)
      .map((event) => JSON.parse(event) as { type: string });
    expect(events.filter(({ type }) => type === "delta")).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({
      type: "done",
      history: "kept",
      model: "gpt-4.1",
      usage: { completion_tokens: 5 },
    });
  });

  test.each([
    {},
    { message: "" },
    { message: 5 },
    { message: "hi", session_id: "x" },
    { message: "hi", colour: "red" },
  ])("%j is 400", async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  test("Redis away: answers and says so; Redis back: recovers by itself with what was said", async () => {
    const { session_id } = await chat({ message: "before" });
    await redis.crash();
    const without = await chat({ message: "meanwhile", session_id });
    expect(without).toMatchObject({
      history: "unavailable",
      session_id,
      notice: expect.stringContaining("History is unavailable") as string,
    });
    expect(without.message.content).not.toBe("");
    expect(await chat({ message: "new" })).toMatchObject({ history: "unavailable", session_id: null });
    await redis.restart();
    await until(async () => (await chat({ message: "after", session_id })).history === "kept");
    expect(sent()[0]!.content).toBe("before");
    expect(app.lines.filter((line) => line.includes("conversations are"))).toHaveLength(2);
  });
});

test("without Redis, in development, conversations are in memory", async () => {
  const gateway = await startGateway({ fixedMs: 5, tokens: 2 });
  const app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, SESSION_STORE: "memory" });
  const first = (await (await app.post("/api/chat", { message: "hi" })).json()) as Answer;
  expect((await app.post("/api/chat", { message: "again", session_id: first.session_id })).status).toBe(200);
});
