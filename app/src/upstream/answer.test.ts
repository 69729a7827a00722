import * as fc from "fast-check";
import { pieceOf, wholeAnswerOf } from "./answer";
import { UpstreamError } from "./errors";

describe("a whole answer", () => {
  test.each(['{"choices":[{}]}', '{"choices":[{"message":{"content":"x"}}],"error":null,"further":1}'])(
    "is %s",
    (text) => expect(wholeAnswerOf(Buffer.from(text))).toEqual(JSON.parse(text)),
  );

  test.each([
    ["", "garbage"],
    ["{", "garbage"],
    ["null", "garbage"],
    ["[]", "garbage"],
    ['"text"', "garbage"],
    ["<html>", "garbage"],
    ["{}", "garbage"],
    ['{"choices":[]}', "garbage"],
    ['{"choices":[null]}', "garbage"],
    ['{"choices":"x"}', "garbage"],
    ['{"error":{"message":"no"},"choices":[{}]}', "failed"],
    // OpenRouter's failed choice, and vLLM's error of up to 0.9.
    ['{"choices":[{"finish_reason":"error","error":{"code":502,"message":"no"}}]}', "failed"],
    ['{"object":"error","message":"no","code":400}', "failed"],
  ])("is not %j", (text, failure) => {
    expect(() => wholeAnswerOf(Buffer.from(text))).toThrow(expect.objectContaining({ failure }));
  });

  test("may begin with a byte order mark", () => {
    expect(wholeAnswerOf(Buffer.from('\uFEFF{"choices":[{}]}'))).toEqual({ choices: [{}] });
  });

  test("is not more values than memory has room for", () => {
    const text = `{"choices":[{}],"x":[${"[],".repeat(200_000)}0]}`;
    expect(() => wholeAnswerOf(Buffer.from(text))).toThrow(expect.objectContaining({ failure: "garbage" }));
  });
});

describe("an event of a stream", () => {
  test.each(['{"choices":[]}', '{"choices":[{"delta":{}}],"error":null}', "{}"])("may be %s", (text) => {
    expect(pieceOf(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["null", "garbage"],
    ["[]", "garbage"],
    ["<html>", "garbage"],
    ['{"choices":[{"delta":{"con', "garbage"],
    ['{"error":{"message":"no"}}', "failed"],
    ['{"error":"no"}', "failed"],
  ])("that is %s ends it as %s", (text, failure) => {
    expect(() => pieceOf(text)).toThrow(expect.objectContaining({ failure }));
  });

  test("is an object or an error of the backend, whatever comes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          expect(typeof pieceOf(text)).toBe("object");
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamError);
        }
      }),
    );
  });
});
