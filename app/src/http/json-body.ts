import type { FastifyInstance, FastifyRequest } from "fastify";
import { noMemory, parseBody } from "../body";
import { ChatError } from "../engine";

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads JSON bodies, each within its route's bound and all within the process's memory. Instead of Fastify's parser, which
 * searches every body for `__proto__`: nothing here merges a body into an object, so there is nothing to poison.
 */
export function acceptJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", (request, payload, done) => {
    const { headers, record } = request;
    // An address that is not there says so, whatever was sent to it.
    if (request.is404) return void done(null, payload.resume());
    const refusal = refusalByHead(request);
    if (refusal !== undefined) {
      payload.resume();
      return done(refusal);
    }
    const limit = request.routeOptions.bodyLimit;
    const announced = Number(headers["content-length"] ?? 0);
    if (announced > limit) return done(tooLarge(limit));
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (error: ChatError): void => {
      if (length === -1) return;
      payload.removeAllListeners("data");
      payload.resume();
      chunks.length = 0;
      length = -1;
      done(error);
    };
    // Nothing is read of a body for which there is no room.
    if (!record.memory.hasRoom(announced)) return end(noMemory());
    payload.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) end(tooLarge(limit));
      else if (!record.memory.take(chunk.length)) end(noMemory());
      else chunks.push(chunk);
    });
    payload.on("end", () => {
      // Clients name the type of a body that they do not have.
      if (length === 0 && request.method === "DELETE") return done(null);
      if (length !== -1) parse(request, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length), done);
    });
    payload.on("error", () => end(new ChatError("incomplete_body", "The request broke off.")));
  });
  server.addContentTypeParser("*", (request: FastifyRequest, payload, done) => {
    payload.resume();
    if (request.is404) return done(null);
    const type = request.headers["content-type"];
    // A browser sends a body without a type, or with one of a form's, from any other site without asking: that is no way in.
    const given =
      type === undefined ? "is missing" : `must be application/json, not ${JSON.stringify(type).slice(0, 80)}`;
    done(new ChatError("unsupported_media_type", `The content type ${given}.`));
  });
}

function parse(request: FastifyRequest, bytes: Buffer, done: Done): void {
  const { record } = request;
  try {
    const { json, value } = parseBody(bytes, record.memory);
    record.body = json;
    done(null, value);
  } catch (error) {
    done(error as Error);
  }
}

/** What the head of a request alone rules out. */
function refusalByHead({ headers }: FastifyRequest): ChatError | undefined {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    // RFC 9110, 15.5.16: the answer's `accept-encoding` says what is taken.
    return new ChatError(
      "unsupported_content_encoding",
      "The body must not be compressed: content-encoding must be left out.",
      {
        param: "content-encoding",
      },
    );
  }
  const coding = headers["transfer-encoding"];
  // Node reads `gzip, chunked` as chunked and leaves the rest to the application (RFC 9112, 6.1: 501 for what is not understood).
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return new ChatError("unsupported_transfer_coding", "The transfer coding must be chunked and nothing else.", {
      param: "transfer-encoding",
    });
  }
  return undefined;
}

function tooLarge(limit: number): ChatError {
  return new ChatError("request_too_large", `The body is larger than ${limit} bytes.`);
}
