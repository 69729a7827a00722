import fc from "fast-check";
import { EventParser, eventsOf } from "./events";

const all = (...pieces: string[]): string[] => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.add(piece));
};

// Examples of WHATWG HTML, 9.2.6, and what it says in words.
test.each([
  ["one event", "data: a\n\n", ["a"]],
  ["without the space", "data:a\n\n", ["a"]],
  ["data in several lines", "data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]],
  ["comments and other fields", ": test stream\n\nid: 1\nevent: x\nretry: 5\ndata: first\n\n", ["first"]],
  ["empty data", "data\n\ndata\ndata\n\n", ["", "\n"]],
  ["CR LF and CR", "data: a\r\n\r\ndata: b\r\r", ["a", "b"]],
  ["an event that does not end", "data: a\n\ndata: b\n", ["a"]],
  ["a byte order mark", "\uFEFFdata: a\n\n", ["a"]],
])("reads %s", (_what, text, expected) => {
  expect(all(text)).toEqual(expected);
  expect(all(...text)).toEqual(expected);
});

test("reads the same wherever the stream is cut", () => {
  const text = fc.array(fc.constantFrom("data: a", ": c", "data:", "x", "\n", "\r\n", "\r", "\n\n"), { maxLength: 20 });
  const property = fc.property(text, fc.array(fc.nat(80), { maxLength: 5 }), (parts, cuts) => {
    const given = parts.join("");
    const points = [0, ...cuts.filter((cut) => cut < given.length).sort((a, b) => a - b), given.length];
    const pieces = points.slice(1).map((end, index) => given.slice(points[index], end));
    expect(all(...pieces)).toEqual(all(given));
  });
  fc.assert(property, { seed: 16, numRuns: 2_000 });
});

test("puts characters together that come in halves", async () => {
  const bytes = new TextEncoder().encode("data: 한국어\n\n");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of eventsOf(body)) found.push(data);
  expect(found).toEqual(["한국어"]);
});
