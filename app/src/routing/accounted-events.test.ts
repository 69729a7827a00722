import { ChatError, type AnswerFacts } from "../engine";
import { type NoAnswer, type StreamAnswer, UpstreamError } from "../upstream";
import { accountedEvents } from "./accounted-events";

const filters = 'data: {"choices":[],"prompt_filter_results":[],"usage":null}\n\n';
const word = 'data: {"choices":[{"delta":{"content":"the \\"usage\\""}}],"usage":null}\n\n';
const tokens = 'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\n';
const done = "data: [DONE]\n\n";

/** What a client gets of a backend's events, and what the accounts do. */
async function through(events: readonly string[], { keepUsage = false, breaks = undefined as Error | undefined } = {}) {
  const ends: { facts: AnswerFacts; failure: NoAnswer | undefined }[] = [];
  async function* source(): AsyncIterableIterator<Buffer> {
    for (const event of events) yield Buffer.from(event);
    if (breaks !== undefined) throw breaks;
  }
  const answer: StreamAnswer = {
    kind: "stream",
    events: source(),
  };
  const streamed = accountedEvents({
    answer,
    asked: { backend: "gateway", model: "m" },
    keepUsage,
    promptBytes: 40,
    facts: { attempts: 1, overflowed: false, queuedMs: 0 },
    onEnd: (facts, failure) => void ends.push({ facts: { ...facts }, failure }),
  });
  const got: string[] = [];
  let error: unknown;
  try {
    for await (const event of streamed.events) got.push(event.toString());
  } catch (caught) {
    error = caught;
  }
  expect(ends).toHaveLength(1);
  return { got, error, usage: ends[0]!.facts.usage, failure: ends[0]!.failure };
}

describe("a stream with its accounts", () => {
  test("passes every event on to the byte but the one that only has the tokens", async () => {
    const events = [": wait\n\n", filters, word, word, tokens, done];
    const counted = { promptTokens: 7, completionTokens: 2 };
    expect(await through(events)).toMatchObject({ got: events.filter((e) => e !== tokens), usage: counted });
    expect(await through(events, { keepUsage: true })).toMatchObject({
      got: events,
      usage: counted,
      failure: undefined,
    });
  });

  test("counts a piece as a token where the backend does not count, and says the last word where it does not", async () => {
    expect(await through([": wait\n\n", word, word])).toMatchObject({
      got: [": wait\n\n", word, word, done],
      usage: { promptTokens: 10, completionTokens: 2 },
    });
  });

  test.each([
    ['data: {"error":{"message":"no"}}\n\n', "failed", 502],
    ["data: <html>\n\n", "garbage", 502],
  ])("ends at %j, and the backend hears that it failed", async (event, failure, status) => {
    const { got, error, failure: told } = await through([word, event, word]);
    expect(got).toEqual([word]);
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ status });
    expect(told).toMatchObject({ kind: "failed", outcome: failure });
  });

  test("tells a stream that breaks as the error that it is", async () => {
    const { error, failure } = await through([word], { breaks: new UpstreamError("stalled", "silence") });
    expect(error).toMatchObject({ status: 504, code: "upstream_stalled" });
    expect(failure).toMatchObject({ kind: "failed", outcome: "stalled" });
  });
});
