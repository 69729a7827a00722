import { type Server, type ServerResponse, STATUS_CODES, validateHeaderValue } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ChatError, type ErrorCode, knownError } from "../engine";
import type { Logger } from "../logging";
import { lingering } from "./linger";
import { answerNotFound } from "./not-found";
import { addRateLimits } from "./rate-limit-headers";

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
const closing: ReadonlySet<string> = new Set<ErrorCode>([
  "request_too_large",
  "unsupported_transfer_coding",
  "invalid_http",
]);

/** Sends an error and notes its code for the log. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: ChatError): FastifyReply {
  request.record.errorCode = error.code;
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", String(error.retryAfterSeconds));
  if (error.status === 429) {
    const headers: Record<string, string> = {};
    addRateLimits(headers, request.record);
    void reply.headers(headers);
  }
  // OpenAI's clients repeat 408, 409, 429 and 5xx by themselves, unless they are told not to
  // (https://github.com/openai/openai-node/blob/v6.30.1/src/client.ts, shouldRetry).
  if (!error.retry && clientsRepeat(error.status)) void reply.header("x-should-retry", "false");
  if (error.code === "unsupported_content_encoding") void reply.header("accept-encoding", "identity");
  if (closing.has(error.code)) void reply.header("connection", "close");
  // 499 is for our own accounts: no client is there to read it.
  void reply.code(error.status).type("application/json; charset=utf-8");
  const body = JSON.stringify(error.toBody());
  if (error.code !== "request_too_large" || request.raw.complete) return reply.send(body);
  return reply.header("content-length", Buffer.byteLength(body)).send(lingering(body, request.raw));
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
  if (!socket.writable || error.code === "ECONNRESET" || answersAnother(socket)) return void socket.destroy();
  const code: ErrorCode =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "headers_too_large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "request_timeout"
        : "invalid_http";
  refuseConnection(socket, code);
}

/** What Node keeps of a connection's response in progress; its own handler of such errors goes by it as well. */
type BusySocket = Socket & { _httpMessage?: ServerResponse | null };

/**
 * Whether the connection has a response in progress that is another request's: one that has come as a whole, or whose answer has begun. A refusal would be
 * read as a part of that answer.
 */
function answersAnother(socket: BusySocket): boolean {
  const response = socket._httpMessage;
  return response != null && (response.headersSent || response.req.complete);
}

/** Answers CONNECT, which Node does not hand on as a request: this is no proxy (RFC 9110, 9.3.6). */
export function refuseTunnels(server: Server): void {
  server.on("connect", (_request, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    refuseConnection(socket, "method_not_allowed", "allow: GET, POST, PATCH, DELETE\r\n");
  });
}

/** A request of HTTP/1.1 names its host (RFC 9112, 3.2). Node's own refusal has no words. */
export function requireHost({ raw }: FastifyRequest, _reply: FastifyReply, next: (error?: ChatError) => void): void {
  const isMissing = raw.headers.host === undefined && raw.httpVersionMajor === 1 && raw.httpVersionMinor >= 1;
  next(isMissing ? new ChatError("invalid_http", "The header host is missing.", { param: "host" }) : undefined);
}

function refuseConnection(socket: Socket, code: ErrorCode, headers = ""): void {
  const { status } = new ChatError(code, "");
  const reason = STATUS_CODES[status]!;
  const body = JSON.stringify(new ChatError(code, `${reason}.`).toBody());
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n${headers}content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  // A peer that neither reads nor closes would keep its half of the connection for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
