import { createServer, type ServerResponse } from "node:http";
import { question, startApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { listen } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";

// What is counted here holds on any machine. How fast the rest is answered and refused is `make bench-app`'s to measure; what the limit decides at which
// moment, the unit tests' of the core.
describe.each(["queue", "reject"] as const)("far more than a provider with %s takes", (overCapacity) => {
  test("is answered or refused with a time to come back, each of it, and nothing piles up", async () => {
    // Ten at a time.
    const gateway = await startGateway({ fixedMs: 250, tokens: 20, capacity: 40, overCapacity });
    // A wave is more than what may be at the provider and in line together, whatever the limit has found out by then.
    const app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      RETRY_MIN_WAIT: "2",
      RETRY_MAX_WAIT: "10",
      GATEWAY_MAX_IN_FLIGHT: "60",
      QUEUE_LIMIT: "100",
    });
    const answers: { status: number; retryAfter: string | null }[] = [];
    for (let wave = 0; wave < 4; wave += 1) {
      const asked = question({ model: "gpt-4.1" });
      const responses = await Promise.all(Array.from({ length: 200 }, () => app.post(path, asked)));
      for (const response of responses) {
        await response.arrayBuffer();
        answers.push({ status: response.status, retryAfter: response.headers.get("retry-after") });
      }
    }
    const [answered, refused] = [200, 429].map((status) => answers.filter((answer) => answer.status === status));
    expect(answered!.length + refused!.length).toBe(answers.length);
    expect(answered!.length).toBeGreaterThan(0);
    expect(refused!.length).toBeGreaterThan(0);
    expect(refused!.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
    // A tenth of the requests, besides the few that a quiet service may have as well.
    const retries = await app.metric("ai_retries_total");
    expect(retries).toBeLessThanOrEqual(0.1 * answers.length + 10);
    // What is refused has cost the provider nothing, where it is not the provider that refuses.
    if (overCapacity === "queue") expect(gateway.counts.begun).toBeLessThanOrEqual(answered!.length + retries);
    await until(() => app.running.queueDepth === 0);
    expect((await app.post(path, question())).status).toBe(200);
  }, 120_000);
});

test("interactive requests go before batch that came earlier", async () => {
  const held: ServerResponse[] = [];
  const order: string[] = [];
  const answer = (response: ServerResponse): void => {
    const choices = [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ object: "chat.completion", model: "gpt-4.1", choices }));
  };
  const provider = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const [{ content }] = (JSON.parse(body) as { messages: [{ content: string }] }).messages;
      order.push(content);
      // Holds the only place until all others wait.
      if (content === "held") held.push(response);
      else answer(response);
    });
  });
  const app = await startApp({
    HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1`,
    GATEWAY_MAX_IN_FLIGHT: "1",
    QUEUE_DEADLINE: "60",
    QUEUE_DEADLINE_BATCH: "60",
  });
  const ask = (content: string, priority: string) =>
    app.post(path, question({ model: "gpt-4.1", messages: [{ role: "user", content }] }), { "x-priority": priority });
  const asked = [ask("held", "batch")];
  const place = await until(() => held[0]);
  for (const priority of ["batch", "interactive"])
    for (let count = 1; count <= 3; count += 1) {
      asked.push(ask(priority, priority));
      const waiting = asked.length - 1;
      await until(() => app.running.queueDepth === waiting);
    }
  answer(place);
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(7).fill(200));
  expect(order).toEqual(["held", ...Array<string>(3).fill("interactive"), ...Array<string>(3).fill("batch")]);
});
