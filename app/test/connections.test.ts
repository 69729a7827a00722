import { createServer } from "node:http";
import { connect } from "node:net";
import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { listen, toClose } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";
const good = JSON.stringify(question());
const post = (body = good): string =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** Sends bytes as they stand; resolves with all that comes back until the app ends the connection. */
const raw = ({ port }: TestApp, text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += data.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", () => undefined);
    socket.write(text);
  });

/** An app before a provider that takes calls and answers none. */
async function withSilentProvider(): Promise<{ app: TestApp; calls: { begun: number; ended: number } }> {
  const calls = { begun: 0, ended: 0 };
  const server = createServer((request, response) => {
    request.resume().on("end", () => (calls.begun += 1));
    response.on("close", () => (calls.ended += 1));
  });
  return { app: await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(server)}/v1` }), calls };
}

describe("requests that wait behind another on their connection", () => {
  test.each([false, true])(
    "let their places and their memory go when the connection breaks (stream: %s)",
    async (stream) => {
      const { app, calls } = await withSilentProvider();
      const socket = connect(app.port, "127.0.0.1");
      toClose(() => socket.destroy());
      socket.write(post(JSON.stringify(question({ stream }))).repeat(3));
      await until(() => calls.begun === 3);
      expect(app.memory.taken).toBeGreaterThan(0);
      socket.destroy();
      await until(() => calls.ended === 3);
      await until(() => app.memory.taken === 0);
      await until(() => app.lines.filter((line) => line.includes('"status":499')).length === 3);
      await app.metrics.expose();
      expect(await app.metric("ai_backend_in_flight")).toBe(0);
    },
  );

  test("are no part of the answer before them, where they are no HTTP", async () => {
    const { app, calls } = await withSilentProvider();
    const answer = await raw(app, `${post()}garbage\r\n\r\n`);
    expect(answer).toBe("");
    await until(() => calls.begun === calls.ended && app.memory.taken === 0);
  });
});

describe("a connection", () => {
  let app: TestApp;
  beforeAll(async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, MAX_BODY_BYTES: "100000" });
  });

  test("that asks for a tunnel is told that there is none", async () => {
    const answer = await raw(app, "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org:443\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*\r\nallow: GET, [^]*"code":"method_not_allowed"/);
  });

  test("whose request names no host is told so, except in HTTP/1.0", async () => {
    expect(await raw(app, "GET /v1/models HTTP/1.1\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 [^]*connection: close[^]*"param":"host","code":"invalid_http"/,
    );
    expect(await raw(app, "GET /v1/models HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([100_001, 60_000_000])(
    "gets to read the refusal of a body of %d bytes that it sends as a whole",
    async (size) => {
      // Most clients read nothing before everything is sent.
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(app.port, "127.0.0.1");
        let text = "";
        socket.on("error", reject);
        socket.pause();
        const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`;
        socket.write(head);
        socket.write(Buffer.alloc(size, "a"), () => {
          socket.on("data", (data) => (text += data.toString()));
          socket.on("close", () => resolve(text));
          socket.resume();
        });
      });
      expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*connection: close[^]*"code":"request_too_large"/);
      await until(() => app.memory.taken === 0);
    },
  );

  test("that sends too much without an end is closed all the same", async () => {
    const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99000000\r\n\r\n`;
    expect(await raw(app, `${head}{`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test.each([
    ["a length of 0", "content-length: 0\r\n"],
    ["no length", ""],
  ])("may name the type of a body that it does not have, when it deletes something (%s)", async (_name, length) => {
    const id = "8a5b2c1e-0000-4000-8000-000000000000";
    const answer = await raw(
      app,
      `DELETE /api/conversations/${id} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n${length}\r\n`,
    );
    expect(answer).toMatch(/"code":"session_not_found"/);
  });
});
