import { question, startApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { until } from "./support/until";

const path = "/v1/chat/completions";
type Call = (...given: never[]) => Promise<{ events?: AsyncIterable<Buffer> }>;

/** Events that break after the first. */
async function* breaking(events: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const event of events) {
    yield event;
    throw new Error("secret fault");
  }
}

/** What goes wrong around the engine, whose own part of the call goes well. */
const faults: Record<string, (call: Call) => Call> = {
  "before the call": () => () => Promise.reject(new Error("secret fault")),
  "with something that is no error": () => () => Promise.reject(undefined as unknown as Error),
  "after the call":
    (call) =>
    async (...given) => {
      await call(...given);
      throw new Error("secret fault");
    },
  "in the headers":
    (call) =>
    async (...given) =>
      Object.assign(await call(...given), { backend: "a\nb" }),
  "in the middle":
    (call) =>
    async (...given) => {
      const answer = await call(...given);
      if (answer.events === undefined) throw new Error("secret fault");
      return Object.assign(answer, { events: breaking(answer.events) });
    },
};

describe.each(Object.entries(faults))("a fault %s", (_where, fault) => {
  test.each([false, true])("ends the response and frees place and memory (stream: %s)", async (stream) => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    const app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
    const engine = app.running.engine as unknown as Record<"complete" | "stream", Call>;
    for (const name of ["complete", "stream"] as const) engine[name] = fault(engine[name].bind(engine));
    const response = await app.post(path, question({ stream }));
    const text = await response.text();
    expect(text).toContain('"code":"internal_error"');
    expect(text).not.toContain("secret");
    await until(async () => {
      await app.metrics.expose();
      return (await app.metric("ai_backend_in_flight")) === 0 && app.memory.taken === 0;
    });
  });
});
