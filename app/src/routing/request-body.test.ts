import * as fc from "fast-check";
import type { ChatBody, ChatRequest } from "../engine";
import type { ModelParameters, RouteEntry } from "../settings";
import { boundOf, mayThink, writeBody } from "./request-body";

const usual: ModelParameters = {
  maxTokens: 2_048,
  bound: "either",
  defaults: new Map([["temperature", "0.7"]]),
  drop: [],
  usageInStreams: true,
};
/** As OpenAI's reasoning models take them. */
const reasoning: ModelParameters = { ...usual, bound: "max_completion_tokens", defaults: new Map() };
const messages = [{ role: "user", content: "Hi" }];

/** The request of a client that wrote this JSON. */
const written = (json: string): ChatRequest => ({
  body: JSON.parse(json) as ChatBody,
  json: Buffer.from(json),
  requestId: "r",
});
const sent = (json: string, streamed = false, parameters: ModelParameters | undefined = usual): string =>
  writeBody(written(json), { backend: "gateway", model: "m", parameters }, streamed).json.toString();
const read = (fields: object, streamed = false, parameters?: ModelParameters): unknown =>
  JSON.parse(sent(JSON.stringify({ messages, ...fields }), streamed, parameters));

describe("the body for a backend", () => {
  test.each<[string, object, object]>([
    ["fills in the defaults", {}, { max_tokens: 2_048, temperature: 0.7 }],
    ["takes null for left out", { max_tokens: null, temperature: null }, { max_tokens: 2_048, temperature: 0.7 }],
    ["leaves what is within the bounds", { max_tokens: 7, temperature: 0 }, { max_tokens: 7, temperature: 0 }],
    ["bounds an answer", { max_tokens: 9_999, temperature: 1 }, { max_tokens: 2_048, temperature: 1 }],
    [
      "bounds an answer under either name",
      { max_completion_tokens: 9_999, max_tokens: 9_999, temperature: 1 },
      { max_completion_tokens: 2_048, max_tokens: 2_048, temperature: 1 },
    ],
    [
      "keeps its own fields to itself",
      { use_case: "q", max_tokens: 7, temperature: 1 },
      { max_tokens: 7, temperature: 1 },
    ],
    [
      "leaves what says that nothing is streamed",
      { stream: false, stream_options: null, max_tokens: 7, temperature: 1 },
      { stream: false, stream_options: null, max_tokens: 7, temperature: 1 },
    ],
    [
      "streams nothing where the way in has no streams",
      { stream: true, stream_options: { include_usage: true }, max_tokens: 7, temperature: 1 },
      { max_tokens: 7, temperature: 1 },
    ],
  ])("%s", (_what, fields, expected) => expect(read(fields)).toEqual({ messages, model: "m", ...expected }));

  test.each<[string, ModelParameters, object, object]>([
    ["gets the bound under the name that the model takes", reasoning, {}, { max_completion_tokens: 2_048 }],
    ["has its bound renamed", reasoning, { max_tokens: 7 }, { max_completion_tokens: 7 }],
    ["has its bound renamed and kept within", reasoning, { max_tokens: 9_999 }, { max_completion_tokens: 2_048 }],
    [
      "has the other name taken out where it has both",
      reasoning,
      { max_tokens: 7, max_completion_tokens: 9 },
      { max_completion_tokens: 9 },
    ],
    [
      "keeps what it asks itself",
      reasoning,
      { temperature: 1, n: 2 },
      { temperature: 1, n: 2, max_completion_tokens: 2_048 },
    ],
    ["gets no bound where the model takes none", { ...usual, bound: "none", defaults: new Map() }, {}, {}],
    [
      "is bounded all the same where it asks for a bound that the model may not take",
      { ...usual, bound: "none", defaults: new Map() },
      { max_tokens: 9_999 },
      { max_tokens: 2_048 },
    ],
    [
      "gets the model's defaults",
      { ...usual, defaults: new Map([["reasoning_effort", '"low"']]) },
      { max_tokens: 7 },
      { max_tokens: 7, reasoning_effort: "low" },
    ],
    [
      "loses what the model refuses",
      { ...usual, drop: ["seed"] },
      { seed: 1, max_tokens: 7, temperature: 0 },
      { max_tokens: 7, temperature: 0 },
    ],
    // Anthropic's models since Opus 4.1 refuse the two together: https://github.com/anomalyco/opencode/issues/1644
    ["gets no temperature beside top_p", usual, { top_p: 0.5, max_tokens: 7 }, { top_p: 0.5, max_tokens: 7 }],
  ])("a request %s", (_what, parameters, fields, expected) =>
    expect(read(fields, false, parameters)).toEqual({ messages, model: "m", ...expected }),
  );

  test("a stream is not asked for its tokens where the model refuses that", () => {
    const parameters = { ...usual, usageInStreams: false };
    expect(read({ stream: true }, true, parameters)).not.toHaveProperty("stream_options");
    expect(read({ stream: true, stream_options: { other: 1 } }, true, parameters)).toMatchObject({
      stream_options: { other: 1 },
    });
  });

  test.each<[unknown, object]>([
    [undefined, { include_usage: true }],
    [null, { include_usage: true }],
    [
      { include_usage: false, other: 1 },
      { include_usage: true, other: 1 },
    ],
  ])("asks for a stream's tokens, whatever its options are: %j", (given, expected) =>
    expect(read({ stream: true, stream_options: given }, true)).toMatchObject({
      stream: true,
      stream_options: expected,
    }),
  );

  test.each(["all", 5, true, [], [{ include_usage: true }]])("leaves a stream's options that are none: %j", (given) =>
    expect(read({ stream: true, stream_options: given }, true)).toMatchObject({ stream_options: given }),
  );

  test("an unknown field reaches the backend to the byte, whatever number, string or nesting it holds", () => {
    const digits = fc.tuple(fc.bigInt(), fc.stringMatching(/^(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?$/));
    const value = fc.oneof(
      digits.map(([whole, rest]) => `${whole}${rest}`),
      digits.map(([whole, rest]) => `{"n": [${whole}${rest} , {"deep":-0.10}]}`),
      fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
      fc.constant('"\\ud800\\u0041\\/"'),
    );
    fc.assert(
      fc.property(value, fc.boolean(), (unknown, streamed) => {
        const json = `{"seed" : ${unknown},"messages":[],"metadata":{"id":${unknown}}}`;
        const backend = sent(json, streamed);
        expect(backend.startsWith(json.slice(0, -1))).toBe(true);
        expect(JSON.parse(backend)).toMatchObject({ model: "m", temperature: 0.7, max_tokens: 2_048 });
      }),
    );
  });

  test("a caller without JSON of its own has it written", () => {
    const request: ChatRequest = { body: { messages, seed: 7 }, requestId: "r" };
    expect(
      JSON.parse(writeBody(request, { backend: "gateway", model: "m", parameters: usual }, false).json.toString()),
    ).toMatchObject({
      messages,
      seed: 7,
      model: "m",
    });
  });
});

test.each<[Record<string, unknown>, ModelParameters["bound"], number | undefined, boolean]>([
  [{}, "either", 2_048, false],
  [{ max_tokens: 10 }, "either", 10, false],
  [{ max_completion_tokens: 9_999 }, "either", 2_048, false],
  [{}, "none", undefined, false],
  [{ max_tokens: 10 }, "none", 10, false],
  [{}, "max_completion_tokens", 2_048, true],
  [{ reasoning_effort: "high" }, "either", 2_048, true],
  [{ reasoning: { effort: "low" } }, "either", 2_048, true],
  [{ thinking: null }, "either", 2_048, false],
])(
  "an answer to %j of a model whose bound is %s has at most %s tokens, after thought: %s",
  (fields, bound, most, thinks) => {
    const entry: RouteEntry = { backend: "gateway", model: "m", parameters: { ...usual, bound } };
    const body = { messages: [], ...fields };
    expect([boundOf(body, entry), mayThink(body, entry)]).toEqual([most, thinks]);
  },
);
