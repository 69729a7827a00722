import { failureInside, failureOf, secondsOf } from "./failure";

const error = (message: unknown, code: unknown = null): string =>
  JSON.stringify({ error: { message, code, type: "x", param: null } });

test.each([
  ["a page of the edge", 502, "<html>Bad gateway</html>", "unreadable"],
  ["nothing", 500, "", "unreadable"],
  ["JSON that is no error", 500, "[1]", "unreadable"],
  ["JSON without a message", 500, error(""), "unreadable"],
  ["words of the API", 400, error("No."), "refused"],
  ["an error as a text, as some proxies write it", 400, '{"error":"No."}', "refused"],
  ["a missing key", 401, "", "unauthorized"],
  ["too many requests", 429, error("Slow down.", "rate_limit_exceeded"), "busy"],
  ["too many requests, as a page", 429, "<html>", "busy"],
  ["a provider that fails", 502, error("It failed.", "upstream_error"), "unavailable"],
  ["a login that is needed", 401, error("Log in.", "login_required"), "login"],
  ["a question that no model can read", 400, error("Too long.", "context_length_exceeded"), "tooLarge"],
  ["a page of 503", 503, "<html>", "unreadable"],
  ["a budget that is used up", 429, error("Enough.", "insufficient_quota"), "budget"],
  ["too large a body", 413, "", "tooLarge"],
  ["a conversation that is gone", 404, error("None.", "session_not_found"), "gone"],
  ["another 404", 404, error("No model.", "model_not_found"), "refused"],
])("%s: %d %s is %s", async (_what, status, body, kind) => {
  expect((await failureOf(new Response(body, { status }))).kind).toBe(kind);
});

test.each([
  ["seconds", "12", 12],
  ["no seconds", "0", 0],
  ["parts of them", "1.2", 2],
  ["a date", "Mon, 30 Nov 2026 22:00:30 GMT", 30],
  ["a date that was", "Mon, 30 Nov 2026 21:00:00 GMT", 0],
  ["a time before now", "-5", 0],
  ["an endless wait", "99999999999", 86_400],
  ["nothing", null, undefined],
  ["no value", "  ", undefined],
  ["no time", "soon", undefined],
])("Retry-After of %s", (_what, header, expected) => {
  expect(secondsOf(header, Date.parse("2026-11-30T22:00:00Z"))).toBe(expected);
});

test("finds an error inside a stream, and nothing where there is none", () => {
  expect(failureInside({ error: { message: "Broke.", code: "upstream_error" } })).toMatchObject({
    kind: "unavailable",
  });
  expect(failureInside({ error: { message: "Ended.", code: "expired_api_key" } })).toMatchObject({
    kind: "unauthorized",
  });
  expect(failureInside({ error: {} })).toMatchObject({ kind: "unreadable" });
  for (const event of [null, 1, {}, { error: null }]) expect(failureInside(event)).toBeUndefined();
});
