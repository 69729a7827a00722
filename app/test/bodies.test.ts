import { createServer } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { listen } from "./support/opened";

const path = "/v1/chat/completions";

describe("what clients send, by HTTP", () => {
  let app: TestApp;
  beforeAll(async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
  });

  /** Sends a head and a body as they stand; resolves with all that comes back until the app ends the connection. */
  const raw = (head: string, body: string | Buffer = ""): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(app.port, "127.0.0.1");
      let answer = "";
      socket.on("data", (data) => (answer += data.toString()));
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
      socket.write(`${head.replaceAll("\n", "\r\n")}\r\n\r\n`);
      socket.write(body);
    });
  const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  /** A POST of the chat call whose connection ends with it. */
  const post = (body: string | Buffer, headers: string): Promise<string> =>
    raw(
      `POST ${path} HTTP/1.1\nhost: a\nconnection: close\ncontent-length: ${Buffer.byteLength(body)}\n${headers}`,
      body,
    );
  const good = JSON.stringify(question());

  describe("content types and encodings", () => {
    test.each([
      "application/json",
      "application/json; charset=utf-8",
      "Application/JSON;Charset=UTF-8",
      "application/json;",
      'application/json; charset="utf-8"',
    ])("%j is taken", async (type) => expect(statusOf(await post(good, `content-type: ${type}`))).toBe(200));

    test.each([
      ["none", "x-other: 1"],
      ["an empty one", "content-type:"],
      ["text", "content-type: text/plain"],
      ["a form", "content-type: application/x-www-form-urlencoded"],
      ["something near", "content-type: application/jsonp"],
      ["nonsense", "content-type: ;;;"],
    ])("%s is 415", async (_name, header) => {
      const answer = await post(good, header);
      expect(answer).toMatch(/^HTTP\/1\.1 415 [^]*"code":"unsupported_media_type"/);
    });

    test("a compressed body is 415 and told what is taken", async () => {
      const answer = await post(gzipSync(good), "content-type: application/json\ncontent-encoding: gzip");
      expect(answer).toMatch(/^HTTP\/1\.1 415 [^]*accept-encoding: identity[^]*"code":"unsupported_content_encoding"/i);
      expect(statusOf(await post(good, "content-type: application/json\ncontent-encoding: identity"))).toBe(200);
    });

    test("a transfer coding that is not chunked alone is 501, and the connection ends", async () => {
      const answer = await raw(
        `POST ${path} HTTP/1.1\nhost: a\ncontent-type: application/json\ntransfer-encoding: gzip, chunked`,
        "0\r\n\r\n",
      );
      expect(answer).toMatch(/^HTTP\/1\.1 501 [^]*connection: close[^]*"code":"unsupported_transfer_coding"/i);
    });

    test.each([
      ["both a length and chunks", "content-length: 5\ntransfer-encoding: chunked"],
      ["two lengths", "content-length: 5\ncontent-length: 6"],
      ["a length that is none", "content-length: 5x"],
      ["a negative length", "content-length: -5"],
      ["chunked, and then something", "transfer-encoding: chunked, gzip"],
    ])("%s is 400 and a closed connection", async (_name, headers) => {
      const answer = await raw(
        `POST ${path} HTTP/1.1\nhost: a\ncontent-type: application/json\n${headers}`,
        "5\r\nhello",
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid_http"/);
    });
  });

  describe("bodies", () => {
    test("one that begins with a byte order mark is taken", async () => {
      const answer = await post(`\ufeff${good}`, "content-type: application/json");
      expect(statusOf(answer)).toBe(200);
    });

    test.each<[string, string | Buffer, RegExp]>([
      ["nothing", "", /it is empty/],
      ["NaN", '{"model":NaN}', /NaN is no JSON value at position 9 \(line 1, column 10\)/],
      ["UTF-16", Buffer.from(good, "utf16le"), /it is UTF-16/],
      ["Latin-1", Buffer.from('{"messages":"ä"}', "latin1"), /it is not UTF-8 at position 13/],
    ])("%s is told as what it is", async (_name, body, message) => {
      const answer = await post(body, "content-type: application/json");
      expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid_json"/);
      expect(answer).toMatch(message);
    });

    test("without a body and a type it is told what is missing", async () => {
      const answer = await raw(`POST ${path} HTTP/1.1\nhost: a\nconnection: close`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid_request"/);
    });

    test("null in every field that may be left out is as if they were left out", async () => {
      const names = [
        "model",
        "use_case",
        "stream",
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "user",
        "stop",
      ];
      const body = question(Object.fromEntries(names.map((name) => [name, null])));
      const response = await app.post(path, body);
      expect([response.status, response.headers.get("x-model")]).toEqual([200, "gpt-4.1"]);
    });

    test("a client that waits for 100 Continue gets it, and no other expectation does harm", async () => {
      const head = `POST ${path} HTTP/1.1\nhost: a\nconnection: close\ncontent-type: application/json\ncontent-length: ${good.length}`;
      expect(await raw(`${head}\nexpect: 100-continue`, good)).toMatch(
        /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
      );
      expect(await raw(`${head}\nexpect: miracles`, good)).toMatch(/^HTTP\/1\.1 200 /);
    });

    test("a client that waits for 100 Continue with too large a body is refused before it sends it", async () => {
      const head = `POST ${path} HTTP/1.1\nhost: a\ncontent-type: application/json\ncontent-length: 99000000\nexpect: 100-continue`;
      expect(await raw(head)).toMatch(/^HTTP\/1\.1 413 /);
    });
  });

  describe("addresses", () => {
    test.each([
      ["PUT", "/:a("],
      ["GET", "/(((((((((("],
      ["GET", "/*"],
      ["DELETE", "/v1/:x*)?"],
      ["GET", "/a%00b"],
      ["GET", "//"],
      ["GET", "/?"],
      ["GET", "http://other.example/nothing"],
    ])("%s %s is answered in OpenAI's shape", async (method, url) => {
      const answer = await raw(`${method} ${url} HTTP/1.1\nhost: a\nconnection: close`);
      expect([200, 404, 405]).toContain(statusOf(answer));
      if (statusOf(answer) !== 200) expect(answer).toMatch(/"code":"(unknown_url|method_not_allowed)"/);
    });

    test("long ones are answered as others are", async () => {
      for (const url of [`/${"a".repeat(8_000)}`, `/v1/${"b/".repeat(3_000)}`, `/api/tasks/${"c".repeat(8_000)}`]) {
        expect(statusOf(await raw(`POST ${url} HTTP/1.1\nhost: a\nconnection: close`))).toBe(
          url.startsWith("/api") ? 405 : 404,
        );
      }
    });

    test.each(["/%", "/v1/%zz", "/v1/models/%e4%f6", "/%ff%fe", "/api/tasks/%c0%80"])(
      "%s, which cannot be decoded, is 400, and has its line in the log",
      async (url) => {
        app.lines.length = 0;
        const answer = await raw(`GET ${url} HTTP/1.1\nhost: a\nconnection: close`);
        expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid_url"/);
        expect(app.lines.join("")).toContain('"error":"invalid_url"');
      },
    );

    test("the whole address in place of the path is taken (RFC 9112, 3.2.2)", async () => {
      const answer = await raw("GET http://service.example/v1/models?x=1 HTTP/1.1\nhost: a\nconnection: close");
      expect(statusOf(answer)).toBe(200);
    });

    test("a wrong method is 405 with what is allowed, also where a part of the address is free", async () => {
      expect(await raw(`GET ${path} HTTP/1.1\nhost: a\nconnection: close`)).toMatch(
        /^HTTP\/1\.1 405 [^]*\nallow: POST\r\n/i,
      );
      expect(await raw("PUT /api/tasks/7 HTTP/1.1\nhost: a\nconnection: close")).toMatch(
        /^HTTP\/1\.1 405 [^]*\nallow: GET\r\n/i,
      );
    });

    test("an address that is not there is 404, whatever was sent to it", async () => {
      for (const [type, body] of [
        ["application/json", "{broken"],
        ["text/plain", "hello"],
        ["application/json", ""],
      ]) {
        expect((await app.post("/v1/nothing", body, { "content-type": type! })).status).toBe(404);
      }
    });

    test("HEAD answers as GET without a body, and as nothing where there is only POST", async () => {
      expect(await raw("HEAD /v1/models HTTP/1.1\nhost: a\nconnection: close")).toMatch(
        /^HTTP\/1\.1 200 [^]*\r\n\r\n$/,
      );
      expect(await raw(`HEAD ${path} HTTP/1.1\nhost: a\nconnection: close`)).toMatch(/^HTTP\/1\.1 405 [^]*\r\n\r\n$/);
    });

    test("no method with any address is a fault of ours, and none hangs", async () => {
      const methods = [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "TRACE",
        "PROPFIND",
        "SEARCH",
        "M-SEARCH",
        "LINK",
      ];
      const piece = fc.oneof(
        fc.constantFrom(
          "v1",
          "api",
          "chat",
          "completions",
          "models",
          "tasks",
          ":id",
          "*",
          "..",
          ".",
          "",
          "%2e",
          "%00",
          "%",
          "%zz",
          "%c3%28",
        ),
        fc.stringMatching(/^[!-~]{0,12}$/),
      );
      const url = fc.oneof(
        fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join("/")}`),
        fc.stringMatching(/^[!-~]{1,40}$/),
        fc.constantFrom("*", "http://a", "http://a?b", "https://[::1]:8/v1/models", "ftp://a/b"),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...methods), url, async (method, target) => {
          const answer = await raw(`${method} ${target} HTTP/1.1\nhost: a\nconnection: close`);
          expect(statusOf(answer)).toBeGreaterThanOrEqual(200);
          expect(statusOf(answer)).toBeLessThan(500);
        }),
        { numRuns: 400, seed: 17 },
      );
    });
  });

  test("pipelined requests are answered in their order", async () => {
    const get = (url: string) => `GET ${url} HTTP/1.1\nhost: a\n\n`;
    const answer = await raw(
      `${get("/v1/models")}${get("/nothing")}GET /v1/models HTTP/1.1\nhost: a\nconnection: close`,
    );
    expect([...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(["200", "404", "200"]);
  });
});

test.each([false, true])(
  "a fault before the first byte is an error in OpenAI's shape, and lets its place go (stream: %s)",
  async (stream) => {
    const server = createServer((request, response) => {
      request.resume();
      if (!stream) {
        response.writeHead(200, { "content-type": "application/json" });
        return response.end('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}');
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      return response.end('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
    });
    const own = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(server)}/v1` });
    // Where the engine names a backend that no header can have.
    const { engine } = own.running as { engine: Record<"complete" | "stream", (...given: never[]) => Promise<object>> };
    for (const name of ["complete", "stream"] as const) {
      const call = engine[name].bind(engine);
      engine[name] = async (...given) => Object.assign(await call(...given), { backend: "a\nb" });
    }
    const response = await own.post(path, question({ stream }));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { code: "internal_error", type: "api_error" } });
    await own.metrics.expose();
    expect(await own.metric("ai_backend_in_flight")).toBe(0);
  },
);
