import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** Longest silence of a client that is still sending, and longest time for all that it sends, milliseconds; nginx's are 5 s and 30 s. */
const silenceMs = 2_000;
const longestMs = 30_000;

/**
 * A refusal's body, whose response ends when the client has sent what it wanted to send, or after a while. Most clients send their whole body before they
 * read, and a connection that is closed with unread bytes is reset: they would see a broken connection in place of the refusal
 * (https://nginx.org/en/docs/http/ngx_http_core_module.html#lingering_close; RFC 9112, 9.6).
 */
export function lingering(body: string, request: IncomingMessage): Readable {
  async function* pieces(): AsyncGenerator<string> {
    yield body;
    await hasSent(request);
  }
  return Readable.from(pieces());
}

/** Resolves when the request has come as a whole, and is thrown away. */
function hasSent(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    // Who waits for `100 Continue` sends nothing after a refusal.
    if (request.complete || request.destroyed || request.headers.expect !== undefined) return resolve();
    const end = (): void => {
      clearTimeout(longest);
      clearTimeout(silence);
      resolve();
    };
    const longest = setTimeout(end, longestMs);
    const silence = setTimeout(end, silenceMs);
    request.on("data", () => silence.refresh());
    request.once("end", end);
    request.once("close", end);
    request.resume();
  });
}
