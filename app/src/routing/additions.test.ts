import type { ChatRequest } from "../engine";
import { ChatError } from "../engine";
import type { ModelParameters, RouteEntry } from "../settings";
import { Additions } from "./additions";

const parameters: ModelParameters = {
  maxTokens: 2_048,
  bound: "either",
  defaults: new Map([["temperature", "0.7"]]),
  drop: [],
  usageInStreams: true,
};

/** A model that refuses requests as `refuse` says. */
function model(refuse: (body: Record<string, unknown>) => string | undefined) {
  const entry: RouteEntry = { backend: "gateway", model: "m", parameters };
  const additions = new Additions();
  const bodies: Record<string, unknown>[] = [];
  const ask = async (fields: object = {}, streamed = false) => {
    const request: ChatRequest = { body: { messages: [], ...fields }, requestId: "r" };
    bodies.length = 0;
    const outcome = await additions.send(request, entry, streamed, (json) => {
      const body = JSON.parse(json.toString()) as Record<string, unknown>;
      bodies.push(body);
      const refusal = refuse(body);
      const error = new ChatError("upstream_refused", "no");
      return Promise.resolve(
        refusal === undefined
          ? { kind: "answer" as const }
          : { kind: "wrongRequest" as const, outcome: "clientError", error, refusal },
      );
    });
    return { kind: outcome.kind, calls: bodies.length, last: bodies.at(-1)! };
  };
  return { ask };
}

const unsupported = (name: string): string =>
  JSON.stringify({
    error: { message: `Unsupported parameter: '${name}' is not supported with this model.`, param: name },
  });

describe("a model that refuses what the app adds", () => {
  test.each<[string, (body: Record<string, unknown>) => string | undefined, boolean, object]>([
    [
      "OpenAI's of an unknown family",
      (body) =>
        "max_tokens" in body
          ? `${unsupported("max_tokens")} Use 'max_completion_tokens' instead.`
          : "temperature" in body
            ? "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported."
            : undefined,
      false,
      { max_completion_tokens: 2_048 },
    ],
    [
      "Claude Opus 4.7, which takes no temperature",
      (body) => ("temperature" in body ? "`temperature` is deprecated for this model." : undefined),
      false,
      { max_tokens: 2_048 },
    ],
    [
      "Mistral, which knows no stream_options",
      (body) =>
        "stream_options" in body
          ? '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"]}]}}'
          : undefined,
      true,
      { stream: true, max_tokens: 2_048, temperature: 0.7 },
    ],
    [
      "a server that knows no bound",
      (body) => {
        const name = ["max_tokens", "max_completion_tokens"].find((bound) => bound in body);
        return name && `Unrecognized request argument supplied: ${name}`;
      },
      false,
      { temperature: 0.7 },
    ],
  ])("%s: is asked again without, and from then on at once", async (_what, refuse, streamed, expected) => {
    const { ask } = model(refuse);
    const first = await ask({}, streamed);
    expect(first.kind).toBe("answer");
    expect(first.calls).toBeGreaterThan(1);
    const second = await ask({}, streamed);
    expect(second).toEqual({ kind: "answer", calls: 1, last: { messages: [], model: "m", ...expected } });
  });

  test("a bound that does not fit beside a long prompt is left out for that request only", async () => {
    // vLLM's words: https://github.com/vllm-project/vllm/issues/6273
    const { ask } = model((body) =>
      "max_tokens" in body && body.long === true
        ? "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (2952 in the messages, 2048 in the completion)."
        : "max_completion_tokens" in body
          ? "no such name"
          : undefined,
    );
    expect(await ask({ long: true })).toMatchObject({ kind: "answer", calls: 2 });
    const short = await ask();
    expect(short).toMatchObject({ kind: "answer", calls: 1, last: { max_tokens: 2_048 } });
  });

  test.each([
    "`max_tokens` is not allowed here.",
    "max_tokens: Extra inputs are not permitted",
    "This model doesn't accept max_tokens.",
    "Property 'max_tokens' is not a valid property; additional properties are forbidden",
    "max_tokens is deprecated, use max_completion_tokens",
    "The parameter max_tokens cannot be used with this model.",
  ])("its bound's other name is taken where it says: %s", async (words) => {
    const { ask } = model((body) => ("max_tokens" in body ? words : undefined));
    expect(await ask()).toMatchObject({ kind: "answer", calls: 2, last: { max_completion_tokens: 2_048 } });
    expect(await ask()).toMatchObject({ kind: "answer", calls: 1, last: { max_completion_tokens: 2_048 } });
  });

  test.each([
    "`max_tokens` must be less than or equal to `1024`",
    '{"type":"less_than_equal","loc":["body","max_tokens"],"msg":"Input should be less than or equal to 1024"}',
    "The parameter max_tokens specified in the request is not valid: integer above maximum value, expected a value <= 1024, but got 2048 instead.",
    "max_tokens (current value: 2048) must be between 0 and 1024",
    "`inputs` tokens + `max_new_tokens` must be <= 1024. Given: 5 `inputs` tokens and 2048 `max_new_tokens`",
    "The maximum tokens you requested exceeds the model limit of 1024.",
    "max_tokens is too high",
  ])("a bound above what it writes at all is left out: %s", async (words) => {
    const { ask } = model((body) =>
      ["max_tokens", "max_completion_tokens"].some((name) => name in body) ? words : undefined,
    );
    const { kind, calls, last } = await ask();
    expect([kind, calls, Object.keys(last).sort()]).toEqual(["answer", 2, ["messages", "model", "temperature"]]);
  });

  test("refusals that name one addition at a time are all met", async () => {
    const order = ["stream_options", "Temperature", "max_tokens", "max_completion_tokens"];
    const { ask } = model((body) => {
      const name = order.find((each) => each.toLowerCase() in body);
      return name && `${name} is not supported`;
    });
    expect(await ask({}, true)).toMatchObject({ kind: "answer", calls: 5 });
    expect(await ask({}, true)).toMatchObject({ kind: "answer", calls: 1 });
  });

  test("what the client wrote is its own, and so is the refusal", async () => {
    const { ask } = model((body) => ("temperature" in body ? unsupported("temperature") : undefined));
    expect(await ask({ temperature: 0.2 })).toMatchObject({ kind: "wrongRequest", calls: 1 });
    const bounded = model((body) => ("max_tokens" in body ? "maximum context length is 10 tokens" : undefined));
    expect(await bounded.ask({ max_tokens: 100 })).toMatchObject({ kind: "wrongRequest", calls: 1 });
  });

  test("a bound is never given up for a reason under which the answer could be longer", async () => {
    const { ask } = model((body) =>
      "max_tokens" in body ? "`max_tokens` must be greater than `thinking.budget_tokens`" : undefined,
    );
    expect(await ask({ thinking: { budget_tokens: 30_000 } })).toMatchObject({ kind: "wrongRequest", calls: 1 });
  });

  test("a wrong value that its refusal quotes teaches nothing", async () => {
    const { ask } = model((body) =>
      body.tool_choice === undefined ? undefined : `Invalid value: ${String(body.tool_choice)}`,
    );
    const wrong = await ask({ tool_choice: "max_tokens max_completion_tokens temperature unsupported" });
    expect(wrong.kind).toBe("wrongRequest");
    expect(wrong.calls).toBeLessThanOrEqual(4);
    expect(await ask()).toMatchObject({ calls: 1, last: { max_tokens: 2_048, temperature: 0.7 } });
  });
});
