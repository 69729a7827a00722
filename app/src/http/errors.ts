import { STATUS_CODES, validateHeaderValue } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ChatError, type ErrorCode, knownError } from "../engine";
import type { Logger } from "../logging";
import { answerNotFound } from "./not-found";
import { rateLimitHeaders } from "./rate-limit-headers";

/** Answers every error in OpenAI's shape. What the app did not foresee is a 500 without its text, which is in the log. To be called before routes are added. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error, request, reply) => {
    const known = errorOf(error);
    if (known.code === "internal_error") {
      logger.error({ reqId: request.id, err: error }, "unforeseen error");
      removeUnwritable(reply);
    }
    return sendError(request, reply, known);
  });
  answerNotFound(server, sendError);
}

/** Answers what Fastify's router refuses before there is a request of the app's. */
export function answerUnroutable(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = new ChatError("invalid_url", "The address cannot be read.");
  void reply.code(refusal.status).type("application/json; charset=utf-8").send(JSON.stringify(refusal.toBody()));
}

const clientsRepeat = (status: number): boolean => status >= 500 || status === 408 || status === 409 || status === 429;

/** Refusals after which what is left of the body must not be taken for the next request. */
const closing: ReadonlySet<string> = new Set<ErrorCode>(["request_too_large", "unsupported_transfer_coding"]);

/** Sends an error and notes its code for the log. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: ChatError): FastifyReply {
  request.record.errorCode = error.code;
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", String(error.retryAfterSeconds));
  if (error.status === 429) void reply.headers(rateLimitHeaders(request.record));
  // OpenAI's clients repeat 408, 409, 429 and 5xx by themselves, unless they are told not to
  // (https://github.com/openai/openai-node/blob/v6.30.1/src/client.ts, shouldRetry).
  if (!error.retry && clientsRepeat(error.status)) void reply.header("x-should-retry", "false");
  if (error.code === "unsupported_content_encoding") void reply.header("accept-encoding", "identity");
  if (closing.has(error.code)) void reply.header("connection", "close");
  // 499 is for our own accounts: no client is there to read it.
  return reply.code(error.status).type("application/json; charset=utf-8").send(JSON.stringify(error.toBody()));
}

/** What could not be written may have been a header, which would break the error's answer as well. */
function removeUnwritable(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    try {
      validateHeaderValue(name, String(value));
    } catch {
      void reply.removeHeader(name);
    }
  }
}

/** Fastify's own refusals, by their status. */
const codesOfFastify: Readonly<Record<number, ErrorCode>> = {
  404: "unknown_url",
  413: "request_too_large",
  415: "unsupported_media_type",
};

/** Fastify's refusals have words for clients; everything else that is not the app's own is a fault. */
function errorOf(error: unknown): ChatError {
  const { code, statusCode = 500, message } = (error ?? {}) as Partial<FastifyError>;
  if (typeof code === "string" && code.startsWith("FST_") && statusCode >= 400 && statusCode < 500) {
    return new ChatError(codesOfFastify[statusCode] ?? "invalid_request", String(message));
  }
  return knownError(error);
}

/** Time that a refused peer gets to read its refusal: a reset at once could overtake it. */
const lingerMs = 1_000;

/** What does not even become a request: header floods, slow headers, bytes that are no HTTP. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const code: ErrorCode =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "headers_too_large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "request_timeout"
        : "invalid_http";
  socket.end(refusalBytes(code));
  // A peer that neither reads nor closes would keep its half of the connection for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function refusalBytes(code: ErrorCode): string {
  const refusal = new ChatError(code, "");
  const reason = STATUS_CODES[refusal.status]!;
  const body = JSON.stringify(new ChatError(code, `${reason}.`).toBody());
  return `HTTP/1.1 ${refusal.status} ${reason}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}
