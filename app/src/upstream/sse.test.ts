import * as fc from "fast-check";
import { UpstreamError } from "./errors";
import { dataOf, SseSplitter } from "./sse";

const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
const line = fc.stringMatching(/^(data: ?|: |event: |id:)[^\r\n]{0,20}$/);
const event = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), lineEnd)
  .map(([lines, end]) => lines.map((text) => text + end).join("") + end);

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const bounds = [0, ...sorted, bytes.length];
  return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
}

describe("SSE splitter", () => {
  test("gives the same whole events however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 12 }), (events, places) => {
        const bytes = Buffer.from(events.join(""));
        const splitter = new SseSplitter();
        const found = cut(bytes, places).flatMap((piece) => splitter.push(piece));
        expect(Buffer.concat([...found, splitter.remainder() ?? Buffer.alloc(0)])).toEqual(bytes);
        expect(found.map((piece) => dataOf(piece))).toEqual(events.map((text) => dataOf(Buffer.from(text))));
      }),
      { numRuns: 500 },
    );
  });

  test.each(["\n\r", "\r\n\r", "\r\r", "\r\n\n", "\n\r\n"])(
    "ends an event at an empty line that ends otherwise: %j",
    (end) => {
      const splitter = new SseSplitter();
      const found = splitter.push(Buffer.from(`data: a${end}data: b\n\n`));
      expect(found.map((piece) => dataOf(piece))).toEqual(["a", "b"]);
    },
  );

  test("survives any bytes and loses none", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (pieces) => {
        const splitter = new SseSplitter();
        const found = pieces.flatMap((piece) => splitter.push(Buffer.from(piece)));
        const all = Buffer.concat([...found, splitter.remainder() ?? Buffer.alloc(0)]);
        expect(all).toEqual(Buffer.concat(pieces));
      }),
    );
  });

  test("reads an event of one line as it reads one of many", () => {
    fc.assert(
      fc.property(event, (text) => {
        const lines = text.split(/\r\n|\n|\r/).filter((name) => name.startsWith("data:"));
        const data = lines.map((name) => name.slice(5).replace(/^ /, "")).join("\n");
        expect(dataOf(Buffer.from(text))).toBe(data === "" ? undefined : data);
      }),
      { numRuns: 500 },
    );
  });

  test("refuses an event without end", () => {
    const splitter = new SseSplitter();
    const piece = Buffer.alloc(1024 * 1024, "x");
    expect(() => {
      for (let count = 0; count < 10; count++) splitter.push(piece);
    }).toThrow(UpstreamError);
  });

  test.each([
    ["data: one\n\n", "one"],
    ["data:one\r\ndata: two\r\n\r\n", "one\ntwo"],
    [": comment\n\n", undefined],
    ["event: ping\ndata: {}\n\n", "{}"],
    ["data: {\ndata: }\n\n", "{\n}"],
    ["data: {}\r\r", "{}"],
    ["data:  {}\n\n", " {}"],
    ["data: [DONE]\n\n", "[DONE]"],
    ["data:\n\n", undefined],
    ["data\n\n", undefined],
  ])("reads the data of %j", (text, data) => {
    expect(dataOf(Buffer.from(text))).toBe(data);
  });
});
