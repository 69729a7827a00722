import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import type { Redis } from "ioredis";
import { Metrics } from "../src/metrics";
import { RedisSessionStore } from "../src/sessions";
import { startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { Switchboard } from "./support/switchboard";
import { until } from "./support/until";

interface Answer {
  session_id: string;
  history: string;
  notice?: string;
}

describeWithRedis("conversations while Redis has its troubles", () => {
  let redis: TestRedis;
  let admin: Redis;
  let board: Switchboard;
  let gateway: StandInGateway;
  let app: TestApp;
  const user = randomUUID();
  const cookie = `breakwater_user=${user}`;

  beforeEach(async () => {
    redis = await TestRedis.start();
    admin = redis.client();
    board = await Switchboard.start(redis.port);
    gateway = await startGateway({ fixedMs: 2, tokens: 3, remember: true });
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(board.port),
      SESSION_MAX_MESSAGES: "1000",
      SESSION_MAX_BYTES: "2000000",
    });
    await until(async () => (await chat({ message: "warm" })).history === "kept");
  });
  afterEach(() => app.close());
  const ask = (body: object): Promise<Response> => app.post("/api/chat", body, { cookie });
  const chat = async (body: object): Promise<Answer> => (await ask(body)).json() as Promise<Answer>;
  const get = (path: string): Promise<Response> => fetch(app.url + path, { headers: { cookie } });
  const contents = async (id: string): Promise<string[]> =>
    (
      (await (await get(`/api/conversations/${id}`)).json()) as { messages: { role: string; content: string }[] }
    ).messages
      .filter(({ role }) => role === "user")
      .map(({ content }) => content);
  const available = (): Promise<number> => app.metric("ai_sessions_available");

  test("a failover: the old primary is a replica, and the first message finds the new one", async () => {
    const { session_id } = await chat({ message: "before" });
    const second = await TestRedis.start();
    const other = second.client();
    await other.replicaof("127.0.0.1", redis.port);
    await until(async () => (await other.exists(`session:${session_id}`)) === 1);
    await other.replicaof("NO", "ONE");
    await admin.replicaof("127.0.0.1", second.port);
    board.turnTo(second.port);
    const answers = [];
    for (const message of ["one", "two", "three"]) answers.push((await chat({ message, session_id })).history);
    expect(answers).toEqual(["kept", "kept", "kept"]);
    const stored = await other.get(`session:${session_id}`);
    expect((JSON.parse(stored!) as { messages: unknown[] }).messages).toHaveLength(8);
    expect(await available()).toBe(1);
  });

  test("a replica without its primary (MASTERDOWN) is left for the new primary", async () => {
    const second = await TestRedis.start();
    await admin.config("SET", "replica-serve-stale-data", "no");
    await admin.replicaof("127.0.0.1", 1);
    board.turnTo(second.port);
    await until(async () => (await chat({ message: "hi" })).history === "kept");
    expect(await second.client().keys("session:*")).not.toEqual([]);
  });

  test("connections that are killed cost no history", async () => {
    const { session_id } = await chat({ message: "0" });
    for (let count = 1; count <= 5; count += 1) {
      await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      expect((await chat({ message: String(count), session_id })).history).toBe("kept");
    }
    expect(await contents(session_id)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  test("a reply that is lost after its command was carried out adds nothing twice", async () => {
    const { session_id } = await chat({ message: "0" });
    for (let count = 1; count <= 5; count += 1) {
      const answer = chat({ message: String(count), session_id });
      await until(() => gateway.requests.length === count + 2);
      board.loseReply();
      expect((await answer).history).toBe("kept");
    }
    expect(await contents(session_id)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  test("a pause that is longer than a command's time is waited out", async () => {
    const { session_id } = await chat({ message: "0" });
    await admin.call("CLIENT", "PAUSE", "1300", "ALL");
    expect((await chat({ message: "1", session_id })).history).toBe("kept");
    expect(await contents(session_id)).toEqual(["0", "1"]);
  });

  test("scripts that are forgotten are sent again", async () => {
    await admin.script("FLUSH");
    expect((await chat({ message: "hi" })).history).toBe("kept");
  });

  test.each([
    ["no memory", () => admin.config("SET", "maxmemory", "1"), () => admin.config("SET", "maxmemory", "0")],
    [
      "no permission to write",
      () => admin.call("ACL", "SETUSER", "default", "-set"),
      () => admin.call("ACL", "SETUSER", "default", "+@all"),
    ],
    [
      "no room on its disk",
      () => admin.config("SET", "min-replicas-to-write", "1"),
      () => admin.config("SET", "min-replicas-to-write", "0"),
    ],
  ])("%s: the answer knows what was said, says that it is not kept, and it recovers", async (_name, spoil, mend) => {
    const { session_id } = await chat({ message: "0" });
    await spoil();
    const answer = await chat({ message: "1", session_id });
    expect(answer).toMatchObject({
      history: "unavailable",
      session_id,
      notice: expect.stringMatching(/not kept/) as string,
    });
    expect(answer.notice).not.toContain("does not know");
    expect(gateway.requests.at(-1)!.body).toContain('"0"');
    expect(await available()).toBe(0);
    await mend();
    expect((await chat({ message: "2", session_id })).history).toBe("kept");
    expect(await contents(session_id)).toEqual(["0", "2"]);
    expect(await available()).toBe(1);
    expect(app.lines.join("")).not.toMatch(/"content"|parcel/);
  });

  test("whether they can be written is told also while nobody asks", async () => {
    const metrics = new Metrics();
    const client = redis.client();
    const store = new RedisSessionStore(client, { ttlSeconds: 60 }, metrics, { warn: () => undefined });
    const unwatch = store.watch(50);
    const told = async (): Promise<number> => (await metrics.sessionsAvailable.get()).values[0]!.value;
    const master = await TestRedis.start();
    await until(async () => (await told()) === 1);
    // A replica can be read and takes no writes.
    await admin.replicaof("127.0.0.1", master.port);
    await until(async () => (await told()) === 0);
    await admin.replicaof("NO", "ONE");
    await until(async () => (await told()) === 1);
    await redis.crash();
    await until(async () => (await told()) === 0);
    await redis.restart();
    await until(async () => (await told()) === 1);
    unwatch();
  });

  test("halves of characters lose nothing: no turn, no availability", async () => {
    const { session_id } = await chat({ message: "cut \ud83d here" });
    expect((await chat({ message: "\udc00", session_id })).history).toBe("kept");
    expect(await contents(session_id)).toEqual(["cut \ufffd here", "\ufffd"]);
    const sent = JSON.parse(gateway.requests.at(-1)!.body) as { messages: { content: string }[] };
    expect(sent.messages[0]!.content).toBe("cut \ufffd here");
    expect(await available()).toBe(1);
  });

  test("any text comes back as it was said", async () => {
    const { session_id } = await chat({ message: "0" });
    const said = ["0"];
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });
    for (const message of fc.sample(text, { seed: 20_261_130, numRuns: 60 })) {
      said.push(message);
      expect((await chat({ message, session_id })).history).toBe("kept");
    }
    expect(await contents(session_id)).toEqual(said);
  });

  test.each([
    ["another type", (id: string) => admin.lpush(`session:${id}`, "x")],
    ["broken JSON", (id: string) => admin.set(`session:${id}`, "{")],
    ["JSON that is no conversation", (id: string) => admin.set(`session:${id}`, '{"user":1}')],
    ["bytes", (id: string) => admin.set(`session:${id}`, Buffer.from([0xff, 0xfe, 0]))],
  ])("%s under a conversation's key is no conversation, and no fault of the store", async (_name, poison) => {
    const id = randomUUID();
    await poison(id);
    expect((await ask({ message: "hi", session_id: id })).status).toBe(404);
    for (const method of ["GET", "DELETE"]) {
      const response = await fetch(`${app.url}/api/conversations/${id}`, { method, headers: { cookie } });
      expect([method, response.status]).toEqual([method, 404]);
    }
    expect(await available()).toBe(1);
    expect(app.lines.some((line) => line.includes("is no conversation") && line.includes(id))).toBe(true);
  });

  test("odd roles and messages of a stored conversation are left out, and it goes on", async () => {
    const id = randomUUID();
    const { session_id } = await chat({ message: "who am I?" });
    const { user: name } = JSON.parse((await admin.get(`session:${session_id}`))!) as { user: string };
    const messages = [
      { role: "assistant", content: "I come first." },
      { role: "user", content: "old" },
      { role: "tool", content: "x" },
      7,
      { role: "assistant", content: "answer" },
    ];
    await admin.set(`session:${id}`, JSON.stringify({ user: name, messages, createdAt: "2026-01-01T00:00:00.000Z" }));
    expect((await chat({ message: "new", session_id: id })).history).toBe("kept");
    const sent = JSON.parse(gateway.requests.at(-1)!.body) as { messages: { role: string; content: string }[] };
    expect(sent.messages.map(({ content }) => content)).toEqual(["old", "answer", "new"]);
    expect(Object.keys(sent.messages[0]!).sort()).toEqual(["content", "role"]);
  });

  test("a list of conversations is bounded, forgets what is no more, and survives what is no list", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 103; count += 1) ids.push((await chat({ message: `q${count}` })).session_id);
    const list = async (): Promise<string[]> =>
      ((await (await get("/api/conversations")).json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    expect(await list()).toEqual(ids.slice(3).reverse());
    await admin.del(`session:${ids[102]}`);
    expect((await list())[0]).toBe(ids[101]);
    const keys = await admin.keys("sessions-of:*");
    const lines = keys.find((key) => key.endsWith("lines"))!;
    expect(await admin.hlen(lines)).toBe(99);
    expect(await admin.ttl(lines)).toBeGreaterThan(3_000);
    await admin.hset(lines, ids[101]!, "{");
    expect((await list())[0]).toBe(ids[100]);
    for (const key of keys) {
      await admin.del(key);
      await admin.set(key, "x");
      expect(await list()).toEqual([]);
      await chat({ message: "again", session_id: ids[50] });
      expect(await list()).toEqual([ids[50]]);
    }
  });
});
