import * as fc from "fast-check";
import { pieceOf, wholeAnswerOf } from "./answer";
import { UpstreamError } from "./errors";

describe("a whole answer", () => {
  test.each(['{"choices":[{}]}', '{"choices":[{"message":{"content":"x"}}],"error":null,"further":1}'])(
    "is %s",
    (text) => expect(wholeAnswerOf(Buffer.from(text))).toEqual(JSON.parse(text)),
  );

  test.each([
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "<html>",
    "{}",
    '{"choices":[]}',
    '{"choices":[null]}',
    '{"choices":"x"}',
    '{"error":{"message":"no"},"choices":[{}]}',
  ])("is not %j", (text) => expect(wholeAnswerOf(Buffer.from(text))).toBeUndefined());

  test("is not more values than memory has room for", () => {
    expect(wholeAnswerOf(Buffer.from(`{"choices":[{}],"x":[${"[],".repeat(200_000)}0]}`))).toBeUndefined();
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
