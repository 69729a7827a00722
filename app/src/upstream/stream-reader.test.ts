import * as fc from "fast-check";
import type { Endpoint } from "../engine";
import { UpstreamError } from "./errors";
import { StreamReader } from "./stream-reader";

const piece = (choices: unknown, more: object = {}): string => JSON.stringify({ choices, ...more });
const role = piece([{ index: 0, delta: { role: "assistant", content: "" } }]);
const word = piece([{ index: 0, delta: { content: "wörd 말" }, finish_reason: null }]);
const stop = piece([{ index: 0, delta: {}, finish_reason: "stop" }]);
const usage = piece([], { usage: { prompt_tokens: 7, completion_tokens: 2 } });
const filters = piece([], { prompt_filter_results: [{ prompt_index: 0 }] });

const event = (data: string): string => `data: ${data}\n\n`;
const done = event("[DONE]");

interface Verdict {
  given: string;
  ended: "complete" | UpstreamError["failure"];
  finishReason: string | undefined;
  tokens: number | undefined;
}

/** What a stream comes to, however it is cut. An open one has not ended, and is complete only by its own word. */
function read(
  chunks: readonly Buffer[],
  { keepUsage = true, open = false, endpoint = "chat/completions" as Endpoint } = {},
): Verdict {
  const reader = new StreamReader({ endpoint, keepUsage });
  let given = "";
  const sink = { give: (bytes: Buffer) => void (given += bytes.toString()) };
  let ended: Verdict["ended"] = "complete";
  try {
    for (const chunk of chunks) reader.push(chunk, sink);
    if (!open) reader.end(sink);
    else if (!reader.isDone) ended = "stalled";
  } catch (error) {
    expect(error).toBeInstanceOf(UpstreamError);
    ended = (error as UpstreamError).failure;
  }
  return { given, ended, finishReason: reader.progress.finishReason, tokens: reader.progress.usage?.completionTokens };
}

const readText = (text: string, options = {}): Verdict => read([Buffer.from(text)], options);
const words = event(role) + event(word);
const whole = words + event(stop);

describe("a stream is complete", () => {
  test.each<[string, string]>([
    ["with an empty line", done],
    ["with one newline", "data: [DONE]\n"],
    ["without any", "data: [DONE]"],
    ["with CRLF", "data: [DONE]\r\n\r\n"],
    ["with one CRLF", "data: [DONE]\r\n"],
    ["with CR alone", "data: [DONE]\r\r"],
    ["without a blank", "data:[DONE]\n\n"],
    ["with a name", "event: done\ndata: [DONE]\n\n"],
    ["with blank lines and comments after it", `${done}\n\n: bye\n\n\n`],
    ["with an event after it", done + event(word)],
    ["with garbage after it", `${done}<html>`],
    ["in small letters", "data: [done]\n\n"],
    ["between blanks", "data:  [DONE]  \n"],
    ["as a JSON text", 'data: "[DONE]"\n\n'],
  ])("by [DONE] %s, at once where the connection stays open, and the client gets it as it should be", (_how, tail) => {
    for (const open of [false, true]) {
      expect(readText(whole + tail, { open })).toMatchObject({
        ended: "complete",
        given: whole + done,
        finishReason: "stop",
      });
    }
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["the count of tokens", event(usage)],
    ["a count that is cut off", 'data: {"choices":[],"usa'],
    ["comments", ": wait\n\n\n"],
    ["what is no JSON", "data: bye\n\n"],
    ["an empty piece of a choice that has ended", event(piece([{ index: 0, delta: {} }]))],
  ])("by every finish_reason and the connection's end, with %s between", (_what, tail) => {
    const { ended, given } = readText(whole + tail);
    expect([ended, given.endsWith(done)]).toEqual(["complete", true]);
    expect(readText(whole + tail, { open: true }).ended).toBe("stalled");
  });

  test("by [DONE] without a finish_reason: it is the server's word", () => {
    expect(readText(words + done)).toMatchObject({ ended: "complete", finishReason: undefined });
  });

  test("with a last piece that lacks its empty line", () => {
    const { ended, given } = readText(`${words}data: ${stop}\n`);
    expect(ended).toBe("complete");
    expect(given).toBe(`${words}data: ${stop}\n\n\n${done}`);
  });

  test.each(["stop", "length", "tool_calls", "content_filter", "function_call"])("that ends with %s", (reason) => {
    const last = event(piece([{ index: 0, delta: {}, finish_reason: reason }]));
    expect(readText(words + last)).toMatchObject({ ended: "complete", finishReason: reason });
  });

  test("with Azure's filters first, a byte order mark, ids, retries and names", () => {
    const text = `\uFEFF${event(filters)}id: 1\nretry: 5\nevent: message\n${event(word)}${event(stop)}`;
    expect(readText(text)).toMatchObject({ ended: "complete", given: text.slice(1) + done });
  });

  test("with data over several lines", () => {
    expect(readText(`data: {"choices":\ndata: [{"index":0,"finish_reason":"stop","delta":{}}]}\n\n`).ended).toBe(
      "complete",
    );
  });

  test("with tool calls", () => {
    const call = piece([{ index: 0, delta: { tool_calls: [{ index: 0, function: { name: "f", arguments: "{}" } }] } }]);
    const last = event(piece([{ index: 0, delta: {}, finish_reason: "tool_calls" }]));
    expect(readText(event(call) + last)).toMatchObject({ ended: "complete", finishReason: "tool_calls" });
  });

  test("of several choices only when each has ended, and the first one's reason counts", () => {
    const of = (index: number, reason: string | null): string =>
      event(piece([{ index, delta: { content: "x" }, finish_reason: reason }]));
    const both = of(0, null) + of(1, null);
    expect(readText(both + of(1, "length")).ended).toBe("broken");
    expect(readText(both + of(1, "length") + of(0, "stop"))).toMatchObject({ ended: "complete", finishReason: "stop" });
    expect(
      readText(
        event(
          piece([
            { index: 0, finish_reason: "stop" },
            { index: 1, delta: {} },
          ]),
        ),
      ).ended,
    ).toBe("broken");
  });

  test("of several choices that were asked for when as many have ended, or its server says so", () => {
    const first = event(piece([{ index: 0, delta: { content: "x" }, finish_reason: "stop" }]));
    const read = (): StreamReader => {
      const reader = new StreamReader({ endpoint: "chat/completions", keepUsage: true, choices: 2 });
      reader.push(Buffer.from(first), { give: () => undefined });
      return reader;
    };
    expect(read().progress.isFinished).toBe(false);
    const given: string[] = [];
    const sink = { give: (bytes: Buffer) => void given.push(bytes.toString()) };
    read().end(sink);
    read().push(Buffer.from(done), sink);
    expect(given).toEqual([done, done]);
  });

  test("with pings in words, which no client hears: OpenAI's read all data as JSON", () => {
    const text = `event: ping\ndata: 12:00\n\n${words}event: ping\ndata: 12:01\n\n${event(stop)}`;
    expect(readText(text)).toMatchObject({ ended: "complete", given: whole + done });
  });

  test("and only parts of an answer count as such", () => {
    const reader = new StreamReader({ endpoint: "chat/completions", keepUsage: true });
    const sink = { give: () => undefined };
    const other = `${event(filters)}${event("{}")}${event('{"choices":[]}')}event: ping\n${event('{"type":"ping"}')}`;
    reader.push(Buffer.from(words), sink);
    reader.push(Buffer.from(other + event(usage)), sink);
    expect(reader.pieces).toBe(2);
  });

  test("but not with an error that stands there as bare JSON", () => {
    const error = '{"error":{"message":"no","code":500}}';
    for (const tail of [error, `${error}\n\n`, `[${error}]\n\n`]) {
      expect(readText(words + tail)).toMatchObject({ ended: "failed", given: words });
    }
  });

  test("of a response by its last event, and no other word is added", () => {
    const typed = (type: string, more: object = {}): string =>
      `event: ${type}\n${event(JSON.stringify({ type, ...more }))}`;
    const begun = typed("response.created", { response: {} }) + typed("response.output_text.delta", { delta: "x" });
    const options = { endpoint: "responses" as const, open: true };
    const response = { usage: { input_tokens: 7, output_tokens: 2 } };
    const text = begun + typed("response.completed", { response });
    expect(readText(text, options)).toEqual({ ended: "complete", given: text, finishReason: "stop", tokens: 2 });
    const cut = typed("response.incomplete", { response: { incomplete_details: { reason: "max_output_tokens" } } });
    expect(readText(begun + cut, options).finishReason).toBe("max_output_tokens");
    expect(readText(begun, { endpoint: "responses" }).ended).toBe("broken");
    const failure = { response: { error: { code: "server_error", message: "no" } } };
    expect(readText(begun + typed("response.failed", failure), options).ended).toBe("failed");
    expect(readText(begun + typed("error", { message: "no" }), options).ended).toBe("failed");
  });
});

describe("a stream is no answer", () => {
  test.each<[string, string, string]>([
    ["that ends after words", words, "broken"],
    ["that ends inside an event", `${words}data: {"choices":[{"del`, "broken"],
    ["that ends in comments", `${words}: wait\n\n`, "broken"],
    ["without anything", "", "garbage"],
    ["of comments alone", ": wait\n\n: wait\n\n", "garbage"],
    ["of [DONE] alone", done, "garbage"],
    ["of filters and [DONE]", event(filters) + done, "garbage"],
    ["of a page", "<html>\n\n", "garbage"],
    ["with a page inside", `${words}data: <html>\n\n`, "garbage"],
    ["with null inside", `${words}data: null\n\n`, "garbage"],
    ["with an error object", words + event('{"error":{"message":"no"}}'), "failed"],
    ["with an error text", words + event('{"error":"no"}'), "failed"],
    ["with an error beside choices", words + event('{"choices":[],"error":{"code":502}}'), "failed"],
    ["with vLLM's older error", words + event('{"object":"error","message":"no","code":400}'), "failed"],
    [
      "with Anthropic's error",
      `${words}event: error\n${event('{"type":"error","error":{"type":"overloaded_error"}}')}`,
      "failed",
    ],
    ["with an error event of JSON", `${words}event: error\n${event('{"message":"no"}')}`, "failed"],
    ["with an error event of words", `${words}event: error\ndata: upstream died\n\n`, "failed"],
    ["with an error event without data", `${words}event:error\n\n`, "failed"],
    ["with the name of an error after its data", `${words}data: {}\nevent: error\n\n`, "failed"],
    ["with a choice that ends with an error", words + event(piece([{ index: 0, finish_reason: "error" }])), "failed"],
    ["with an error after the end of its choice", whole + event('{"error":{"message":"no"}}'), "failed"],
  ])("%s", (_what, text, failure) => {
    const { ended, given } = readText(text);
    expect(ended).toBe(failure);
    expect(given).not.toContain("[DONE]");
    // What came before reaches the client, and nothing of the failure does.
    if (text.startsWith(words)) expect(given).toMatch(/^(?!.*(error|html|died))data: .*"role"/s);
  });
});

test("the count of tokens is passed on only where it was asked for, and counts in any case", () => {
  const text = whole + event(usage) + done;
  expect(readText(text)).toMatchObject({ given: text, tokens: 2 });
  expect(readText(text, { keepUsage: false })).toMatchObject({ given: whole + done, tokens: 2 });
});

const parts = fc.array(
  fc.constantFrom(
    ": wait\n\n",
    "\n",
    event(role),
    event(word),
    event(stop),
    event(usage),
    event(filters),
    done,
    "id: 3\nevent: message\n",
    "event: error\ndata: no\n\n",
    event('{"error":{"message":"no"}}'),
    "data: {\ndata: }\n\n",
    "data: <html>\n\n",
  ),
  { maxLength: 8 },
);
const tails = fc.constantFrom("", "\n", "data: [DONE]", "data: [DONE]\n", 'data: {"cho', "\uFEFF", ": ");
const lineEnds = fc.constantFrom("\n", "\r\n", "\r");

test("random streams with random tails and line ends come to the same however their bytes are cut, inside letters too", () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(
      fc.boolean(),
      parts,
      tails,
      lineEnds,
      fc.array(fc.nat(2_000), { maxLength: 20 }),
      (mark, some, tail, lineEnd, cuts) => {
        const text = `${mark ? "\uFEFF" : ""}${some.join("")}${tail}`.replaceAll("\n", lineEnd);
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const single = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
        const verdict = read([bytes]);
        expect(read(pieces)).toEqual(verdict);
        expect(read(single)).toEqual(verdict);
        met.add(verdict.ended);
      },
    ),
    { seed: 5, numRuns: 2_000 },
  );
  expect([...met].sort()).toEqual(["broken", "complete", "failed", "garbage"]);
});

test("any bytes are an answer or an UpstreamError", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (chunks) => {
      expect(["broken", "garbage", "failed"]).toContain(read(chunks.map((chunk) => Buffer.from(chunk))).ended);
    }),
    { seed: 5 },
  );
});
