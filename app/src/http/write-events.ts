import { type ServerResponse, validateHeaderValue } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { knownError } from "../engine";
// Gives a request its `record`, also where this file is compiled without the server.
import type {} from "./request-record";

/** Last event of a stream, as OpenAI's clients expect it. */
export const doneEvent = "data: [DONE]\n\n";

const eventHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // nginx would collect the events otherwise.
  "x-accel-buffering": "no",
};

/**
 * Answers with server-sent events, chunk by chunk. A client that reads slowly slows the source down. What breaks after the first
 * byte is told as an event: the status has been sent. However it ends, the response ends and the source is let go.
 */
export async function writeEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  headers: Record<string, string>,
  events: AsyncIterable<Buffer | string>,
): Promise<void> {
  const { raw } = reply;
  const { signal } = request.record;
  const source = events[Symbol.asyncIterator]();
  let begun = false;
  try {
    // Asked before anything is sent: a header that cannot be written is an error with a status.
    for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, value);
    reply.hijack();
    raw.writeHead(200, { "x-request-id": request.id, ...eventHeaders, ...headers });
    for (;;) {
      begun = true;
      const next = await source.next();
      if (next.done === true || signal.aborted) break;
      if (!raw.write(next.value)) await roomIn(raw);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!reply.sent) throw error;
    if (signal.aborted) return;
    const known = knownError(error);
    if (known.code === "internal_error") request.log.error({ err: error }, "unforeseen error in a stream");
    request.record.errorCode = known.code;
    raw.write(`data: ${JSON.stringify(known.toBody())}\n\n${doneEvent}`);
  } finally {
    letGo(source, begun);
    if (reply.sent) raw.end();
  }
}

/** Ends a source, also one that has not begun: a generator runs its `finally` only where it has. */
function letGo(source: AsyncIterator<unknown>, begun: boolean): void {
  const ignore = (): void => undefined;
  if (!begun) source.next().catch(ignore);
  source.return?.().catch(ignore);
}

/** Waits until the client has read on, or has gone. */
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    // Both have come already where the client went while it was written to.
    if (response.closed || response.destroyed) return resolve();
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
