import * as fc from "fast-check";
import { UpstreamError } from "./errors";
import { chatErrorOf, outcomeOfError, outcomeOfStatus } from "./outcome";
import { toldErrorOf } from "./told-error";

const bytes = (text: string): Buffer => Buffer.from(text);
const late = 60_000;

describe("outcome of a status", () => {
  test.each([
    [429, "rejected", 429],
    [503, "rejected", 503],
    [529, "rejected", 503],
    [401, "unauthorized", 502],
    [402, "quotaExhausted", 429],
    [403, "modelMissing", 403],
    [400, "wrongRequest", 400],
    [404, "modelMissing", 404],
    [413, "wrongRequest", 413],
    [422, "wrongRequest", 422],
    [408, "failed", 502],
    [409, "failed", 502],
    [425, "failed", 502],
    [499, "failed", 502],
    [500, "failed", 502],
    [502, "failed", 502],
    [504, "failed", 502],
    [204, "failed", 502],
    [302, "failed", 502],
    [405, "modelMissing", 502],
    [415, "modelMissing", 502],
    [421, "modelMissing", 502],
    [431, "modelMissing", 502],
  ])("%i is %s, told as %i", (status, kind, told) => {
    const outcome = outcomeOfStatus(status, {}, bytes(""));
    expect(outcome.kind).toBe(kind);
    expect(outcome.error.status).toBe(told);
  });

  test.each([408, 504, 524])("%i after a long time is a generation that timed out", (status) => {
    const outcome = outcomeOfStatus(status, {}, bytes("<html>"), late);
    expect(outcome).toMatchObject({ kind: "timeout", error: { status: 504, code: "upstream_timeout", retry: false } });
  });

  test.each([502, 503, 504])("%i with a proxy's page is a failure, and none of it is told", (status) => {
    const { kind, error } = outcomeOfStatus(status, {}, bytes("<html>10.0.0.7 no healthy upstream</html>"));
    expect(kind).toBe("failed");
    expect(error.message).not.toContain("10.0.0.7");
  });

  test("a redirect has a code of its own", () => {
    const { error } = outcomeOfStatus(307, { location: "http://elsewhere" }, bytes(""));
    expect(error).toMatchObject({ status: 502, code: "upstream_redirect" });
  });

  test("a backend that says that a repetition changes nothing is believed", () => {
    const headers = { "x-should-retry": "false", "retry-after": "7" };
    for (const status of [429, 500, 503]) {
      const outcome = outcomeOfStatus(status, headers, bytes("{}"));
      expect([outcome.final, outcome.error.retry]).toEqual([true, false]);
      expect(outcomeOfStatus(status, {}, bytes("{}")).final).toBe(false);
    }
  });

  test("one request that is more than a minute's tokens is not repeated, and the account stays unnamed", () => {
    const message = "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 3, Requested 5.";
    const body = JSON.stringify({ error: { message, type: "tokens", code: "rate_limit_exceeded" } });
    const { kind, error } = outcomeOfStatus(429, {}, bytes(body));
    expect([kind, error.status, error.code, error.type, error.retry]).toEqual([
      "modelMissing",
      429,
      "rate_limit_exceeded",
      "tokens",
      false,
    ]);
    expect(error.message).not.toContain("org-1");
  });

  test("a refusal in plain text has its words, and a page has none", () => {
    const told = (type: string, body: string) =>
      outcomeOfStatus(400, { "content-type": type }, bytes(body)).error.message;
    expect(told("text/plain; charset=utf-8", "n must be 1\n")).toBe("n must be 1");
    for (const [type, body] of [
      ["text/html", "10.0.0.7"],
      ["text/plain", "<p>10.0.0.7</p>"],
      ["text/plain", "10.0.0.7".repeat(1_000)],
    ] as const) {
      expect(told(type, body)).not.toContain("10.0.0.7");
    }
  });

  test("an absurd Retry-After is not passed on", () => {
    const told = (value: string) => outcomeOfStatus(429, { "retry-after": value }, bytes("")).error.retryAfterSeconds;
    expect(["86400", "-1", "NaN", "7"].map(told)).toEqual([60, 1, 1, 7]);
  });

  test.each(["", "<html>", "null", '"text"', '{"error":5}', "[]"])(
    "a refusal that is %j still has a message",
    (body) => {
      expect(outcomeOfStatus(400, {}, bytes(body)).error.message).not.toBe("");
    },
  );

  test("a refused key never becomes the client's 401", () => {
    expect(
      outcomeOfStatus(401, {}, bytes('{"error":{"message":"key sk-secret is wrong"}}')).error.message,
    ).not.toContain("sk-");
  });
});

test("what a provider refuses keeps its words, its type, its parameter and its details", () => {
  const error = {
    message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    type: null,
    param: "prompt",
    code: "content_filter",
    status: 400,
    innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: { hate: { filtered: true } } },
  };
  const told = outcomeOfStatus(400, {}, bytes(JSON.stringify({ error })));
  expect(told.kind).toBe("blocked");
  expect(told.error.toBody().error).toEqual({ ...error, type: "invalid_request_error" });
});

test("an error inside a stream means what it would mean as a status, where it names one", () => {
  const outcomeOf = (json: unknown) => outcomeOfError(new UpstreamError("failed", "told", { told: toldErrorOf(json) }));
  // vLLM refuses a stream's request inside the stream.
  const window = { message: "This model's maximum context length is 4096 tokens.", type: "BadRequestError", code: 400 };
  expect(outcomeOf({ error: window })).toMatchObject({
    kind: "wrongRequest",
    error: { status: 400, code: "context_length_exceeded", message: window.message },
  });
  expect(outcomeOf({ error: { code: 429, message: "slow down" } }).kind).toBe("rejected");
  for (const json of [
    { error: { message: "CUDA error at 10.0.0.7" } },
    { error: "no" },
    "no",
    undefined,
    { error: {} },
  ]) {
    const { kind, error } = outcomeOf(json);
    expect([kind, error.code, error.message]).toEqual([
      "failed",
      "upstream_error",
      "The model's provider failed while it answered.",
    ]);
  }
});

// What stands in a stream, or under status 200, has no status of its own.
test.each([
  [{ type: "overloaded_error" }, "rejected"],
  [{ type: "rate_limit_error" }, "rejected"],
  [{ code: "rate_limit_exceeded" }, "rejected"],
  [{ type: "RESOURCE_EXHAUSTED" }, "rejected"],
  [{ type: "RateLimitError" }, "rejected"],
  [{ type: "authentication_error" }, "unauthorized"],
  [{ code: "insufficient_quota" }, "quotaExhausted"],
  [{ type: "not_found_error" }, "modelMissing"],
  [{ code: "content_filter" }, "blocked"],
  [{ type: "invalid_request_error" }, "wrongRequest"],
  [{ type: "BadRequestError" }, "wrongRequest"],
  [{ type: "server_error" }, "failed"],
  [{ type: "toString" }, "failed"],
] as const)("an error that is told as %j is %s", (members, kind) => {
  const told = toldErrorOf({ error: { message: "no", ...members } });
  expect(outcomeOfError(new UpstreamError("failed", "told", { told })).kind).toBe(kind);
});

test("a gateway that gave up after a long time has timed out, also where it had begun to answer", () => {
  const told = toldErrorOf({ error: { message: "no", code: 504 } });
  const kindAfter = (afterMs: number) => outcomeOfError(new UpstreamError("failed", "told", { told }), afterMs).kind;
  expect([kindAfter(1_000), kindAfter(late)]).toEqual(["failed", "timeout"]);
});

test.each([
  ["timeout", "timeout", 504, "upstream_timeout"],
  ["stalled", "timeout", 504, "upstream_stalled"],
  ["garbage", "failed", 502, "upstream_invalid"],
  ["absent", "absent", 502, "upstream_unreachable"],
  ["broken", "failed", 502, "upstream_unreachable"],
  ["crowded", "cancelled", 429, "overloaded"],
  ["unread", "cancelled", 499, "client_closed_request"],
  ["cancelled", "cancelled", 499, "client_closed_request"],
] as const)("a call that is %s is %s, and told as %i", (failure, kind, status, code) => {
  const cause = new UpstreamError(failure, "connect ECONNREFUSED 10.0.0.7:8000");
  expect(outcomeOfError(cause).kind).toBe(kind);
  const error = chatErrorOf(cause);
  expect(error).toMatchObject({ status, code });
  expect(error.message).not.toContain("10.0.0.7");
});

test("what has been tried here is not for clients to repeat, but for a provider's load and what comes back by itself", () => {
  const repeated = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 529].filter(
    (status) => outcomeOfStatus(status, {}, bytes("{}"), late).error.retry,
  );
  expect(repeated).toEqual([429, 503, 529]);
});

test("any refusal is read without failing", () => {
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((json) => `{"error":${json},"detail":${json}}`),
  );
  fc.assert(
    fc.property(fc.integer({ min: 201, max: 599 }), body, fc.nat(100_000), (status, text, afterMs) => {
      const { error } = outcomeOfStatus(status, {}, bytes(text), afterMs);
      expect(typeof error.toBody().error.message).toBe("string");
      expect(JSON.stringify(error.toBody())).toContain("message");
    }),
    { seed: 9 },
  );
  // Nested deeper than any stack.
  const deep = `${'{"error":{"message":"m","a":'}${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
  expect(outcomeOfStatus(400, {}, bytes(deep)).error.message).toBe("m");
  const errors = `${'{"error":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  expect(outcomeOfStatus(400, {}, bytes(errors)).error.message).toContain("status 400");
});
