import type { FastifyInstance } from "fastify";

/** Headers of an answer that a browser's script may read besides the harmless ones. */
const exposed = [
  "allow",
  "location",
  "openai-processing-ms",
  "retry-after",
  "www-authenticate",
  "x-backend",
  "x-message-id",
  "x-model",
  "x-ratelimit-limit-requests",
  "x-ratelimit-limit-tokens",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-remaining-tokens",
  "x-ratelimit-reset-requests",
  "x-ratelimit-reset-tokens",
  "x-request-id",
  "x-session-id",
  "x-should-retry",
  "x-user-message-id",
].join(", ");

/** Longest time for which a browser keeps a preflight's answer, seconds: Chromium's own bound. */
const preflightSeconds = "7200";

/** A list of header names, as a preflight asks for them: tokens of RFC 9110. */
const headerNames = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Lets scripts of other origins call the API from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol). A key in a header is the only
 * credential that goes with it: `access-control-allow-credentials` is never sent, so no browser adds its cookies. It stands before the check of
 * callers, because a preflight carries no key, and writes to the raw response, because streams do.
 *
 * @param origins origins such as `https://app.example.com`, or `*` for all; without any, no header is sent
 */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  const all = allowed.has("*");
  server.addHook("onRequest", (request, reply, next) => {
    const { raw } = reply;
    const { origin } = request.headers;
    // Caches must not give one origin's answer to another.
    if (!all) raw.setHeader("vary", "Origin");
    if (origin === undefined) return next();
    const isAllowed = all || allowed.has(origin);
    if (isAllowed) {
      raw.setHeader("access-control-allow-origin", all ? "*" : origin);
      raw.setHeader("access-control-expose-headers", exposed);
    }
    if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return next();
    if (isAllowed) {
      raw.setHeader("access-control-allow-methods", "GET, HEAD, POST, PATCH, DELETE");
      raw.setHeader("access-control-max-age", preflightSeconds);
      const asked = request.headers["access-control-request-headers"];
      // The SDKs send `x-stainless-…` of every kind. What they may send is no secret: the origin is what is checked.
      if (asked !== undefined && headerNames.test(asked)) raw.setHeader("access-control-allow-headers", asked);
    }
    void reply.code(204).send();
  });
}
