import { createServer, type ServerResponse } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { loadChatService, startGrpcServer } from "../src/grpc/server";
import { createLogger } from "../src/logging";
import { Tracing } from "../src/tracing";
import { question, startApp, type TestApp } from "./support/app";
import { listen, toClose } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";
const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "x".repeat(16_000) } }] })}\n\n`;

describe("a client that takes nothing of its answer", () => {
  let app: TestApp;
  /** Streams at the model's provider that are open. */
  const open = new Set<ServerResponse>();
  let opened = 0;

  beforeEach(async () => {
    open.clear();
    opened = 0;
    const upstream = createServer((request, response) => {
      request.resume();
      open.add(response);
      opened += 1;
      response.on("close", () => open.delete(response));
      response.on("error", () => undefined);
      request.on("end", () => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const more = (): void => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", more);
        more();
      });
    });
    app = await startApp({
      HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(upstream)}/v1`,
      CLIENT_STALL_TIMEOUT: "0.5",
    });
  });

  function ask(body: object): Socket {
    const socket = connect(app.port, "127.0.0.1");
    socket.on("error", () => undefined);
    toClose(() => socket.destroy());
    const text = JSON.stringify(body);
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    );
    return socket;
  }
  const inFlight = async (): Promise<number> => {
    await app.metrics.expose();
    return app.metric("ai_backend_in_flight");
  };

  test("by HTTP is cut, its place is free, and logs and metrics tell it", async () => {
    for (let client = 0; client < 16; client++) ask(question({ stream: true })).pause();
    await until(() => opened === 16);
    await until(() => open.size === 0);
    await until(async () => (await inFlight()) === 0);
    expect(await app.metric("ai_stalled_clients_total", { protocol: "http" })).toBe(16);
    await until(() => app.lines.filter((line) => line.includes('"error":"client_stalled"')).length === 16);
  });

  test("is told from one that reads slowly", async () => {
    const reader = ask(question({ stream: true }));
    let bytes = 0;
    reader.on("data", (data) => (bytes += data.length));
    const dead = ask(question({ stream: true }));
    dead.pause();
    await until(() => opened === 2);
    const before = bytes;
    await until(() => bytes > before + 1_000_000);
    await until(() => app.metric("ai_stalled_clients_total", { protocol: "http" }));
    expect(reader.closed).toBe(false);
  });

  test("is no client any more where it has closed its half", async () => {
    const socket = ask(question({ stream: true }));
    await until(() => open.size === 1);
    socket.resume();
    socket.end();
    await until(() => open.size === 0);
    await until(async () => (await inFlight()) === 0);
  });

  test("by gRPC is cut as well", async () => {
    const tracing = await Tracing.open({ endpoint: undefined, service: "test", ratio: 0 });
    const grpc = await startGrpcServer({
      host: "127.0.0.1",
      port: 0,
      maxMessageBytes: 1_000_000,
      engine: app.running.engine,
      logger: createLogger({
        level: "info",
        service: "test",
        destination: { write: (line) => void app.lines.push(line) },
      }),
      metrics: app.metrics,
      tracing,
      identity: app.identity,
      memory: app.memory,
      stallMs: 500,
    });
    toClose(() => grpc.drain.run(AbortSignal.abort()));
    const session = connectHttp2(`http://127.0.0.1:${grpc.port}`);
    toClose(() => session.destroy());
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: "/breakwater.chat.v1.Chat/Stream",
      [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
      [constants.HTTP2_HEADER_TE]: "trailers",
    });
    stream.on("error", () => undefined);
    const message = loadChatService().service["Stream"]!.requestSerialize(question());
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    // Never read: the window that flow control gives runs out.
    stream.pause();
    stream.end(Buffer.concat([prefix, message]));
    await until(() => opened === 1);
    await until(() => open.size === 0);
    await until(async () => (await inFlight()) === 0);
    expect(await app.metric("ai_stalled_clients_total", { protocol: "grpc" })).toBe(1);
    await until(() => app.lines.some((line) => line.includes('"error":"client_stalled"')));
    expect(app.memory.taken).toBe(0);
  });
});

test("a whole answer that nobody reads is let go, and one that is read arrives as a whole", async () => {
  const content = "y".repeat(32_000_000);
  const upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] }));
  });
  const app = await startApp({
    HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(upstream)}/v1`,
    CLIENT_STALL_TIMEOUT: "0.5",
  });
  const whole = (await (await app.post(path, question())).json()) as { choices: [{ message: { content: string } }] };
  expect(whole.choices[0].message.content === content).toBe(true);
  const socket = connect(app.port, "127.0.0.1");
  socket.on("error", () => undefined);
  toClose(() => socket.destroy());
  const text = JSON.stringify(question());
  socket.pause();
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
  await until(async () => (await app.metric("ai_stalled_clients_total", { protocol: "http" })) === 1);
});
