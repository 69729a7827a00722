import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import * as fc from "fast-check";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { IdleConnections } from "./support/idle-connections";
import { listen } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";
const megabyte = 1024 * 1024;

interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

describe("bad input", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  beforeAll(async () => {
    gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, MAX_CONNECTIONS: "20000" });
  });

  /** Sends bytes as they stand and collects what comes back until the app ends the connection. */
  async function raw(text: string | Buffer): Promise<string> {
    const socket = connect(app.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += data.toString()));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    socket.write(text);
    await closed;
    return answer;
  }
  const stillWell = async () => expect((await app.post(path, question())).status).toBe(200);

  test.each<[string, string, Record<string, string>, number, string]>([
    ["no JSON", "{", {}, 400, "invalid_json"],
    ["an empty body", "", {}, 400, "invalid_json"],
    ["JSON that is no object", "[1]", {}, 400, "invalid_request"],
    ["no messages", "{}", {}, 400, "invalid_request"],
    ["a wrong type", '{"messages":"hi"}', {}, 400, "invalid_request"],
    ["an unknown model", JSON.stringify(question({ model: "gpt-9" })), {}, 404, "model_not_found"],
    ["an unknown use case", JSON.stringify(question({ use_case: "poetry" })), {}, 400, "use_case_not_found"],
    [
      "an unknown use case in a header",
      JSON.stringify(question()),
      { "x-use-case": "poetry" },
      400,
      "use_case_not_found",
    ],
    ["an unknown priority", JSON.stringify(question()), { "x-priority": "vip" }, 400, "invalid_request"],
    [
      "another content type",
      "a=b",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported_media_type",
    ],
  ])("%s is answered with its status in OpenAI's shape", async (_what, body, headers, status, code) => {
    const response = await app.post(path, body, headers);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as ErrorBody;
    expect(error).toMatchObject({ code, message: expect.any(String) as string, type: "invalid_request_error" });
    expect(error).toHaveProperty("param");
  });

  test("an address that is not there is 404, a wrong method 405 with what is allowed", async () => {
    expect((await fetch(`${app.url}/v2/nothing`)).status).toBe(404);
    const wrong = await fetch(app.url + path);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("POST");
    expect(await wrong.json()).toMatchObject({ error: { code: "method_not_allowed" } });
  });

  test("no error quotes the body, and none is logged", async () => {
    app.lines.length = 0;
    const response = await app.post(path, '{"password":"hunter2", oops');
    expect(await response.text()).not.toContain("hunter2");
    await until(() => app.lines.length > 0);
    expect(app.lines.join("")).not.toContain("hunter2");
  });

  test("a body over 50 MB is 413, announced or not", async () => {
    const announced = await raw(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${51 * megabyte}\r\n\r\n`,
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413 [^]*request_too_large/);
    const chunk = Buffer.alloc(megabyte, "a");
    const head = Buffer.from(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const piece = Buffer.concat([Buffer.from(`${megabyte.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
    expect(await raw(Buffer.concat([head, ...Array<Buffer>(52).fill(piece)]))).toMatch(/^HTTP\/1\.1 413 /);
    await stillWell();
  });

  test("bodies that are large together are refused before the memory is full", async () => {
    const body = JSON.stringify(question({ padding: "x".repeat(1.5 * megabyte) }));
    const slow = await startGateway({ fixedMs: 3_000 });
    const held = await startApp({ HOLYSHEEP_BASE_URL: slow.baseUrl, MAX_BUFFERED_BYTES: String(2 * megabyte) });
    const first = held.post(path, body);
    await until(() => slow.counts.begun === 1);
    const second = await held.post(path, body);
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("1");
    expect((await first).status).toBe(200);
    expect((await held.post(path, body)).status).toBe(200);
  });

  test("a flood of headers is 431", async () => {
    const answer = await raw(
      `GET / HTTP/1.1\r\nhost: a\r\n${"x-flood: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(2_000)}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*headers_too_large/);
    await stillWell();
  });

  test("bytes that are no HTTP are 400 and a closed connection", async () => {
    expect(await raw("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 [^]*invalid_http/,
    );
    await stillWell();
  });

  test("any bytes as a body are answered in OpenAI's shape", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
          fc.json(),
        ),
        async (body) => {
          const response = await app.post(path, body);
          expect(response.status).toBe(400);
          expect(await response.json()).toHaveProperty("error.message");
        },
      ),
      { numRuns: 150 },
    );
    await stillWell();
  });

  /** A provider that sends just these bytes as the body of its answers, or instead of any HTTP. */
  const provider = async (text: string, how: { type?: string; raw?: boolean } = {}) => {
    const server =
      how.raw === true
        ? createTcpServer((socket) => void socket.on("error", () => undefined).end(text))
        : createServer((request, response) => {
            request.resume();
            response.writeHead(200, { "content-type": how.type ?? "application/json" });
            response.end(text);
          });
    return startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(server)}/v1` });
  };

  test.each(["{", "null", "[]", '"text"', "", "<html>", "{}", '{"choices":[]}', '{"error":{"message":"hunter2"}}'])(
    "a provider that answers %j is 502, with nothing of it passed on",
    async (text) => {
      for (const stream of [false, true]) {
        const own = await provider(text);
        const response = await own.post(path, question({ model: "gpt-4.1", stream }));
        expect(response.status).toBe(502);
        const answer = await response.text();
        const code = text.includes('"error"') ? "upstream_error" : "upstream_invalid";
        expect(JSON.parse(answer)).toMatchObject({ error: { type: "api_error", code } });
        expect(answer + own.lines.join("")).not.toContain("hunter2");
      }
    },
  );

  test("a provider that does not speak HTTP is 502", async () => {
    const own = await provider("SSH-2.0-hunter2\r\n", { raw: true });
    const response = await own.post(path, question({ model: "gpt-4.1" }));
    expect(response.status).toBe(502);
    const answer = await response.text();
    expect(JSON.parse(answer)).toMatchObject({ error: { type: "api_error", code: "upstream_invalid" } });
    expect(answer + own.lines.join("")).not.toContain("hunter2");
  });

  describe.each([
    ["garbage", "<html>hunter2", "upstream_invalid"],
    ["null", "null", "upstream_invalid"],
    ["half an object", '{"choices":[{"delta":{"content":"hunter2', "upstream_invalid"],
    ["an error", '{"error":{"message":"hunter2"}}', "upstream_error"],
  ])("a provider that sends %s in the middle of a stream", (_what, data, code) => {
    const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "well" } }] })}\n\n`;
    test.each([
      [path, question({ model: "gpt-4.1", stream: true })],
      ["/api/chat", { message: "Hi", model: "gpt-4.1", stream: true }],
    ])(
      "%s: what came before is passed on, then an error in OpenAI's shape, and nothing is logged of it",
      async (at, body) => {
        const type = "text/event-stream";
        const own = await provider(`${piece}data: ${data}\n\n${piece}data: [DONE]\n\n`, { type });
        const events = await eventsOf(await own.post(at, body));
        expect(events).toHaveLength(3);
        expect(events[0]).toContain("well");
        expect(JSON.parse(events[1]!)).toMatchObject({ error: { type: "api_error", code } });
        expect(events[2]).toBe("[DONE]");
        const line = await until(() => own.lines.find((name) => name.includes('"msg":"request"')));
        expect(JSON.parse(line)).toMatchObject({ error: code });
        expect(own.lines.join("") + events.join("")).not.toContain("hunter2");
        expect(await own.metric("ai_backend_calls_total", { outcome: "ok" })).toBe(0);
      },
    );
  });

  test.each([
    ["brackets", "[".repeat(25 * megabyte) + "]".repeat(25 * megabyte - 1)],
    ["brackets in a field", `{"messages":[{"role":"user","content":"x"}],"z":${"[".repeat(20 * megabyte)}`],
    ["numbers", `{"messages":[${"0,".repeat(24 * megabyte)}0]}`],
    ["names", `{${'"":0,'.repeat(9 * megabyte)}"messages":[]}`],
  ])("50 MB of %s are refused before they are parsed", async (_what, body) => {
    const response = await app.post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "too_many_values" } });
    await stillWell();
  });

  test("what bodies are parsed to counts as memory that they take", async () => {
    const own = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, MAX_BUFFERED_BYTES: String(megabyte) });
    const body = (values: number) => JSON.stringify(question({ list: Array(values).fill(0) }));
    expect((await own.post(path, body(1_000))).status).toBe(200);
    expect((await own.post(path, body(20_000))).status).toBe(429);
    expect((await own.post(path, body(1_000))).status).toBe(200);
  });

  test("a missing key of the service is 503, of the client 401", async () => {
    const own = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      HOLYSHEEP_API_KEY: "",
      CLIENT_API_KEYS: "one,two",
    });
    expect((await own.post(path, question())).status).toBe(401);
    expect((await own.post(path, question(), { authorization: "Bearer three" })).status).toBe(401);
    const response = await own.post(path, question(), { authorization: "Bearer two" });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "upstream_key_missing" } });
    expect((await fetch(own.url)).status).toBe(200);
    expect(own.lines.join("")).not.toMatch(/Bearer|three/);
  });

  test("10,000 idle connections leave the service answering, and go by themselves", async () => {
    const before = process.memoryUsage().rss;
    const idle = await IdleConnections.start(app.port, 10_000);
    // All were taken; the first ones may already have been told that they have been silent for too long.
    expect(idle.opened).toBe(10_000);
    await stillWell();
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * megabyte);
    await until(() => idle.open === 0, { everyMs: 200 });
    await stillWell();
  }, 120_000);
});
