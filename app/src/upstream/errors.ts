/** How a call to a backend can end without an answer. */
export type UpstreamFailure =
  /** Nobody listens there: refused, no such name, no route. */
  | "absent"
  /** The connection broke. */
  | "broken"
  /** No whole answer, or no first event, in time. */
  | "timeout"
  /** Silence in the middle of a stream. */
  | "stalled"
  /** An answer that is not what the protocol says. */
  | "garbage"
  /** A stream in which the backend tells an error instead of an answer, or of the rest of it. */
  | "failed"
  /** The caller has gone. */
  | "cancelled";

/** A call to a backend that has no answer. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  /** Whether the connection broke before the first byte of a response, as a kept connection does that the other side has just closed. */
  readonly unanswered: boolean;

  constructor(
    readonly failure: UpstreamFailure,
    message: string,
    options: { cause?: unknown; unanswered?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.unanswered = options.unanswered ?? false;
  }
}

const absentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** What an error of the connection means. */
export function fromConnectionError(error: Error & { code?: string }, unanswered: boolean): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = error.code ?? error.name;
  return new UpstreamError(absentCodes.has(code) ? "absent" : "broken", `the backend's connection failed (${code})`, {
    cause: error,
    unanswered,
  });
}
