import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { Backend, type BackendCall } from "./backend";

const answer = { choices: [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }] };
const times = { timeoutMs: 30_000, stallMs: 30_000, tokensPerSecond: 10, longestMs: 60_000 };

describe("a call to a backend", () => {
  let server: Server | TcpServer;
  let backend: Backend;
  let calls: number;
  let headers: IncomingMessage["headers"];
  const sockets = new Set<Socket>();

  const listen = async (listening: Server | TcpServer, given: Partial<typeof times> = {}): Promise<void> => {
    server = listening;
    calls = 0;
    server.on("connection", (socket: Socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    backend = new Backend({ baseUrl: `http://127.0.0.1:${port}/v1`, ...times, ...given });
  };
  const serve = (reply: (response: ServerResponse) => void, given?: Partial<typeof times>): Promise<void> =>
    listen(
      createServer((request, response) => {
        calls += 1;
        ({ headers } = request);
        request.resume();
        reply(response);
      }),
      given,
    );
  /** A backend that writes these bytes, and then does with the connection what is said. */
  const serveBytes = (bytes: string, then: (socket: Socket) => void = () => undefined): Promise<void> =>
    listen(
      createTcpServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => {
          calls += 1;
          socket.write(bytes, () => then(socket));
        });
      }),
    );
  const ask = (given: Partial<BackendCall> = {}) =>
    backend.ask({
      streamed: false,
      keepUsage: false,
      maxTokens: 100,
      thinks: false,
      body: Buffer.from("{}"),
      promptBytes: 40,
      requestId: "r",
      signal: new AbortController().signal,
      ...given,
    });
  afterEach(async () => {
    await backend.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test("asks for a body without encoding, and passes the answer on to the byte", async () => {
    const text = `{"a": 1e2, "choices" :[{"finish_reason":"length"}]}\n`;
    await serve((response) => response.end(text));
    const outcome = await ask();
    expect(outcome).toMatchObject({ kind: "answer", bytes: Buffer.from(text), finishReason: "length" });
    expect(headers["accept-encoding"]).toBe("identity");
  });

  test.each<[string, (text: string) => Buffer]>([
    ["gzip", gzipSync],
    ["X-GZIP", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
  ])("decodes an answer that comes as %s all the same", async (encoding, encode) => {
    await serve((response) => {
      response.writeHead(200, { "content-encoding": encoding }).end(encode(JSON.stringify(answer)));
    });
    expect(await ask()).toMatchObject({ kind: "answer", json: answer });
  });

  test.each(["gzip", "compress"])("is refused by its status where the body cannot be read as %s", async (encoding) => {
    let body = "no such encoding";
    await serve((response) => response.writeHead(400, { "content-encoding": encoding }).end(body));
    for (body of [body, ""]) expect(await ask()).toMatchObject({ kind: "wrongRequest", error: { status: 400 } });
  });

  test("takes an answer for one also under another status of success", async () => {
    await serve((response) => response.writeHead(201).end(JSON.stringify(answer)));
    expect(await ask()).toMatchObject({ kind: "answer", json: answer });
    expect((await ask({ streamed: true })).kind).toBe("stream");
  });

  test("takes a whole answer for the stream that it should have been, once each choice, and its tokens on request", async () => {
    const tool = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const whole = {
      id: "x",
      object: "chat.completion",
      model: "m",
      choices: [
        { index: 0, message: { role: "assistant", content: "Yes." }, logprobs: null, finish_reason: "stop" },
        { index: 1, message: { role: "assistant", content: null, tool_calls: [tool] }, finish_reason: "tool_calls" },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    };
    await serve((response) => response.end(JSON.stringify(whole)));
    for (const keepUsage of [false, true]) {
      const outcome = await ask({ streamed: true, keepUsage });
      if (outcome.kind !== "stream") throw new Error(outcome.kind);
      const events: string[] = [];
      for await (const event of outcome.events) events.push(event.toString().replace(/^data: |\n\n$/g, ""));
      expect(events.pop()).toBe("[DONE]");
      const pieces = events.map((event) => JSON.parse(event) as { object: string; choices: object[]; usage?: object });
      expect(new Set(pieces.map(({ object }) => object))).toEqual(new Set(["chat.completion.chunk"]));
      const [first, firstEnd, second, secondEnd, usage] = pieces;
      expect(first!.choices).toMatchObject([{ index: 0, delta: { content: "Yes." }, finish_reason: null }]);
      expect(firstEnd!.choices).toEqual([{ index: 0, delta: {}, finish_reason: "stop" }]);
      expect(second!.choices).toMatchObject([{ index: 1, delta: { tool_calls: [{ index: 0, ...tool }] } }]);
      expect(secondEnd!.choices).toEqual([{ index: 1, delta: {}, finish_reason: "tool_calls" }]);
      expect(usage?.usage).toEqual(keepUsage ? whole.usage : undefined);
      expect(await outcome.end).toMatchObject({ usage: { completionTokens: 2 }, finishReason: "stop" });
    }
  });

  test("puts a stream together that came for a whole answer, and takes none that is cut off", async () => {
    const piece = 'data: {"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":null}]}\n\n';
    let text = `${piece}data: [DONE]\n\n`;
    await serve((response) => response.end(text));
    expect(await ask()).toMatchObject({ kind: "answer", json: { choices: [{ message: { content: "Yes." } }] } });
    text = piece;
    expect(await ask()).toMatchObject({ kind: "failed", error: { code: "upstream_unreachable" } });
  });

  test.each<[string, string]>([
    ["an error under status 200", '{"error":{"message":"slow down","code":429}}'],
    ["and in a list", '[{"error":{"message":"slow down","code":429}}]'],
  ])("that tells %s is what the error says, streamed or not", async (_what, text) => {
    await serve((response) => response.end(text));
    for (const streamed of [false, true]) expect((await ask({ streamed })).kind).toBe("rejected");
  });

  const close = (socket: Socket): void => void socket.end();
  const stay = (): void => undefined;
  const garbage: [string, string, (socket: Socket) => void][] = [
    ["an empty 200", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", stay],
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", stay],
    ["a redirect", "HTTP/1.1 308 Permanent Redirect\r\nlocation: /v2\r\ncontent-length: 0\r\n\r\n", stay],
    ["a body longer than its length", 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{"choices":[{}]}', stay],
    ["a body shorter than its length", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}", close],
    ["half a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{", close],
    ["no HTTP", "SSH-2.0-OpenSSH_9.9\r\n", stay],
    ["a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", stay],
    ["a page", "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>", stay],
  ];
  test.each(garbage)(
    "that brings %s has failed, with a stable code and nothing of the bytes",
    async (_what, bytes, then) => {
      await serveBytes(bytes, then);
      for (const streamed of [false, true]) {
        const outcome = await ask({ streamed });
        if (outcome.kind === "answer" || outcome.kind === "stream") throw new Error(outcome.kind);
        expect(outcome.kind).toBe("failed");
        expect(outcome.error.code).toMatch(/^upstream_(invalid|error|unreachable|redirect)$/);
        expect(outcome.error.message).not.toMatch(/html|SSH|v2/);
      }
    },
  );

  test("that lasts for longer than its tokens need has timed out, and only a stream may be asked elsewhere", async () => {
    await serve(() => undefined, { timeoutMs: 100, tokensPerSecond: 1_000 });
    expect(await ask()).toMatchObject({ kind: "timeout", unseen: false, error: { retry: false } });
    expect(await ask({ streamed: true })).toMatchObject({ kind: "timeout", unseen: true });
    expect(calls).toBe(2);
  });

  test("of a model that thinks has the time of a whole answer before a stream's first words", async () => {
    const stop = 'data: {"choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}\n\n';
    const role = 'data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n';
    let first = "";
    const later = (response: ServerResponse): void => {
      if (first !== "") response.write(first);
      setTimeout(() => response.end(stop), 200);
    };
    await serve(later, { timeoutMs: 50, stallMs: 50 });
    expect(await ask({ streamed: true })).toMatchObject({ kind: "timeout" });
    for (first of ["", role]) {
      const outcome = await ask({ streamed: true, thinks: true });
      if (outcome.kind !== "stream") throw new Error(outcome.kind);
      expect(await outcome.end).toMatchObject({ failure: undefined, finishReason: "stop" });
    }
  });

  test("that falls silent inside a whole answer has stalled, and blanks before it are no beginning", async () => {
    await serve((response) => void response.write("{"), { stallMs: 20 });
    expect(await ask()).toMatchObject({ kind: "timeout", error: { code: "upstream_stalled", retry: false } });
    await backend.close();
    server.close();
    await serve(
      (response) => {
        response.write("\n");
        setTimeout(() => response.end(JSON.stringify(answer)), 200);
      },
      { stallMs: 20 },
    );
    expect(await ask()).toMatchObject({ kind: "answer", json: answer });
  });

  test.each([false, true])("whose answer finds no memory is nobody's failure, streamed %s", async (streamed) => {
    let room = 1_000_000;
    const memory = { take: (bytes: number) => (room -= bytes) >= 0 };
    await serve((response) => response.end(JSON.stringify({ ...answer, text: "x".repeat(400_000) })));
    expect((await ask({ streamed, memory })).kind).toMatch(/answer|stream/);
    expect(await ask({ streamed, memory })).toMatchObject({
      kind: "cancelled",
      error: { status: 429, code: "overloaded", retry: true },
    });
  });

  test("that breaks before a byte is made once more where its connection was a kept one", async () => {
    await serve((response) => {
      if (calls === 2) response.socket?.destroy();
      else response.end(JSON.stringify(answer));
    });
    for (let count = 0; count < 2; count++) {
      expect((await ask()).kind).toBe("answer");
      // The pool takes a connection for free once its response has been read to the end.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(calls).toBe(3);
  });

  test("that breaks before a byte on a connection of its own is not made again: it may have been what broke it", async () => {
    await serveBytes("", (socket) => socket.destroy());
    expect((await ask()).kind).toBe("failed");
    expect(calls).toBe(1);
  });
});
