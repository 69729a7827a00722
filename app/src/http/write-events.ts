import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ChatError } from "../engine";
// Gives a request its `record`, also where this file is compiled without the server.
import type {} from "./request-record";

/** Last event of a stream, as OpenAI's clients expect it. */
export const doneEvent = "data: [DONE]\n\n";

/**
 * Answers with server-sent events, chunk by chunk. A client that reads slowly slows the source down. What breaks after the first
 * byte is told as an event: the status has been sent.
 */
export async function writeEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  headers: Record<string, string>,
  events: AsyncIterable<Buffer | string>,
): Promise<void> {
  const { raw } = reply;
  const { signal } = request.record;
  reply.hijack();
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    // nginx would collect the events otherwise.
    "x-accel-buffering": "no",
    ...headers,
  });
  try {
    for await (const event of events) {
      if (!raw.write(event) && !signal.aborted) await roomIn(raw);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (signal.aborted) return;
    const known = error instanceof ChatError ? error : new ChatError("internal_error", "The service failed.");
    if (known.status === 500) request.log.error({ err: error }, "unforeseen error in a stream");
    request.record.errorCode = known.code;
    raw.write(`data: ${JSON.stringify(known.toBody())}\n\n${doneEvent}`);
  } finally {
    raw.end();
  }
}

/** Waits until the client has read on, or has gone. */
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
