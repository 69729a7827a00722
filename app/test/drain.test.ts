import { Agent, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { closeConnectionsOnDrain, Drain, drainHttp } from "../src/drain";
import { probesPlugin, SharedHealthState } from "../src/health";

// Real time and real sockets: a machine that is busy with other things fails once, a fault of ours every time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

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
  let server: FastifyInstance;
  let agent: Agent;

  /** A server with the app's probes and a stream of `words` words at 50 ms each, and its drain. */
  async function start(words: number, limitMs = 10_000) {
    const state = new SharedHealthState();
    server = Fastify({ return503OnClosing: false });
    closeConnectionsOnDrain(server, () => state.draining);
    void server.register(probesPlugin, { state });
    server.get("/stream", async (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/event-stream" });
      for (let i = 0; i < words && !reply.raw.destroyed; i += 1) {
        reply.raw.write(`data: ${i}\n\n`);
        await sleep(50);
      }
      reply.raw.end("data: [DONE]\n\n");
    });
    await server.listen({ host: "127.0.0.1", port: 0 });
    state.markStarted();
    const drain = new Drain({ noticeMs: 400, limitMs, cutMs: 500 }, [[drainHttp(server)]], {
      onBegin: () => state.markDraining(),
      onStepError: (_step, error) => {
        throw error;
      },
      onEnd: () => undefined,
    });
    const { port } = server.server.address() as { port: number };
    return { drain, port };
  }

  beforeEach(() => {
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await server.close();
  });

  test("is unready at once, serves on until the load balancer has noticed, and finishes its streams", async () => {
    const { drain, port } = await start(30);
    expect(await get(port, "/ready", agent)).toMatchObject({ status: 200, connection: "keep-alive" });
    const before = get(port, "/stream", agent);
    await sleep(100);
    const drained = drain.begin("SIGTERM");
    await sleep(50);
    expect(await get(port, "/ready", agent)).toMatchObject({ status: 503, body: '{"status":"draining"}' });
    expect(await get(port, "/health", agent)).toMatchObject({ status: 200, connection: "close" });
    // Still sent here by a proxy that has not heard.
    const late = get(port, "/stream", agent);
    expect(await drained).toBe(0);
    for (const stream of [await before, await late]) {
      expect(stream).toMatchObject({ status: 200 });
      expect(stream.body).toMatch(/data: 29\n\ndata: \[DONE\]\n\n$/);
    }
    expect((await late).connection).toBe("close");
    expect((await get(port, "/health", new Agent())).error).toMatch(/ECONNREFUSED/);
  });

  test("does not wait for connections that are merely open", async () => {
    const { drain, port } = await start(1);
    await get(port, "/health", agent);
    const from = Date.now();
    expect(await drain.begin("SIGTERM")).toBe(0);
    expect(Date.now() - from).toBeLessThan(1_500);
  });

  test("does not wait for a kept connection whose answer began before the drain", async () => {
    const { drain, port } = await start(20);
    const stream = get(port, "/stream", agent);
    await sleep(50);
    const from = Date.now();
    expect(await drain.begin("SIGTERM")).toBe(0);
    expect((await stream).body).toContain("[DONE]");
    // The stream's own second, and not the five seconds of a kept connection.
    expect(Date.now() - from).toBeLessThan(2_500);
  });

  test("cuts at its limit the stream that does not end, and says so by its exit code", async () => {
    const { drain, port } = await start(10_000, 1_000);
    const stream = get(port, "/stream", agent);
    await sleep(50);
    const from = Date.now();
    expect(await drain.begin("SIGTERM")).toBe(1);
    expect(Date.now() - from).toBeLessThan(2_000);
    expect((await stream).error).toBe("aborted");
  });

  test("cuts at the second signal", async () => {
    const { drain, port } = await start(10_000, 60_000);
    const stream = get(port, "/stream", agent);
    await sleep(50);
    void drain.begin("SIGINT");
    await sleep(50);
    expect(await drain.begin("SIGINT")).toBe(1);
    expect((await stream).error).toBe("aborted");
  });
});
