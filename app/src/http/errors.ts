import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ChatError } from "../engine";
import type { Logger } from "../logging";

/** Answers every error in OpenAI's shape. What the app did not foresee is a 500 without its text, which is in the log. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error: FastifyError | ChatError, request, reply) => {
    const known = error instanceof ChatError ? error : fromFastify(error);
    if (known.status === 500) logger.error({ reqId: request.id, err: error }, "unforeseen error");
    return sendError(request, reply, known);
  });
  server.setNotFoundHandler((request, reply) => {
    const url = request.url.split("?", 1)[0]!;
    const allowed = (["GET", "POST"] as const).filter((method) => server.hasRoute({ url, method }));
    if (allowed.length === 0) {
      return sendError(
        request,
        reply,
        new ChatError(404, "invalid_request_error", "There is nothing at this address.", { code: "not_found" }),
      );
    }
    void reply.header("allow", allowed.join(", "));
    const message = `This address takes ${allowed.join(" and ")} only.`;
    return sendError(
      request,
      reply,
      new ChatError(405, "invalid_request_error", message, { code: "method_not_allowed" }),
    );
  });
}

/** Sends an error and notes its code for the log. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: ChatError): FastifyReply {
  request.record.errorCode = error.code ?? error.type;
  if (error.retryAfterSeconds !== undefined) void reply.header("retry-after", String(error.retryAfterSeconds));
  // What is left of a refused body must not be taken for the next request.
  if (error.status === 413) void reply.header("connection", "close");
  // 499 is for our own accounts: no client is there to read it.
  return reply.code(error.status).type("application/json; charset=utf-8").send(JSON.stringify(error.toBody()));
}

function fromFastify(error: FastifyError): ChatError {
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    return new ChatError(status, "invalid_request_error", error.message, { code: error.code?.toLowerCase() });
  }
  return new ChatError(500, "api_error", "The service failed. The request id is in the header x-request-id.", {
    code: "internal_error",
    cause: error,
  });
}

/** Time that a refused peer gets to read its refusal: a reset at once could overtake it. */
const lingerMs = 1_000;

/** What does not even become a request: header floods, slow headers, bytes that are no HTTP. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const [status, reason, code] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "Request Header Fields Too Large", "headers_too_large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "Request Timeout", "request_timeout"]
        : [400, "Bad Request", "invalid_http"];
  const body = JSON.stringify(
    new ChatError(Number(status), "invalid_request_error", `${reason}.`, { code: String(code) }).toBody(),
  );
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  // A peer that neither reads nor closes would keep its half of the connection for ever.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}
