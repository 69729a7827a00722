import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ChatError, type ErrorCode } from "../engine";
import type { Logger } from "../logging";
import { answerNotFound } from "./not-found";

/** Answers every error in OpenAI's shape. What the app did not foresee is a 500 without its text, which is in the log. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error: FastifyError | ChatError, request, reply) => {
    const known = error instanceof ChatError ? error : fromFastify(error);
    if (known.status === 500) logger.error({ reqId: request.id, err: error }, "unforeseen error");
    return sendError(request, reply, known);
  });
  answerNotFound(server, sendError);
}

const clientsRepeat = (status: number): boolean => status >= 500 || status === 408 || status === 409 || status === 429;

/** Sends an error and notes its code for the log. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: ChatError): FastifyReply {
  request.record.errorCode = error.code;
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", String(error.retryAfterSeconds));
  // OpenAI's clients repeat 408, 409, 429 and 5xx by themselves, unless they are told not to
  // (https://github.com/openai/openai-node/blob/v6.30.1/src/client.ts, shouldRetry).
  if (!error.retry && clientsRepeat(error.status)) void reply.header("x-should-retry", "false");
  // What is left of a refused body must not be taken for the next request.
  if (error.status === 413) void reply.header("connection", "close");
  // 499 is for our own accounts: no client is there to read it.
  return reply.code(error.status).type("application/json; charset=utf-8").send(JSON.stringify(error.toBody()));
}

/** Fastify's own refusals, by their status. */
const codesOfFastify: Readonly<Record<number, ErrorCode>> = {
  404: "not_found",
  413: "request_too_large",
  415: "unsupported_media_type",
};

function fromFastify(error: FastifyError): ChatError {
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return new ChatError(codesOfFastify[status] ?? "invalid_request", error.message);
  }
  return new ChatError("internal_error", "The service failed. The request id is in the header x-request-id.", {
    cause: error,
  });
}

/** Time that a refused peer gets to read its refusal: a reset at once could overtake it. */
const lingerMs = 1_000;

/** What does not even become a request: header floods, slow headers, bytes that are no HTTP. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const [reason, code]: [string, ErrorCode] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? ["Request Header Fields Too Large", "headers_too_large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["Request Timeout", "request_timeout"]
        : ["Bad Request", "invalid_http"];
  const refusal = new ChatError(code, `${reason}.`);
  const body = JSON.stringify(refusal.toBody());
  socket.end(
    `HTTP/1.1 ${refusal.status} ${reason}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  // A peer that neither reads nor closes would keep its half of the connection for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
