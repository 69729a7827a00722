import { Agent, request as httpRequest, type ServerResponse } from "node:http";
import Fastify from "fastify";
import { closeConnectionsOnDrain, Drain, drainHttp } from "../src/drain";
import { probesPlugin, SharedHealthState } from "../src/health";
import { toClose } from "./support/opened";
import { until } from "./support/until";

/** One request over `agent`: its status, its `connection` header and whole body, or the error that it met. */
function get(
  port: number,
  path: string,
  agent: Agent,
): Promise<{ status?: number; connection?: string; body: string; error?: string }> {
  return new Promise((resolve) => {
    let body = "";
    const request = httpRequest({ host: "127.0.0.1", port, path, agent }, (response) => {
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      const { statusCode: status, headers } = response;
      response.on("end", () => resolve({ status, connection: headers.connection, body }));
      response.on("error", (error) => resolve({ status, body, error: error.message }));
    });
    request.on("error", (error) => resolve({ body, error: error.message }));
    request.end();
  });
}

describe("the drain of a server with open streams and kept connections", () => {
  // The drain's own waits are over when the test says so; sockets, and what Node itself waits for, are real.
  beforeEach(() => {
    const real = [
      "Date",
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "setInterval",
    ] as const;
    jest.useFakeTimers({ doNotFake: [...real, "clearImmediate", "clearInterval"] });
  });
  afterEach(() => jest.useRealTimers());

  const [noticeMs, limitMs] = [10_000, 50_000];

  /** A server with the app's probes, streams that go on until the test ends them, and its drain. */
  async function start() {
    const state = new SharedHealthState();
    // A kept connection stays for longer than a test may take.
    const server = Fastify({ return503OnClosing: false, keepAliveTimeout: 600_000 });
    closeConnectionsOnDrain(server, () => state.draining);
    void server.register(probesPlugin, { state });
    const streams: ServerResponse[] = [];
    server.get("/stream", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/event-stream" });
      reply.raw.write("data: first\n\n");
      streams.push(reply.raw);
    });
    await server.listen({ host: "127.0.0.1", port: 0 });
    toClose(async () => {
      server.server.closeAllConnections();
      await server.close();
    });
    state.markStarted();
    const drain = new Drain({ noticeMs, limitMs, cutMs: 500 }, [[drainHttp(server)]], {
      onBegin: () => state.markDraining(),
      onStepError: (_step, error) => {
        throw error;
      },
      onEnd: () => undefined,
    });
    const { port } = server.server.address() as { port: number };
    const agent = new Agent({ keepAlive: true });
    toClose(() => agent.destroy());
    const begun = (count: number) => until(() => streams.length === count);
    const finish = (): void => streams.forEach((stream) => stream.end("data: [DONE]\n\n"));
    return { drain, port, agent, begun, finish };
  }

  test("is unready at once, serves on until the load balancer has noticed, and finishes its streams", async () => {
    const { drain, port, agent, begun, finish } = await start();
    expect(await get(port, "/ready", agent)).toMatchObject({ status: 200, connection: "keep-alive" });
    const before = get(port, "/stream", agent);
    await begun(1);
    const drained = drain.begin("SIGTERM");
    expect(await get(port, "/ready", agent)).toMatchObject({ status: 503, body: '{"status":"draining"}' });
    expect(await get(port, "/health", agent)).toMatchObject({ status: 200, connection: "close" });
    // Still sent here by a proxy that has not heard.
    const late = get(port, "/stream", agent);
    await begun(2);
    await jest.advanceTimersByTimeAsync(noticeMs);
    await until(async () => /ECONNREFUSED/.test((await get(port, "/health", new Agent())).error ?? ""));
    finish();
    expect(await drained).toBe(0);
    for (const stream of [await before, await late])
      expect(stream).toMatchObject({ status: 200, body: "data: first\n\ndata: [DONE]\n\n" });
    expect((await late).connection).toBe("close");
  });

  test("does not wait for connections that are merely open", async () => {
    const { drain, port, agent } = await start();
    expect((await get(port, "/health", agent)).connection).toBe("keep-alive");
    const drained = drain.begin("SIGTERM");
    await jest.advanceTimersByTimeAsync(noticeMs);
    expect(await drained).toBe(0);
  });

  test("does not wait for a kept connection whose answer began before the drain", async () => {
    const { drain, port, agent, begun, finish } = await start();
    const stream = get(port, "/stream", agent);
    await begun(1);
    const drained = drain.begin("SIGTERM");
    await jest.advanceTimersByTimeAsync(noticeMs);
    finish();
    expect(await drained).toBe(0);
    expect((await stream).body).toContain("[DONE]");
  });

  test("cuts at its limit the stream that does not end, and says so by its exit code", async () => {
    const { drain, port, agent, begun } = await start();
    const stream = get(port, "/stream", agent);
    await begun(1);
    const drained = drain.begin("SIGTERM");
    await jest.advanceTimersByTimeAsync(limitMs);
    expect(await drained).toBe(1);
    expect((await stream).error).toBe("aborted");
  });

  test("cuts at the second signal", async () => {
    const { drain, port, agent, begun } = await start();
    const stream = get(port, "/stream", agent);
    await begun(1);
    void drain.begin("SIGINT");
    expect(await drain.begin("SIGINT")).toBe(1);
    expect((await stream).error).toBe("aborted");
  });
});
