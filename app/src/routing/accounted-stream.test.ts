import { type StreamEnd, UpstreamError } from "../upstream";
import { accountedStream } from "./accounted-stream";

const facts = {
  model: "m",
  backend: "gateway",
  attempts: 1,
  overflowed: false,
  usage: { promptTokens: 0, completionTokens: 0 },
  costDollars: 0,
  queuedMs: 0,
};

/** The accounts of a stream that nobody reads, once its backend's part is over. */
async function accountsOf(end: Partial<StreamEnd>, onEnd = jest.fn()) {
  const whole: StreamEnd = {
    usage: undefined,
    pieces: 2,
    finishReason: "stop",
    pausedMs: 5,
    failure: undefined,
    ...end,
  };
  const answer = {
    kind: "stream" as const,
    events: [Buffer.from("x")][Symbol.iterator]() as never,
    end: Promise.resolve(whole),
  };
  const streamed = accountedStream({ answer, promptBytes: 40, facts, onEnd });
  await answer.end;
  await Promise.resolve();
  return { streamed, told: onEnd.mock.calls as [unknown, number, { kind: string } | undefined][] };
}

describe("a stream's accounts", () => {
  test("are made when the backend's part is over, with the tokens that it counted", async () => {
    const { streamed, told } = await accountsOf({ usage: { promptTokens: 7, completionTokens: 3 } });
    expect(streamed).toMatchObject({ usage: { completionTokens: 3 }, finishReason: "stop", ended: "complete" });
    expect(told).toEqual([[streamed, 5, undefined]]);
  });

  test("count a piece as a token where the backend does not count", async () => {
    expect((await accountsOf({})).streamed.usage).toEqual({ promptTokens: 10, completionTokens: 2 });
  });

  test.each([
    ["cancelled", "left", "cancelled"],
    ["unread", "left", "cancelled"],
    ["stalled", "failed", "timeout"],
    ["broken", "failed", "failed"],
  ] as const)("of one that is %s say that it was %s", async (failure, ended, kind) => {
    const { streamed, told } = await accountsOf({ failure: new UpstreamError(failure, "") });
    expect([streamed.ended, told[0]![2]!.kind]).toEqual([ended, kind]);
  });

  test("that fail cut no answer and end no process", async () => {
    const fails = jest.fn(() => {
      throw new Error("no");
    });
    expect((await accountsOf({}, fails)).streamed.ended).toBe("complete");
  });
});
