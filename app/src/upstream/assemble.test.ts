import * as fc from "fast-check";
import { assembled, looksLikeEvents } from "./assemble";
import { UpstreamError } from "./errors";
import { eventsOf } from "./reshape";

const streamOf = (...pieces: object[]): Buffer =>
  Buffer.from(`${pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join("")}data: [DONE]\n\n`);
const choice = (delta: object, finish: string | null = null, index = 0, more: object = {}) => ({
  id: "c",
  object: "chat.completion.chunk",
  model: "m",
  choices: [{ index, delta, finish_reason: finish, ...more }],
});

describe("a stream in place of a whole answer", () => {
  test.each(["data: {}", "\uFEFFdata:{}", ": wait\n\n", "\n\nevent: x", "id: 1\n"])("is recognized by %j", (text) => {
    expect(looksLikeEvents(Buffer.from(text))).toBe(true);
  });
  test.each(['{"data": 1}', "", "<html>", "database:"])("is not recognized by %j", (text) => {
    expect(looksLikeEvents(Buffer.from(text))).toBe(false);
  });

  test("becomes that answer: texts, calls of tools, several choices, probabilities, tokens", () => {
    const call = (more: object) => ({ tool_calls: [{ index: 0, ...more }] });
    const bytes = streamOf(
      { choices: [], prompt_filter_results: [] },
      choice({ role: "assistant", content: "" }, null, 0, { logprobs: { content: [{ token: "a" }] } }),
      choice({ content: "Yes" }, null, 0, { logprobs: { content: [{ token: "b" }] } }),
      choice(
        { role: "assistant", ...call({ id: "t", type: "function", function: { name: "f", arguments: '{"a"' } }) },
        null,
        1,
      ),
      choice({ content: "." }),
      choice(call({ function: { arguments: ":1}" } }), null, 1),
      choice({}, "tool_calls", 1),
      choice({}, "stop"),
      { id: "c", choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    );
    const tool = { id: "t", type: "function", function: { name: "f", arguments: '{"a":1}' } };
    expect(assembled(bytes)).toMatchObject({
      object: "chat.completion",
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Yes." },
          finish_reason: "stop",
          logprobs: { content: [{ token: "a" }, { token: "b" }] },
        },
        { index: 1, message: { role: "assistant", content: null, tool_calls: [tool] }, finish_reason: "tool_calls" },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    });
  });

  test("is what a whole answer's own events make again", () => {
    const message = fc.record({ role: fc.constant("assistant"), content: fc.string() });
    const finish = fc.constantFrom("stop", "length");
    fc.assert(
      fc.property(fc.array(fc.tuple(message, finish), { minLength: 1, maxLength: 3 }), (answers) => {
        const choices = answers.map(([text, reason], index) => ({ index, message: text, finish_reason: reason }));
        const whole = {
          id: "x",
          object: "chat.completion",
          choices,
          usage: { prompt_tokens: 1, completion_tokens: 1 },
        };
        expect(assembled(Buffer.concat(eventsOf(whole, true)))).toEqual(whole);
      }),
      { seed: 9 },
    );
  });

  test.each([
    ["that is cut off", 'data: {"choices":[{"delta":{"content":"x"}}]}\n\n', "broken"],
    ["that tells an error", 'data: {"error":{"message":"no"}}\n\n', "failed"],
  ])("%s is no answer", (_what, text, failure) => {
    expect(() => assembled(Buffer.from(text))).toThrow(expect.objectContaining({ failure }));
  });

  test("writes into no other object", () => {
    const own = '{"__proto__":{"polluted":1},"x":1}';
    assembled(
      Buffer.from(
        `data: {"choices":[{"index":0,"delta":${own},"finish_reason":"stop","__proto__":${own}}],"__proto__":${own}}\n\n`,
      ),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("of any pieces is an answer or an UpstreamError", () => {
    const piece = fc
      .json()
      .map((json) => `data: {"choices":[{"index":0,"delta":${json},"finish_reason":"stop"},${json}]}\n\n`);
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(Array.isArray(assembled(Buffer.from(pieces.join(""))).choices)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamError);
        }
      }),
      { seed: 9 },
    );
  });
});
