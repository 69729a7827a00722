import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from "node:zlib";
import { Pool } from "undici";
import { callForStream, type OpenStream, type UpstreamStreamRequest } from "./stream-call";
import type { WholeResponse } from "./upstream-call";

const pieceOf = (choice: object): string => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
const role = pieceOf({ delta: { role: "assistant", content: "" } });
const word = pieceOf({ delta: { content: "x".repeat(1_000) } });
const stop = pieceOf({ delta: {}, finish_reason: "stop" });
const done = "data: [DONE]\n\n";
const long = 30_000;
const short = 200;

describe("a streamed call to a backend", () => {
  let server: Server | TcpServer;
  let pool: Pool;
  const sockets = new Set<Socket>();

  const listen = async (listening: Server | TcpServer): Promise<void> => {
    server = listening;
    server.on("connection", (socket: Socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  /** A backend that answers as `answer` does. */
  const serve = (answer: (response: ServerResponse, request: IncomingMessage) => void, headers: object = sse) =>
    listen(
      createServer((request, response) => {
        request.resume();
        response.writeHead(200, { ...headers });
        answer(response, request);
      }),
    );
  const call = (given: Partial<UpstreamStreamRequest> = {}): Promise<OpenStream | WholeResponse> =>
    callForStream(pool, {
      path: "/",
      headers: {},
      body: Buffer.from("{}"),
      timeoutMs: long,
      stallMs: long,
      readerStallMs: long,
      lifetimeMs: long,
      endpoint: "chat/completions",
      keepUsage: true,
      signal: new AbortController().signal,
      ...given,
    });
  const open = async (given: Partial<UpstreamStreamRequest> = {}): Promise<OpenStream> =>
    (await call(given)) as OpenStream;
  const readAll = async ({ events }: OpenStream): Promise<string> => {
    let text = "";
    for await (const next of events) text += next.toString();
    return text;
  };
  afterEach(async () => {
    await pool.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  describe("ends", () => {
    test.each([done, "data: [DONE]\n", "data: [DONE]"])(
      "at once by %j, and cuts a connection that stays open",
      async (last) => {
        await serve((response) => response.write(word + stop + last));
        const stream = await open();
        expect(await readAll(stream)).toBe(word + stop + done);
        expect(await stream.end).toMatchObject({ failure: undefined, finishReason: "stop", pieces: 2 });
        await new Promise<void>((resolve) => [...sockets][0]!.on("close", resolve));
      },
    );

    test("and leaves a connection that ends well to the next call", async () => {
      await serve((response) => {
        response.write(word + stop + done);
        setImmediate(() => response.end());
      });
      for (let turn = 0; turn < 3; turn++) {
        await readAll(await open());
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(sockets.size).toBeLessThan(3);
    });

    test("by its last finish_reason, where the connection stays open and says no more", async () => {
      await serve((response) => response.write(word + stop));
      expect(await readAll(await open({ stallMs: short }))).toBe(word + stop + done);
    });

    test("by its last finish_reason, where the connection is reset then, and not where it is before", async () => {
      let text = word + stop;
      await serve((response) => response.write(text, () => setImmediate(() => response.socket!.resetAndDestroy())));
      expect(await readAll(await open())).toBe(word + stop + done);
      text = word;
      const stream = await open();
      await expect(readAll(stream)).rejects.toMatchObject({ code: "upstream_unreachable" });
      expect((await stream.end).failure).toMatchObject({ failure: "broken" });
    });

    test("for who holds its place, though nobody reads", async () => {
      await serve((response) => response.end(word + stop + done));
      const stream = await open();
      expect((await stream.end).failure).toBeUndefined();
      expect(await readAll(stream)).toBe(word + stop + done);
    });

    test("when its reader leaves, and when its caller does", async () => {
      await serve((response) => response.write(word));
      const left = await open();
      await left.events.next();
      await left.events.return!();
      expect((await left.end).failure).toMatchObject({ failure: "cancelled" });
      const caller = new AbortController();
      const abandoned = await open({ signal: caller.signal });
      caller.abort();
      expect((await abandoned.end).failure).toMatchObject({ failure: "cancelled" });
    });
  });

  describe("is silent for too long", () => {
    const every = (response: ServerResponse, next: () => string): void => {
      const timer = setInterval(() => response.write(next()), short / 10);
      response.on("close", () => clearInterval(timer));
    };

    test.each<[string, () => string]>([
      ["comments", () => ": wait\n\n"],
      ["blank lines", () => "\n\n"],
      ["a byte at a time of an event", () => "d"],
      ["events without data", () => "event: ping\n\n"],
    ])("though %s come", async (_what, next) => {
      await serve((response) => {
        response.write(word);
        every(response, next);
      });
      const stream = await open({ stallMs: short });
      await expect(readAll(stream)).rejects.toMatchObject({ code: "upstream_stalled", retry: false });
      expect((await stream.end).failure).toMatchObject({ failure: "stalled" });
    });

    test.each<[string, (response: ServerResponse) => void]>([
      ["headers alone", (response) => response.flushHeaders()],
      ["comments", (response) => every(response, () => ": wait\n\n")],
      ["a byte at a time", (response) => every(response, () => "d")],
      ["filters", (response) => response.write('data: {"choices":[]}\n\n')],
    ])("before its first choice, though %s come", async (_what, answer) => {
      await serve(answer);
      await expect(call({ timeoutMs: short })).rejects.toMatchObject({ failure: "timeout" });
    });

    test("and a model that thinks after its role has the time of a first event", async () => {
      await serve((response) => response.write(role));
      await expect(readAll(await open({ stallMs: 20, timeoutMs: short }))).rejects.toMatchObject({
        message: expect.stringContaining("silent") as string,
      });
      server.close();
      await serve((response) => {
        response.write(role);
        setTimeout(() => response.end(word + stop + done), short);
      });
      expect(await readAll(await open({ stallMs: 20 }))).toBe(role + word + stop + done);
    });

    test("or lively for longer than any answer", async () => {
      await serve((response) => every(response, () => word));
      const stream = await open({ lifetimeMs: short });
      await expect(readAll(stream)).rejects.toMatchObject({ code: "upstream_timeout" });
    });
  });

  test("the silence of a slow reader is not the backend's, the silence after it is", async () => {
    let calls = 0;
    await serve((response) => response.write((calls += 1) === 1 ? word.repeat(2_000) : word));
    const slow = await open({ stallMs: short });
    // For longer than the backend may be silent nobody reads: another call's silence of that length is noticed meanwhile.
    await expect(readAll(await open({ stallMs: short }))).rejects.toMatchObject({ code: "upstream_stalled" });
    let read = 0;
    const reading = async (): Promise<void> => {
      for await (const next of slow.events) read += next.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: "upstream_stalled" });
    expect(read).toBe(2_000 * word.length);
  });

  test("a reader that takes nothing loses the call, and is charged to nobody", async () => {
    await serve((response) => {
      const more = (): void => {
        while (response.write(word)) continue;
        response.once("drain", more);
      };
      more();
    });
    const stream = await open({ readerStallMs: short });
    expect((await stream.end).failure).toMatchObject({ failure: "unread" });
  });

  test("a reader that is slow is none that has stopped, however long it takes for what waits", async () => {
    await serve((response) => response.write(word.repeat(2_000)));
    const { events, end } = await open({ readerStallMs: 1_000 });
    // Too few for the backend to go on.
    for (let taken = 0; taken < 30; taken++) {
      await events.next();
      // eslint-disable-next-line no-restricted-syntax -- the reader's pace: what it takes lasts longer than it may take nothing
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await events.return!();
    expect((await end).failure).toMatchObject({ failure: "cancelled" });
  });

  test("comments that flood before an answer end it", async () => {
    await serve((response) => response.write(`: ${"x".repeat(1_000)}\n\n`.repeat(3_000)));
    await expect(call()).rejects.toMatchObject({ failure: "garbage" });
  });

  describe("is read by its bytes", () => {
    test.each<[string, object]>([
      ["no type", {}],
      ["a type in capitals", { "content-type": "Text/Event-Stream" }],
      ["a type with parameters", { "content-type": "text/event-stream;charset=UTF-8" }],
      ["another type", { "content-type": "application/json" }],
    ])("with %s", async (_what, headers) => {
      await serve((response) => response.end(`\n\n${word}${stop}${done}`), headers);
      expect(await readAll(await open())).toContain(stop + done);
    });

    test.each(['{"choices":[]}', ' \n{"choices":[]}', '\uFEFF[{"error":1}]'])("and %j is a whole", async (text) => {
      await serve((response) => response.end(text));
      const { status, bytes } = (await call()) as WholeResponse;
      expect([status, bytes.toString()]).toEqual([200, text]);
    });

    test("and a page is none", async () => {
      await serve((response) => response.write("\n<html>"));
      await expect(call()).rejects.toMatchObject({ failure: "garbage" });
    });
  });

  describe("that is encoded", () => {
    test.each<[string, (bytes: Buffer) => Buffer]>([
      ["gzip", gzipSync],
      ["X-GZIP", gzipSync],
      ["deflate", deflateSync],
      ["br", brotliCompressSync],
      ["identity", (bytes) => bytes],
    ])("with %s is decoded", async (encoding, encode) => {
      await serve((response) => response.end(encode(Buffer.from(word + stop + done))), {
        "content-encoding": encoding,
      });
      expect(await readAll(await open())).toBe(word + stop + done);
    });

    test("gives each event when it comes", async () => {
      const zip = createGzip();
      await serve(
        (response) => {
          zip.on("data", (chunk: Buffer) => response.write(chunk));
          zip.write(word);
          zip.flush();
        },
        { "content-encoding": "gzip" },
      );
      const { events } = await open();
      expect((await events.next()).value).toEqual(Buffer.from(word));
      zip.write(stop);
      zip.flush();
      expect((await events.next()).value).toEqual(Buffer.from(stop));
    });

    test.each<[string, Buffer]>([
      ["gzip", Buffer.from("no gzip at all")],
      ["gzip", gzipSync(word).subarray(0, 30)],
      ["zstd", Buffer.from(word)],
      ["gzip, br", gzipSync(word)],
    ])("with %s that it is not, or that nobody knows, is no answer", async (encoding, bytes) => {
      await serve((response) => response.end(bytes), { "content-encoding": encoding });
      await expect(call()).rejects.toMatchObject({ failure: "garbage" });
    });

    test("and a refusal that becomes too large is none", async () => {
      const headers = { "content-encoding": "gzip" };
      await listen(
        createServer((_request, response) =>
          response.writeHead(400, headers).end(gzipSync(Buffer.alloc(20 * 1024 * 1024))),
        ),
      );
      await expect(call()).rejects.toMatchObject({ failure: "garbage" });
    });
  });

  test("an interim response is none", async () => {
    await listen(
      createTcpServer((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n");
          const body = word + stop + done;
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
        });
      }),
    );
    expect(await readAll(await open())).toBe(word + stop + done);
  });
});

const sse = { "content-type": "text/event-stream" };
