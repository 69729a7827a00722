import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI, { AuthenticationError, RateLimitError } from "openai";
import { sha256Of } from "../src/identity/key-list";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { MountedSecret } from "./support/mounted-secret";
import { temporaryFolder, toClose } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const listOf = (...keys: object[]): string => JSON.stringify({ keys });
const entry = (name: string, more: object = {}): object => ({
  name,
  owner: `team-${name}`,
  sha256: sha256Of(`key-of-${name}`),
  ...more,
});

describe("callers with API keys, by HTTP", () => {
  let gateway: StandInGateway;
  beforeEach(async () => {
    gateway = await startGateway({ fixedMs: 1, firstTokenMs: 1, tokenMs: 1, tokens: 5 });
  });
  const start = (list: string, more: Record<string, string> = {}): Promise<TestApp> =>
    startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, CLIENT_API_KEYS: list, ...more });
  const get = async (app: TestApp, address: string, headers: Record<string, string> = {}) => {
    const response = await fetch(app.url + address, { headers });
    return { status: response.status, headers: response.headers, json: (await response.json()) as never };
  };

  test("a key says who asks; a name in a header or a body, and a cookie, say nothing", async () => {
    const app = await start(listOf(entry("shop"), entry("desk")));
    const shop = bearer("key-of-shop");
    expect((await get(app, "/api/me", shop)).json).toEqual({
      user: "team-shop",
      key: "shop",
      login: "key",
      logout: null,
    });
    expect((await get(app, "/api/me", { "api-key": "key-of-desk" })).json).toMatchObject({ key: "desk" });
    const pretends = { ...bearer("key-of-desk"), "x-user-id": "team-shop", cookie: "breakwater_user=team-shop" };
    expect((await get(app, "/api/me", pretends)).json).toMatchObject({ user: "team-desk" });
    const begun = (await (await app.post("/api/chat", { message: "mine" }, shop)).json()) as { session_id: string };
    const continued = { message: "yours?", session_id: begun.session_id };
    expect((await app.post("/api/chat", continued, pretends)).status).toBe(404);
    expect((await app.post("/api/chat", { ...continued, user: "team-shop" }, pretends)).status).toBe(404);
    expect((await app.post("/api/chat", continued, shop)).status).toBe(200);
  });

  test("without a key nothing is shown or spent, and the answer names the scheme", async () => {
    const app = await start(listOf(entry("shop")));
    for (const address of [
      "/v1/models",
      "/api/models",
      "/v1/models/gpt-4.1",
      "/api/use-cases",
      "/api/me",
      "/api/usage",
    ]) {
      const { status, headers, json } = await get(app, address, { "x-user-id": "alice" });
      expect([address, status, headers.get("www-authenticate")]).toEqual([address, 401, "Bearer"]);
      expect(json).toMatchObject({ error: { type: "authentication_error", code: "missing_api_key" } });
    }
    for (const address of [path, "/v1/embeddings", "/v1/responses", "/v1/completions", "/api/chat", "/api/tasks"])
      expect([address, (await app.post(address, {})).status]).toEqual([address, 401]);
    for (const address of ["/", "/openapi.json"]) expect((await fetch(app.url + address)).status).toBe(200);
    expect(gateway.counts.begun).toBe(0);
  });

  test("only the edge's own address may say who has logged in", async () => {
    const trusted = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      TRUSTED_EDGE: "127.0.0.0/8",
      EDGE_LOGOUT_PATH: "/logout",
    });
    expect((await get(trusted, "/api/me", { "x-user-id": "alice" })).json).toEqual({
      user: "alice",
      key: null,
      login: "edge",
      logout: "/logout",
    });
    expect((await get(trusted, "/api/me")).status).toBe(401);
    const other = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, TRUSTED_EDGE: "10.0.0.0/8" });
    const refused = await get(other, "/api/me", { "x-user-id": "alice", "x-forwarded-for": "10.0.0.1" });
    expect([refused.status, (refused.json as { error: { code: string } }).error.code]).toEqual([401, "login_required"]);
    expect(trusted.lines.join("")).toContain('"user":"alice"');
    expect(other.lines.join("")).not.toContain("alice");
  });

  test("a stream that comes in one piece is counted, and holds nothing of its key's budget", async () => {
    const answer = { choices: [{ index: 0, delta: { content: "a" }, finish_reason: "stop" }] };
    const usage = { choices: [], usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 } };
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        const events = [JSON.stringify(answer), JSON.stringify(usage), "[DONE]"];
        response
          .writeHead(200, { "content-type": "text/event-stream" })
          .end(events.map((data) => `data: ${data}\n\n`).join(""));
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    toClose(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const app = await startApp({
      HOLYSHEEP_BASE_URL: `http://127.0.0.1:${port}/v1`,
      // Three longest answers of 2,048 would fill it, if they were never given back.
      CLIENT_API_KEYS: listOf(entry("shop", { tokensPerDay: 6_000 })),
    });
    for (let count = 0; count < 8; count++) {
      const response = await app.post(path, { ...question(), stream: true }, bearer("key-of-shop"));
      expect(response.status).toBe(200);
      await response.text();
    }
    const used = async () =>
      ((await get(app, "/api/usage", bearer("key-of-shop"))).json as { day: { used: object } }).day.used;
    await until(async () => ((await used()) as { tokens: number }).tokens === 48);
    expect(await used()).toMatchObject({ requests: 8, tokens: 48 });
  });

  test("what a client makes up is no label of a metric, and names no other model at the gateway", async () => {
    const app = await start(listOf(entry("shop", { models: ["gpt-4.1", "text-embedding-3-small"] })), {
      ROUTES: JSON.stringify({ models: { "text-embedding-3-small": ["gateway:text-embedding-3-small"] } }),
    });
    const shop = bearer("key-of-shop");
    const body = { model: "text-embedding-3-small", input: "a" };
    for (const useCase of ["made-up-1", "made-up-2"])
      expect((await app.post("/v1/embeddings", body, { ...shop, "x-use-case": useCase })).status).toBe(200);
    expect(await app.metrics.expose()).not.toContain("made-up");
    for (const other of [{ models: ["o1-pro"] }, { fallbacks: ["o1-pro"] }]) {
      const refused = await app.post(path, { ...question(), ...other }, shop);
      expect([refused.status, await refused.json()]).toEqual([
        400,
        { error: expect.objectContaining({ code: "unsupported_parameter" }) as object },
      ]);
    }
    expect(gateway.counts.begun).toBe(2);
  });

  test("limits a minute, as OpenAI's headers tell them", async () => {
    const app = await start(listOf(entry("shop", { requestsPerMinute: 2, tokensPerMinute: 100_000 })));
    const shop = bearer("key-of-shop");
    const first = await app.post(path, question(), shop);
    expect(first.headers.get("x-ratelimit-limit-requests")).toBe("2");
    expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("1");
    expect(first.headers.get("x-ratelimit-reset-requests")).toMatch(/^(30|29\.\d+)s$/);
    expect(first.headers.get("x-ratelimit-limit-tokens")).toBe("100000");
    const streamed = await app.post(path, question({ stream: true }), shop);
    expect(streamed.headers.get("x-ratelimit-remaining-requests")).toBe("0");
    await streamed.text();
    const refused = await app.post(path, question(), shop);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(30);
    expect(refused.headers.get("x-ratelimit-remaining-requests")).toBe("0");
    expect(refused.headers.get("x-should-retry")).toBeNull();
    expect(await refused.json()).toMatchObject({ error: { type: "requests", code: "rate_limit_exceeded" } });
    // Another key's rate is its own.
    expect((await get(app, "/v1/models", shop)).status).toBe(200);
  });

  test("a budget that is used up is told once: OpenAI's own client does not repeat it", async () => {
    const app = await start(listOf(entry("shop", { tokensPerDay: 30 })));
    const client = new OpenAI({ baseURL: `${app.url}/v1`, apiKey: "key-of-shop", maxRetries: 5 });
    const ask = () =>
      client.chat.completions.create({ model: "auto", messages: [{ role: "user", content: "Hi" }], max_tokens: 5 });
    let error: unknown;
    while (error === undefined) await ask().catch((caught: unknown) => (error = caught));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, code: "insufficient_quota", type: "insufficient_quota" });
    expect(await app.metric("ai_request_total", { status: "429" })).toBe(1);
    const { json } = await get(app, "/api/usage", bearer("key-of-shop"));
    expect(json).toMatchObject({ key: "shop", day: { limits: { tokens: 30, dollars: null } } });
    const { day } = json as { day: { used: { tokens: number; requests: number }; left: { tokens: number } } };
    expect(day.used.requests).toBe(gateway.counts.begun);
    expect(day.left.tokens).toBe(Math.max(0, 30 - day.used.tokens));
    await expect(new OpenAI({ baseURL: `${app.url}/v1`, apiKey: "guess" }).models.list()).rejects.toBeInstanceOf(
      AuthenticationError,
    );
  });

  test("a stream that its reader leaves is charged what came", async () => {
    const app = await start(listOf(entry("shop", { tokensPerDay: 100_000 })));
    gateway.faults.set(["stall"]);
    const leave = new AbortController();
    const response = await fetch(app.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer("key-of-shop") },
      body: JSON.stringify(question({ stream: true })),
      signal: leave.signal,
    });
    await response.body!.getReader().read();
    leave.abort();
    await until(async () => (await app.metric("ai_key_requests_total", { key: "shop", outcome: "answered" })) === 1);
    const { json } = await get(app, "/api/usage", bearer("key-of-shop"));
    expect((json as { day: { used: { tokens: number } } }).day.used.tokens).toBeGreaterThan(0);
  });

  test("a key sees the models and use cases that it may use", async () => {
    const app = await start(listOf(entry("shop", { useCases: ["complex_reasoning"], models: ["gpt-4.1"] })));
    const shop = bearer("key-of-shop");
    const { data } = (await get(app, "/v1/models", shop)).json as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(["auto", "gpt-4.1"]);
    expect((await get(app, "/v1/models/claude-sonnet-4", shop)).status).toBe(404);
    expect((await get(app, "/api/use-cases", shop)).json).toEqual({ data: ["complex_reasoning"] });
    const answer = await app.post(path, question(), shop);
    expect([answer.status, answer.headers.get("x-model")]).toEqual([200, "gpt-4.1"]);
  });

  test("the service's budget stops what costs, and the log and the metric say so", async () => {
    const app = await start("plain-key", { DAILY_BUDGET_USD: "0.01", PRICES: '{"gpt-4.1":{"input":0,"output":1000}}' });
    const plain = bearer("plain-key");
    expect((await app.post(path, question(), plain)).status).toBe(200);
    expect((await app.post(path, question(), plain)).status).toBe(200);
    const refused = await app.post(path, question(), plain);
    expect([refused.status, refused.headers.get("x-should-retry")]).toEqual([503, "false"]);
    expect(await refused.json()).toMatchObject({ error: { code: "service_budget_exhausted" } });
    expect(app.lines.filter((line) => line.includes("daily budget: used"))).toHaveLength(1);
    await app.metrics.expose();
    expect(await app.metric("ai_daily_budget_used_ratio")).toBeCloseTo(1, 5);
    expect(await app.metric("ai_cost_dollars_total", { key: "plain" })).toBeCloseTo(0.01, 5);
  });
});

describe("a list of keys that is replaced", () => {
  test("takes effect without a restart, loses no request under load, survives a broken version, and is in no log", async () => {
    const gateway = await startGateway({ fixedMs: 2, firstTokenMs: 1, tokenMs: 1, tokens: 3 });
    const both = listOf({ ...entry("shop"), sha256: [sha256Of("key-old"), sha256Of("key-new")] });
    const secret = new MountedSecret(
      temporaryFolder(),
      "keys",
      listOf({ ...entry("shop"), sha256: sha256Of("key-old") }),
    );
    const app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, CLIENT_API_KEYS_FILE: secret.file });
    let key = "key-old";
    let running = true;
    const seen: string[] = [];
    const users = Array.from({ length: 6 }, async (_, index) => {
      while (running) {
        const stream = index % 2 === 0;
        const response = await app.post(path, question({ stream }), bearer(key));
        const end = stream ? (await eventsOf(response)).at(-1) : Object.keys((await response.json()) as object)[0];
        seen.push(`${response.status} ${end}`);
      }
    });
    const works = async (candidate: string): Promise<boolean> =>
      (await fetch(`${app.url}/api/me`, { headers: bearer(candidate) })).status === 200;
    const more = async (): Promise<void> => {
      const before = seen.length;
      await until(() => seen.length > before + 30);
    };
    await more();
    secret.rotate(both);
    await until(() => works("key-new"));
    key = "key-new";
    await more();
    secret.rotate('{"keys":[{"name":"shop","sha256":"key-new"}]}');
    await until(async () => {
      await works("key-new");
      return app.lines.some((line) => line.includes("the new list of API keys is broken"));
    });
    await app.metrics.expose();
    expect(await app.metric("ai_api_keys_broken")).toBe(1);
    await more();
    secret.rotate(listOf({ ...entry("shop"), sha256: sha256Of("key-new") }));
    await until(async () => !(await works("key-old")));
    await more();
    running = false;
    await Promise.all(users);
    expect(new Set(seen)).toEqual(new Set(["200 [DONE]", "200 id"]));
    expect(await app.metric("ai_api_keys_broken")).toBe(0);
    const log = app.lines.join("");
    for (const never of ["key-old", "key-new", sha256Of("key-old"), sha256Of("key-new"), "Bearer"])
      expect(log).not.toContain(never);
    expect(log).toContain('"key":"shop"');
    expect(log).toContain('key \\"shop\\": owner is not allowed');
  });

  test("a list that is broken from the start is told by key and property, and nothing starts", async () => {
    await expect(
      startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9", CLIENT_API_KEYS: '{"keys":[{"name":"shop"}]}' }),
    ).rejects.toThrow(/key "shop": owner is not allowed/);
  });
});
