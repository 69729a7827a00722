import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { toClose } from "./opened";

/** A gateway that speaks just enough of OpenAI's protocol for an agent, as fast as it is told to. */
export class Upstream {
  /** Chat calls so far. */
  calls = 0;
  /** Calls whose client went away before the answer. */
  brokenOff = 0;
  /** Bodies of the calls, the latest last. */
  readonly bodies: Record<string, unknown>[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /**
   * Answers after `delayMs`: first with a call of the calculator, where tools are offered, then with words that hold the
   * tool's result and something that no other answer holds. As a stream, one word every `delayMs`.
   */
  static async start({ delayMs = 5, words = 5 } = {}): Promise<Upstream> {
    const server = createServer();
    const upstream: Upstream = new Upstream(server, await listening(server));
    server.on("request", async (request, response) => {
      const body = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
      upstream.calls += 1;
      upstream.bodies.push(body);
      response.on("close", () => (upstream.brokenOff += response.writableFinished ? 0 : 1));
      if (body["stream"] === true) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const chunk = (delta: object, reason: string | null): string =>
          `data: ${JSON.stringify({ model: body["model"], choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
        for (let i = 0; i < words && !response.destroyed; i += 1) {
          response.write(chunk({ content: `word${i} ` }, null));
          await wait(delayMs);
        }
        const usage = { prompt_tokens: 7, completion_tokens: words, total_tokens: 7 + words };
        response.write(chunk({}, "stop"));
        response.write(`data: ${JSON.stringify({ model: body["model"], choices: [], usage })}\n\n`);
        response.end("data: [DONE]\n\n");
        return;
      }
      await wait(delayMs);
      const last = (body["messages"] as { role: string; content: string }[]).at(-1)!;
      const call = { id: "c1", type: "function", function: { name: "calculator", arguments: '{"expression":"6*7"}' } };
      const usesTool = body["tools"] !== undefined && last.role !== "tool";
      const message = usesTool
        ? { role: "assistant", content: null, tool_calls: [call] }
        : { role: "assistant", content: `answer ${last.content} ${randomUUID()}` };
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          id: randomUUID(),
          object: "chat.completion",
          model: body["model"],
          choices: [{ index: 0, message, finish_reason: usesTool ? "tool_calls" : "stop" }],
          usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
        }),
      );
    });
    toClose(() => upstream.stop());
    return upstream;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

/** A wait that keeps no process alive: a test may be over long before a slow answer. */
// eslint-disable-next-line no-restricted-syntax -- the pace of the stand-in, which no test waits for
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
