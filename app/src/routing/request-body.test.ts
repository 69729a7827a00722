import * as fc from "fast-check";
import type { ChatBody, ChatRequest } from "../engine";
import { jsonFor } from "./request-body";

const defaults = { maxTokens: 2_048, temperature: 0.7 };
const messages = [{ role: "user", content: "Hi" }];

/** The request of a client that wrote this JSON. */
const written = (json: string): ChatRequest => ({
  body: JSON.parse(json) as ChatBody,
  json: Buffer.from(json),
  requestId: "r",
});
const sent = (json: string, streamed = false): string => jsonFor(written(json), "m", defaults, streamed).toString();
const read = (fields: object, streamed = false): unknown =>
  JSON.parse(sent(JSON.stringify({ messages, ...fields }), streamed));

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
      "streams nothing that is not asked for",
      { stream: false, stream_options: {}, max_tokens: 7, temperature: 1 },
      { max_tokens: 7, temperature: 1 },
    ],
  ])("%s", (_what, fields, expected) => expect(read(fields)).toEqual({ messages, model: "m", ...expected }));

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
    expect(JSON.parse(jsonFor(request, "m", defaults, false).toString())).toMatchObject({
      messages,
      seed: 7,
      model: "m",
    });
  });
});
