import { randomUUID } from "node:crypto";
import { eventsOf, startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { testWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";

interface Answer {
  session_id: string | null;
  user_message_id: string | null;
  message_id: string | null;
  finish_reason: string | null;
  history: string;
  history_cut: boolean;
  notice?: string;
  message: { content: string };
}

interface Conversation {
  id: string;
  title: string;
  created_at: string;
  updated_at: string;
  history_cut: boolean;
  messages: { id: string; role: string; content: string; model?: string; finish_reason?: string }[];
}

const roomy = { SESSION_MAX_MESSAGES: "100", SESSION_MAX_BYTES: "400000" };
const absent = "00000000-0000-4000-8000-000000000000";

describe.each(["redis", "memory"])("conversations in %s", (kind) => {
  const test = kind === "redis" ? testWithRedis : globalThis.test;
  let redis: TestRedis | undefined;
  let gateway: StandInGateway;
  let app: TestApp;
  const environment = (): Record<string, string> => ({
    HOLYSHEEP_BASE_URL: gateway.baseUrl,
    TRUSTED_EDGE: "127.0.0.1",
    SESSION_MAX_MESSAGES: "6",
    SESSION_MAX_BYTES: "4000",
    ...(redis === undefined
      ? { SESSION_STORE: "memory" }
      : { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(redis.port) }),
  });
  beforeAll(async () => {
    redis = kind === "redis" ? await TestRedis.start() : undefined;
    gateway = await startGateway({ fixedMs: 5, firstTokenMs: 5, tokenMs: 1, tokens: 5, remember: true });
    app = await startApp(environment());
  });
  /** A user of each test's own. */
  let user: string;
  beforeEach(() => (user = `user-${randomUUID()}`));
  const call = (path: string, init: { method?: string; body?: object; as?: string; on?: TestApp } = {}) =>
    fetch((init.on ?? app).url + path, {
      method: init.method ?? "GET",
      headers: {
        "x-user-id": init.as ?? user,
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
  const ask = (body: object, more: { as?: string; on?: TestApp } = {}) =>
    call("/api/chat", { method: "POST", body, ...more });
  const chat = async (body: object, more: { as?: string; on?: TestApp } = {}): Promise<Answer> =>
    (await ask(body, more)).json() as Promise<Answer>;
  const get = async (id: string | null): Promise<Conversation> =>
    (await call(`/api/conversations/${id}`)).json() as Promise<Conversation>;
  const list = async (): Promise<Omit<Conversation, "messages">[]> =>
    ((await (await call("/api/conversations")).json()) as { data: Omit<Conversation, "messages">[] }).data;
  const sent = (): string[] =>
    (JSON.parse(gateway.requests.at(-1)!.body) as { messages: { role: string; content: string }[] }).messages.map(
      ({ role, content }) => (role === "user" ? content : role),
    );
  const questions = async (id: string | null): Promise<string[]> =>
    (await get(id)).messages.filter(({ role }) => role === "user").map(({ content }) => content);

  test("are listed with the latest first, with a title from the first question", async () => {
    const first = await chat({ message: "  Where is\nmy parcel?  " });
    const second = await chat({ message: "And mine?" });
    expect(await list()).toMatchObject([
      { id: second.session_id, title: "And mine?", messages: 2 },
      { id: first.session_id, title: "Where is my parcel?", messages: 2 },
    ]);
    await chat({ message: "Still there?", session_id: first.session_id });
    const [latest] = await list();
    expect(latest).toMatchObject({ id: first.session_id, title: "Where is my parcel?", messages: 4 });
    expect(Date.parse(latest!.updated_at)).toBeGreaterThanOrEqual(Date.parse(latest!.created_at));
  });

  test("have a title of bounded length in whole characters, and no call to a model is made for it", async () => {
    const calls = gateway.counts.begun;
    await chat({ message: "👩‍👩‍👧 안녕하세요 ".repeat(50) });
    const [{ title }] = (await list()) as [Conversation];
    expect(Array.from(title).length).toBeLessThanOrEqual(60);
    expect(title).toMatch(/…$/u);
    expect(gateway.counts.begun).toBe(calls + 1);
  });

  test("show their messages with ids, models and how they ended", async () => {
    const answer = await chat({ message: "one" });
    const conversation = await get(answer.session_id);
    expect(conversation).toMatchObject({ id: answer.session_id, title: "one", history_cut: false });
    expect(conversation.messages).toEqual([
      { id: answer.user_message_id, role: "user", content: "one" },
      {
        id: answer.message_id,
        role: "assistant",
        content: answer.message.content,
        model: "gpt-4.1",
        finish_reason: "stop",
      },
    ]);
    expect(answer).toMatchObject({ finish_reason: "stop", history: "kept", history_cut: false });
    expect(answer).not.toHaveProperty("notice");
  });

  test("get another title, and no other fields", async () => {
    const { session_id: id } = await chat({ message: "one" });
    const patched = await call(`/api/conversations/${id}`, { method: "PATCH", body: { title: " Parcels \n today" } });
    expect([patched.status, await patched.json()]).toMatchObject([200, { id, title: "Parcels today", messages: 2 }]);
    await chat({ message: "two", session_id: id });
    expect(await list()).toMatchObject([{ title: "Parcels today" }]);
    for (const body of [{}, { title: "" }, { title: " \n" }, { title: "x".repeat(201) }, { title: 5 }, { color: 1 }]) {
      const refused = await call(`/api/conversations/${id}`, { method: "PATCH", body });
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: { type: "invalid_request_error" } }]);
    }
  });

  test("are deleted, and then are as if they had never been", async () => {
    const { session_id: id } = await chat({ message: "one" });
    expect((await call(`/api/conversations/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await list()).toEqual([]);
    for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", { title: "x" }]] as const) {
      const response = await call(`/api/conversations/${id}`, { method, ...(body === undefined ? {} : { body }) });
      expect([method, response.status, await response.json()]).toMatchObject([
        method,
        404,
        { error: { code: "session_not_found", param: "id" } },
      ]);
    }
    expect((await ask({ message: "two", session_id: id })).status).toBe(404);
  });

  test("of another user are neither seen nor changed, and not to be told from none", async () => {
    const { session_id: id, user_message_id: replace } = await chat({ message: "mine" });
    const as = `other-${user}`;
    for (const name of [id, absent, "nonsense"]) {
      for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", { title: "x" }]] as const) {
        const response = await call(`/api/conversations/${name}`, { method, as, ...(body ? { body } : {}) });
        expect([name, method, response.status]).toEqual([name, method, 404]);
      }
    }
    expect((await ask({ message: "yours?", session_id: id, replace }, { as })).status).toBe(404);
    expect((await (await call("/api/conversations", { as })).json()) as object).toEqual({ data: [] });
    expect(await questions(id)).toEqual(["mine"]);
  });

  test("go on from an edited message: it and all after it are replaced", async () => {
    const first = await chat({ message: "one" });
    const second = await chat({ message: "two", session_id: first.session_id });
    await chat({ message: "three", session_id: first.session_id });
    const edited = await chat({
      message: "two, but shorter",
      session_id: first.session_id,
      replace: second.user_message_id,
    });
    expect(sent()).toEqual(["one", "assistant", "two, but shorter"]);
    expect(await questions(first.session_id)).toEqual(["one", "two, but shorter"]);
    expect(edited.history).toBe("kept");
    const again = await chat({ message: "one", session_id: first.session_id, replace: first.user_message_id });
    expect(sent()).toEqual(["one"]);
    expect((await get(first.session_id)).messages.map(({ id }) => id)).toEqual([
      again.user_message_id,
      again.message_id,
    ]);
  });

  test("keep everything where a replacing call fails, or names what is no message of the user", async () => {
    const first = await chat({ message: "one" });
    const call = { session_id: first.session_id, replace: first.user_message_id, model: "no such model" };
    expect((await ask({ message: "uno", ...call })).status).toBe(404);
    for (const replace of [first.message_id, "nobody", absent]) {
      const response = await ask({ message: "uno", session_id: first.session_id, replace });
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error: { code: "message_not_found", param: "replace" } },
      ]);
    }
    expect((await ask({ message: "uno", replace: first.user_message_id })).status).toBe(400);
    expect(await questions(first.session_id)).toEqual(["one"]);
  });

  test("say so where the same message was replaced elsewhere meanwhile", async () => {
    const first = await chat({ message: "one" });
    const answers = await Promise.all(
      ["uno", "eins"].map((message) => chat({ message, session_id: first.session_id, replace: first.user_message_id })),
    );
    expect(answers.map(({ history }) => history).sort()).toEqual(["kept", "not kept"]);
    const lost = answers.find(({ history }) => history === "not kept")!;
    expect(lost).toMatchObject({ message_id: null, notice: expect.stringContaining("not kept") as string });
    expect((await get(first.session_id)).messages).toHaveLength(2);
  });

  test("are bounded in whole turns, and the answer says so", async () => {
    const { session_id } = await chat({ message: "0" });
    for (const message of ["1", "2"]) expect((await chat({ message, session_id })).history).toBe("kept");
    const fourth = await chat({ message: "3", session_id });
    expect(fourth).toMatchObject({ history: "trimmed", history_cut: true });
    expect(fourth.notice).toContain("oldest");
    expect(await questions(session_id)).toEqual(["1", "2", "3"]);
    expect((await get(session_id)).history_cut).toBe(true);
  });

  test("keep what they have when a turn alone is larger than their bound, which the answer says", async () => {
    const { session_id } = await chat({ message: "small" });
    const large = await chat({ message: "한".repeat(2_000), session_id });
    expect(large).toMatchObject({ session_id, history: "not kept", message_id: null, user_message_id: null });
    expect(large.notice).toContain("not kept");
    expect(await questions(session_id)).toEqual(["small"]);
    expect((await chat({ message: "and now?", session_id })).history).toBe("kept");
    expect(await chat({ message: "x".repeat(5_000) })).toMatchObject({ session_id: null, history: "not kept" });
  });

  test("keep what was written until its reader stopped it, and go on from there", async () => {
    const slow = await startGateway({ firstTokenMs: 1, tokenMs: 20, tokens: 100_000 });
    const other = await startApp({ ...environment(), HOLYSHEEP_BASE_URL: slow.baseUrl, SESSION_MAX_BYTES: "400000" });
    const stop = new AbortController();
    const response = await fetch(`${other.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-user-id": user },
      body: JSON.stringify({ message: "Tell me everything.", stream: true }),
      signal: stop.signal,
    });
    const id = response.headers.get("x-session-id");
    const reader = response.body!.getReader();
    let seen = "";
    while (seen.split("delta").length < 4) seen += Buffer.from((await reader.read()).value!).toString();
    stop.abort();
    await reader.read().catch(() => undefined);
    const kept = await until(async () => {
      const found = (await (await call(`/api/conversations/${id}`, { on: other })).json()) as Partial<Conversation>;
      return found.messages;
    });
    expect(kept).toMatchObject([
      { id: response.headers.get("x-user-message-id"), content: "Tell me everything." },
      { id: response.headers.get("x-message-id"), role: "assistant", finish_reason: "stopped", model: "gpt-4.1" },
    ]);
    expect(kept[1]!.content.length).toBeGreaterThan(5);
    await other.close();
    await slow.close();
  });

  test("keep the question where its reader stopped before the first word, and send no model an empty answer", async () => {
    const { session_id } = await chat({ message: "one" });
    gateway.faults.set(["timeout"]);
    const before = gateway.counts.begun;
    const stop = new AbortController();
    const asked = fetch(`${app.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-user-id": user },
      body: JSON.stringify({ message: "two", stream: true, session_id }),
      signal: stop.signal,
    });
    await until(() => gateway.counts.begun > before);
    stop.abort();
    await asked.catch(() => undefined);
    await until(async () => (await get(session_id)).messages.length === 4);
    expect((await get(session_id)).messages.at(-1)).toMatchObject({ content: "", finish_reason: "stopped" });
    await chat({ message: "three", session_id });
    expect(sent()).toEqual(["one", "assistant", "three"]);
  });

  test("are there for who stops a first answer and asks again at once, in whatever case it writes ids", async () => {
    const slow = await startGateway({ firstTokenMs: 1, tokenMs: 20, tokens: 100_000, remember: true });
    const other = await startApp({ ...environment(), ...roomy, HOLYSHEEP_BASE_URL: slow.baseUrl });
    const stream = async (body: object) => {
      const stop = new AbortController();
      const response = await fetch(`${other.url}/api/chat`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-user-id": user },
        body: JSON.stringify({ ...body, stream: true }),
        signal: stop.signal,
      });
      if (response.status === 200) await response.body!.getReader().read();
      stop.abort();
      return { status: response.status, id: response.headers.get("x-session-id") };
    };
    for (let count = 0; count < 5; count += 1) {
      const first = await stream({ message: "one" });
      const next = await stream({ message: "two", session_id: first.id!.toUpperCase() });
      expect(next).toEqual({ status: 200, id: first.id });
      const path = `/api/conversations/${first.id!.toUpperCase()}`;
      const shown = await until(async () => {
        const found = (await (await call(path, { on: other })).json()) as Conversation;
        return found.messages.length === 4 && found;
      });
      expect(shown).toMatchObject({ id: first.id, messages: [{ content: "one" }, {}, { content: "two" }, {}] });
      // The model of the next question knows what was said until the stop.
      await stream({ message: "three", session_id: first.id });
      await stream({ message: "four", session_id: first.id });
      const { messages } = JSON.parse(slow.requests.at(-1)!.body) as { messages: { content: string }[] };
      expect(messages.map(({ content }) => content)).toEqual(expect.arrayContaining(["one", "two", "three", "four"]));
    }
    await other.close();
    await slow.close();
  });

  test("live on from a question: its answer may come when they would have ended", async () => {
    if (redis === undefined) return; // memory-store.test.ts has a clock of its own
    const { session_id } = await chat({ message: "0" });
    const client = redis.client();
    const key = `session:${session_id}`;
    await client.expire(key, 60);
    // No question: it is looked at, and given another title.
    await get(session_id);
    await call(`/api/conversations/${session_id}`, { method: "PATCH", body: { title: "New" } });
    expect(await client.ttl(key)).toBeLessThanOrEqual(60);
    gateway.faults.set(["timeout"]);
    const stop = new AbortController();
    const headers = { "content-type": "application/json", "x-user-id": user };
    const body = JSON.stringify({ message: "1", session_id });
    const asked = fetch(`${app.url}/api/chat`, { method: "POST", headers, body, signal: stop.signal });
    await until(async () => (await client.ttl(key)) > 60);
    stop.abort();
    await asked.catch(() => undefined);
  });

  test("say so where they have ended before the answer, which has no id then", async () => {
    const slow = await startGateway({ fixedMs: 500, firstTokenMs: 1, tokenMs: 1, tokens: 3 });
    const other = await startApp({ ...environment(), HOLYSHEEP_BASE_URL: slow.baseUrl });
    const { session_id } = await chat({ message: "0" }, { on: other });
    const began = slow.counts.begun;
    const last = chat({ message: "1", session_id }, { on: other });
    await until(() => slow.counts.begun > began);
    await call(`/api/conversations/${session_id}`, { method: "DELETE", on: other });
    expect(await last).toMatchObject({
      session_id: null,
      message_id: null,
      history: "not kept",
      notice: expect.stringContaining("its time was over") as string,
    });
    await other.close();
    await slow.close();
  });

  test("are not brought back by an answer that comes after their deletion", async () => {
    const { session_id: id } = await chat({ message: "one" });
    const response = await ask({ message: "two", session_id: id, stream: true });
    await call(`/api/conversations/${id}`, { method: "DELETE" });
    const end = JSON.parse((await eventsOf(response)).at(-2)!) as Answer;
    // It may have come before the deletion.
    expect(["kept", "not kept"]).toContain(end.history);
    expect((await call(`/api/conversations/${id}`)).status).toBe(404);
  });

  test("lose nothing, and mix no halves, where two tabs at two pods ask at once", async () => {
    const other = redis === undefined ? app : await startApp({ ...environment(), ...roomy });
    const own = await startApp({ ...environment(), ...roomy });
    const pods = redis === undefined ? [own, own] : [own, own, other, other];
    const { session_id } = await chat({ message: "start" }, { on: own });
    const messages = Array.from({ length: 24 }, (_, count) => `q${count}`);
    const answers = await Promise.all(
      messages.map((message, count) => chat({ message, session_id }, { on: pods[count % pods.length]! })),
    );
    expect(answers.map(({ history }) => history)).toEqual(messages.map(() => "kept"));
    const stored = (await (await call(`/api/conversations/${session_id}`, { on: own })).json()) as Conversation;
    expect(stored.messages.map(({ role }) => role)).toEqual(
      Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? "user" : "assistant")),
    );
    expect(new Set(stored.messages.map(({ id }) => id)).size).toBe(50);
    for (const { user_message_id, message_id } of answers) {
      const at = stored.messages.findIndex(({ id }) => id === user_message_id);
      expect(stored.messages[at + 1]!.id).toBe(message_id);
    }
    await own.close();
  });

  test("take null for what is left out, and say nothing of who asks by a field of the body", async () => {
    const nulls = { use_case: null, model: null, stream: null, session_id: null, replace: null };
    const answer = await chat({ message: "hi", ...nulls });
    expect(answer.history).toBe("kept");
    const as = `other-${user}`;
    expect((await ask({ message: "hi", session_id: answer.session_id, user }, { as })).status).toBe(404);
  });

  test("refuse a message above the bound with OpenAI's code for it", async () => {
    const response = await ask({ message: "x".repeat(100_001) });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: "string_above_max_length", param: "message" } },
    ]);
  });
});
