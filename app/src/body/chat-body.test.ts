import * as fc from "fast-check";
import { ChatError } from "../engine";
import { chatBodyOf } from "./chat-body";

const messages = [{ role: "user", content: "hi" }];

describe("chat body", () => {
  test.each([
    [null, undefined],
    ["text", undefined],
    [[], undefined],
    [{}, "messages"],
    [{ messages: "hi" }, "messages"],
    [{ messages: [] }, "messages"],
    [{ messages: [5] }, "messages[0]"],
    [{ messages: [{ content: "hi" }] }, "messages[0].role"],
    [{ messages, model: 5 }, "model"],
    [{ messages, model: "" }, "model"],
    [{ messages, model: "m".repeat(300) }, "model"],
    [{ messages, use_case: {} }, "use_case"],
    [{ messages, stream: "yes" }, "stream"],
    [{ messages, max_tokens: 0 }, "max_tokens"],
    [{ messages, max_tokens: 1.5 }, "max_tokens"],
    [{ messages, max_completion_tokens: "many" }, "max_completion_tokens"],
  ])("%j is wrong at %s", (body, param) => {
    expect.assertions(1);
    try {
      chatBodyOf(body);
    } catch (error) {
      expect(error).toMatchObject({ status: 400, param: param ?? null });
    }
  });

  test("takes null for every field that may be left out", () => {
    const names = [
      "model",
      "use_case",
      "stream",
      "max_tokens",
      "max_completion_tokens",
      "temperature",
      "tools",
      "user",
    ];
    const body = { messages, ...Object.fromEntries(names.map((name) => [name, null])) };
    expect(chatBodyOf(body)).toBe(body);
  });

  test("leaves what it does not know alone", () => {
    const body = { messages, tools: [{ type: "function" }], logit_bias: { 1: 2 }, anything: null };
    expect(chatBodyOf(body)).toBe(body);
  });

  test("answers any JSON with a body or a 400, and nothing else", () => {
    const nearly = fc.record(
      {
        messages: fc.oneof(fc.array(fc.oneof(fc.record({ role: fc.jsonValue() }), fc.jsonValue())), fc.jsonValue()),
        model: fc.jsonValue(),
        stream: fc.jsonValue(),
        max_tokens: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
        try {
          expect(chatBodyOf(value).messages.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ChatError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
