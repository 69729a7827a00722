import fc from "fast-check";
import { ResponseParser } from "./response-parser";

/** What a parser tells of bytes that come in the given pieces. */
function parsed(pieces: Buffer[]) {
  const responses: { status: number; body: string; reusable?: boolean }[] = [];
  const parser = new ResponseParser({
    head: (status) => responses.push({ status, body: "" }),
    body: (part) => (responses.at(-1)!.body += part.toString("latin1")),
    end: (reusable) => (responses.at(-1)!.reusable = reusable),
  });
  for (const piece of pieces) parser.feed(piece);
  return { responses, parser };
}

/** Bytes in pieces, cut at the given places. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

const sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const chunked =
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n10;ext=1\r\n0123456789abcdef\r\n0\r\ntrailer: x\r\n\r\n";
const refusal = "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

test("wherever the network cuts them, responses are read the same", () => {
  const bytes = Buffer.from(sized + chunked + refusal, "latin1");
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), (places) => {
      expect(parsed(cut(bytes, places)).responses).toEqual([
        { status: 200, body: "hello", reusable: true },
        { status: 200, body: "hello0123456789abcdef", reusable: true },
        { status: 429, body: "", reusable: false },
      ]);
    }),
  );
});

test("a response without a length ends with its connection, and only then is it whole", () => {
  const { responses, parser } = parsed([Buffer.from("HTTP/1.1 200 OK\r\n\r\nhel"), Buffer.from("lo")]);
  expect(responses).toEqual([{ status: 200, body: "hello" }]);
  expect(parser.close()).toBe(true);
  expect(responses[0]!.reusable).toBe(false);
});

test("a connection that closes inside a sized response leaves it cut short", () => {
  const { parser } = parsed([Buffer.from(sized.slice(0, -1))]);
  expect(parser.close()).toBe(false);
});

test.each(["SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"])(
  "what is not HTTP is an error: %j",
  (text) => {
    expect(() => parsed([Buffer.from(text)])).toThrow(/^not/);
  },
);
