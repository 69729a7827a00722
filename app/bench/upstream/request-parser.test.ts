import fc from "fast-check";
import { RequestParser } from "./request-parser";

const bytes = Buffer.from(
  "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" +
    "POST /v1/traces HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
    "GET /v1/models HTTP/1.1\r\n\r\n",
);

test("wherever the network cuts them, requests are read the same", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (places) => {
      const parser = new RequestParser();
      const ends = [...places, bytes.length].sort((a, b) => a - b);
      const requests = ends.flatMap((end, i) => parser.feed(bytes.subarray(ends[i - 1] ?? 0, end)));
      expect(requests.map(({ line, body }) => [line, body.toString()])).toEqual([
        ["POST /v1/chat/completions", "hello"],
        ["POST /v1/traces", "abcde"],
        ["GET /v1/models", ""],
      ]);
    }),
  );
});

test("what is not HTTP/1.1 is an error", () => {
  expect(() => new RequestParser().feed(Buffer.from("hello\r\n\r\n"))).toThrow("not an HTTP/1.1 request: hello");
});
