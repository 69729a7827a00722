import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import * as fc from "fast-check";
import { callBodies, MemoryBudget } from "../src/body";
import type { Endpoint } from "../src/engine";
import { openApi } from "../src/http/openapi";
import { createHttpServer } from "../src/http/server";
import { Identity, identityPlugin } from "../src/identity";
import { createLogger } from "../src/logging";
import { Metrics } from "../src/metrics";
import { probesPlugin, SharedHealthState } from "../src/health";
import { checkChoices, createEngine } from "../src/routing";
import { MemorySessionStore } from "../src/sessions";
import { loadSettings } from "../src/settings";
import { tasksPlugin, type TaskService } from "../src/tasks";
import { Tracing } from "../src/tracing";
import { usagePlugin } from "../src/usage";
import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { TestRedis, testWithRedis } from "./support/redis-server";

type Schema = Record<string, unknown>;
type Operation = {
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};
const paths = openApi.paths as unknown as Record<string, Record<string, Operation>>;

/** Checks values against a schema of the document. Unlike for a client, what a schema does not name is wrong where it names something. */
function checker(schema: Schema, closed: boolean): ValidateFunction {
  const document = closed ? (close(openApi.components) as object) : openApi.components;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const inDocument = JSON.parse(
    JSON.stringify({ ...(closed ? (close(schema) as Schema) : schema), components: document }),
  ) as Schema;
  return ajv.compile(inDocument);
}

function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, close(part)]));
  return value && "properties" in value && "required" in value ? { additionalProperties: false, ...parts } : parts;
}

test("/openapi.json is OpenAPI 3.1, as its own schema has it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.stringify(openApi));
  const validator = dirname(require.resolve("@seriousme/openapi-schema-validator/package.json"));
  const { stdout } = await promisify(execFile)(process.execPath, [join(validator, "bin", "validate-api-cli.js"), file]);
  expect(JSON.parse(stdout)).toMatchObject({ valid: true });
  rmSync(folder, { recursive: true });
});

test("/openapi.json names every route of the API, and no other", async () => {
  const settings = loadSettings({ SESSION_STORE: "memory" });
  const logger = createLogger({ level: "silent", service: "test" });
  const metrics = new Metrics({ process: false });
  const tracing = await Tracing.open({ endpoint: undefined, service: "test", ratio: 0 });
  const { engine, router, close } = createEngine({
    settings,
    metrics,
    tracing,
    gatewayKey: { value: "k", reread: () => Promise.resolve(false) },
  });
  const sessions = new MemorySessionStore({ ttlSeconds: 1 });
  const identity = new Identity({});
  const routes: string[] = [];
  const server = createHttpServer({
    settings,
    logger,
    metrics,
    tracing,
    engine,
    router,
    sessions,
    memory: new MemoryBudget(1_000_000),
    identity,
    extend: [
      (fastify) => void fastify.register(probesPlugin, { state: new SharedHealthState() }),
      (fastify) => void fastify.register(identityPlugin, { identity }),
      (fastify) => void fastify.register(usagePlugin, { usage: { usageOf: async () => undefined } }),
      (fastify) => void fastify.register(tasksPlugin, { service: {} as TaskService, callerOf: () => ({}) }),
    ],
  });
  await server.ready();
  for (const [path, operations] of Object.entries(openApi.paths)) {
    for (const method of Object.keys(operations)) {
      const url = path.replace("{id}", ":id").replace("{model}", "*");
      routes.push(`${method.toUpperCase()} ${url}`);
      expect([path, server.hasRoute({ method: method.toUpperCase() as "GET", url })]).toEqual([path, true]);
    }
  }
  const printed = server.printRoutes({ commonPrefix: false }).match(/(GET|POST|PATCH|DELETE)(?=[,)])/g) ?? [];
  expect(printed).toHaveLength(routes.length);
  await server.close();
  await close();
});

describe("what /openapi.json says of requests is what is checked", () => {
  test.each(Object.keys(callBodies) as Endpoint[])("%s", (endpoint) => {
    const { schema } = paths[`/v1/${endpoint}`]!.post!.requestBody!.content["application/json"];
    const isValid = checker(schema, false);
    const name = String(schema.$ref).split("/").at(-1) as keyof typeof openApi.components.schemas;
    const { properties } = openApi.components.schemas[name] as { properties: Schema };
    const odd = [null, true, false, "", "x", "x".repeat(257), 0, 1, -1, 1.5, 2, 1e300, [], {}, [{}]];
    const messages = [[{ role: "user" }], [{ role: 5 }], [null], [{ role: "user", content: null }, { role: "tool" }]];
    const value = fc.constantFrom<unknown>(...odd, ...messages);
    const body = fc.oneof(
      fc.record(Object.fromEntries(Object.keys(properties).map((member) => [member, value])), { requiredKeys: [] }),
      // Mostly right, and wrong in one place at most.
      fc.record({ member: fc.constantFrom(...Object.keys(properties)), value }).map(({ member, value }) => ({
        ...{ model: "m", messages: [{ role: "user" }] },
        [member]: value,
      })),
      value,
    );
    fc.assert(
      fc.property(body, (asked) => {
        let taken = true;
        try {
          // Most answers to one request are a setting's.
          checkChoices({ endpoint, body: callBodies[endpoint](asked) }, Infinity);
        } catch {
          taken = false;
        }
        expect([asked, isValid(asked)]).toEqual([asked, taken]);
      }),
      { numRuns: 3_000, seed: 13 },
    );
  });
});

describe("what /openapi.json says of answers is what comes", () => {
  let app: TestApp;
  const key = "a-key-of-the-document";
  beforeAll(async () => {
    const redis = await TestRedis.start();
    const gateway = await startGateway({ fixedMs: 2, tokens: 3 });
    const sha256 = createHash("sha256").update(key).digest("hex");
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(redis.port),
      PRICES: '{"gemini-2.5-flash":{"input":1,"output":2,"cachedInput":0.5}}',
      CLIENT_API_KEYS: JSON.stringify({ keys: [{ name: "shop", owner: "shop", sha256, tokensPerDay: 1_000_000 }] }),
    });
  });

  /** Asks, and checks what comes by the document. */
  async function ask(method: string, path: string, given: { id?: string; body?: object } = {}): Promise<Schema> {
    const { id = "", body } = given;
    const response = await fetch(app.url + path.replace(/\{\w+\}/, encodeURIComponent(id)), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { responses } = paths[path]![method.toLowerCase()]!;
    const said = responses[response.status] ?? responses.default;
    const text = await response.text();
    const type = response.headers.get("content-type")?.split(";")[0];
    if (said?.content === undefined) expect([path, response.status, text]).toEqual([path, response.status, ""]);
    else expect(Object.keys(said.content)).toContain(type);
    if (type !== "application/json") return { status: response.status };
    const answer = JSON.parse(text) as Schema;
    const isValid = checker(said!.content!["application/json"]!.schema, true);
    isValid(answer);
    expect({ path, answer, errors: isValid.errors }).toEqual({ path, answer, errors: null });
    return { ...answer, status: response.status };
  }

  testWithRedis("of every call, where it succeeds and where it does not", async () => {
    const asked = new Set<string>();
    const call: typeof ask = (method, path, given) => {
      asked.add(`${method} ${path}`);
      return ask(method, path, given);
    };
    const messages = question();
    for (const path of ["/v1/chat/completions", "/v1/completions", "/v1/responses"]) {
      for (const stream of [true, false]) {
        const body = { model: "gpt-4.1", ...messages, prompt: "x", input: "x", stream };
        expect(await call("POST", path, { body })).toMatchObject({ status: 200 });
      }
      expect(await call("POST", path, { body: { model: "gpt-9", ...messages } })).toMatchObject({ status: 404 });
    }
    expect(
      await call("POST", "/v1/embeddings", { body: { model: "text-embedding-3-small", input: "x" } }),
    ).toMatchObject({
      status: 200,
    });
    for (const path of [
      "/v1/models",
      "/api/models",
      "/api/use-cases",
      "/api/me",
      "/api/usage",
      "/",
      "/highlight.js",
      "/openapi.json",
    ]) {
      expect(await call("GET", path)).toMatchObject({ status: 200 });
    }
    expect(await call("GET", "/v1/models/{model}", { id: "gemini-2.5-flash" })).toMatchObject({ status: 200 });
    expect(await call("GET", "/v1/models/{model}", { id: "gpt-9" })).toMatchObject({ status: 404 });

    const begun = await call("POST", "/api/chat", { body: { message: "Hi" } });
    await call("POST", "/api/chat", { body: { message: "Hi", stream: true } });
    expect(await call("POST", "/api/chat", { body: {} })).toMatchObject({ status: 400 });
    const id = begun.session_id as string;
    expect(await call("GET", "/api/conversations")).toMatchObject({ status: 200 });
    expect(await call("GET", "/api/conversations/{id}", { id })).toMatchObject({ status: 200 });
    expect(await call("PATCH", "/api/conversations/{id}", { id, body: { title: "Hi" } })).toMatchObject({
      status: 200,
    });
    expect(await call("DELETE", "/api/conversations/{id}", { id })).toMatchObject({ status: 204 });
    expect(await call("GET", "/api/conversations/{id}", { id })).toMatchObject({ status: 404 });

    const task = await call("POST", "/api/tasks", { body: { question: "Why?" } });
    expect(task).toMatchObject({ status: 202 });
    expect(await call("GET", "/api/tasks/{id}", { id: task.id as string })).toMatchObject({ status: 200 });
    expect(await call("GET", "/api/tasks/{id}", { id })).toMatchObject({ status: 404 });

    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // The probes are another part's: its own tests ask them.
    expect(all.filter((each) => !asked.has(each))).toEqual(["GET /health", "GET /ready"]);
  });
});
