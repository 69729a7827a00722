import * as fc from "fast-check";
import { UpstreamError } from "./errors";
import { chatErrorOf, outcomeOfStatus, retryAfterOf } from "./outcome";

const bytes = (text: string): Buffer => Buffer.from(text);

describe("outcome of a status", () => {
  test.each([
    [429, "rejected", 429],
    [503, "rejected", 503],
    [401, "unauthorized", 502],
    [403, "unauthorized", 502],
    [400, "wrongRequest", 400],
    [404, "modelMissing", 404],
    [422, "wrongRequest", 422],
    [408, "failed", 502],
    [500, "failed", 502],
    [502, "failed", 502],
    [302, "failed", 502],
  ])("%i is %s, told as %i", (status, kind, told) => {
    const outcome = outcomeOfStatus(status, {}, bytes(""));
    expect(outcome.kind).toBe(kind);
    expect(outcome.error.status).toBe(told);
  });

  test("a refusal carries the provider's own words", () => {
    const body =
      '{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}';
    expect(outcomeOfStatus(400, {}, bytes(body)).error).toMatchObject({
      message: "too long",
      code: "context_length_exceeded",
      param: "messages",
    });
    expect(outcomeOfStatus(400, {}, bytes('{"object":"error","message":"vLLM says no"}')).error.message).toBe(
      "vLLM says no",
    );
  });

  test.each(["", "<html>", "null", '"text"', '{"error":5}', "[]"])(
    "a refusal that is %j still has a message",
    (body) => {
      expect(outcomeOfStatus(400, {}, bytes(body)).error.message).toContain("status 400");
    },
  );

  test("a refused key never becomes the client's 401", () => {
    expect(
      outcomeOfStatus(401, {}, bytes('{"error":{"message":"key sk-secret is wrong"}}')).error.message,
    ).not.toContain("sk-");
  });
});

describe("Retry-After", () => {
  test("is read as seconds and as a date", () => {
    expect(retryAfterOf({ "retry-after": "1.5" })).toBe(1_500);
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    expect(retryAfterOf({ "retry-after": inTenSeconds })).toBeGreaterThan(8_000);
  });
  test.each([{}, { "retry-after": "" }, { "retry-after": "later" }])("%j says nothing", (headers) => {
    expect(retryAfterOf(headers)).toBeUndefined();
  });
});

test.each([
  ["timeout", 504, "upstream_timeout"],
  ["stalled", 504, "upstream_stalled"],
  ["garbage", 502, "upstream_invalid"],
  ["absent", 502, "upstream_unreachable"],
  ["broken", 502, "upstream_unreachable"],
  ["cancelled", 499, "client_closed_request"],
] as const)("a call that is %s is told as %i", (failure, status, code) => {
  const error = chatErrorOf(new UpstreamError(failure, "connect ECONNREFUSED 10.0.0.7:8000"));
  expect(error).toMatchObject({ status, code });
  expect(error.message).not.toContain("10.0.0.7");
});

test("any refusal and any Retry-After are read without failing, as a time from now on", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 201, max: 599 }),
      fc.string(),
      fc.oneof(fc.json(), fc.string()),
      (status, header, body) => {
        const { error } = outcomeOfStatus(status, { "retry-after": header }, bytes(body));
        expect(typeof error.toBody().error.message).toBe("string");
        expect(retryAfterOf({ "retry-after": header }) ?? 0).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
