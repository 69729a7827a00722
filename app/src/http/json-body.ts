import type { FastifyInstance, FastifyRequest } from "fastify";
import { ChatError } from "../engine";
import { bytesPerValue, countValues, mostValues } from "../json";
import type { BodyBudget } from "./body-budget";

/**
 * Reads JSON bodies, each within its route's bound and all within the process's. Instead of Fastify's parser, which
 * searches every body for `__proto__`: nothing here merges a body into an object, so there is nothing to poison.
 */
export function acceptJson(server: FastifyInstance, budget: BodyBudget): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", (request, payload, done) => {
    const limit = request.routeOptions.bodyLimit;
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > limit) return done(tooLarge(limit));
    const { record } = request;
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: ChatError): void => {
      payload.removeAllListeners("data");
      payload.resume();
      done(error);
      chunks.length = 0;
      length = -1;
    };
    payload.on("data", (chunk: Buffer) => {
      if (length === -1) return;
      length += chunk.length;
      if (length > limit) return fail(tooLarge(limit));
      if (!budget.take(chunk.length)) return fail(noMemory());
      record.heldBytes += chunk.length;
      chunks.push(chunk);
    });
    payload.on("end", () => {
      if (length === -1) return;
      record.body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
      const values = countValues(record.body, mostValues);
      if (values > mostValues) return done(tooManyValues());
      // What is parsed counts as well: brackets are one byte each and take eighty.
      if (!budget.take(values * bytesPerValue)) return done(noMemory());
      record.heldBytes += values * bytesPerValue;
      parse(record.body, done);
    });
    payload.on("error", () => {
      if (length !== -1) done(new ChatError("incomplete_body", "The request broke off."));
      length = -1;
    });
  });
  server.addContentTypeParser("*", (request: FastifyRequest, payload, done) => {
    payload.resume();
    const type = JSON.stringify(request.headers["content-type"] ?? "").slice(0, 80);
    done(new ChatError("unsupported_media_type", `The content type must be application/json, not ${type}.`));
  });
}

function parse(bytes: Buffer, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    // The engine's message quotes the body: only the position is told.
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const at =
      bytes.length === 0 ? "it is empty" : position === undefined ? "it ends too early" : `at position ${position}`;
    return done(new ChatError("invalid_json", `The body is not valid JSON: ${at}.`));
  }
  done(null, body);
}

function tooLarge(limit: number): ChatError {
  return new ChatError("request_too_large", `The body is larger than ${limit} bytes.`);
}

function tooManyValues(): ChatError {
  return new ChatError("too_many_values", `The body has more than ${mostValues} values.`);
}

function noMemory(): ChatError {
  return new ChatError("overloaded", "Too many large requests are under way.", {
    retryAfterSeconds: 1,
  });
}
