import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { callForStream, type OpenStream } from "./stream-call";

const event = `data: {"choices":[{"delta":{"content":"${"x".repeat(1_000)}"}}]}\n\n`;

describe("a streamed call to a backend", () => {
  let server: Server;
  let pool: Pool;
  /** A backend that answers as `answer` does. */
  const open = async (answer: (response: ServerResponse) => void, timeoutMs = 30_000): Promise<OpenStream> => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return call(timeoutMs);
  };
  const call = async (timeoutMs = 30_000): Promise<OpenStream> => {
    const request = {
      path: "/",
      headers: {},
      body: Buffer.from("{}"),
      timeoutMs,
      stallMs: 200,
      lifetimeMs: 60_000,
      keepUsage: true,
      endpoint: "chat/completions" as const,
    };
    return (await callForStream(pool, { ...request, signal: new AbortController().signal })) as OpenStream;
  };
  afterEach(async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  });

  test("the silence of a slow reader is not the backend's, the silence after it is", async () => {
    let calls = 0;
    const readAll = async ({ events }: OpenStream): Promise<void> => {
      for await (const next of events) read += next.length;
    };
    let read = 0;
    const slow = await open((response) => response.write((calls += 1) === 1 ? event.repeat(2_000) : event));
    // For longer than the backend may be silent nobody reads: another call's silence of that length is noticed meanwhile.
    await expect(readAll(await call())).rejects.toMatchObject({ code: "upstream_stalled" });
    expect(read).toBe(event.length);
    read = 0;
    await expect(readAll(slow)).rejects.toMatchObject({ code: "upstream_stalled" });
    expect(read).toBe(2_000 * event.length);
  });

  test("comments without an event end at the time-out, and sooner where they flood", async () => {
    await expect(open((response) => response.write(": wait\n\n"), 100)).rejects.toMatchObject({ failure: "timeout" });
    server.closeAllConnections();
    server.close();
    await pool.destroy();
    const flood = (response: ServerResponse): void => void response.write(`: ${"x".repeat(1_000)}\n\n`.repeat(3_000));
    await expect(open(flood)).rejects.toMatchObject({ failure: "garbage" });
  });
});
