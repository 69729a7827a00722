import type { ToldError } from "./told-error";

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
  /** An answer for which this process has no memory now. */
  | "crowded"
  /** The reader of a stream takes nothing any more. */
  | "unread"
  /** The caller has gone. */
  | "cancelled";

/** More about an `UpstreamError`. */
export interface UpstreamErrorOptions {
  cause?: unknown;
  /** Whether a kept connection broke before the first byte of a response, as it does when the other side has just closed it. */
  unanswered?: boolean;
  /** What the backend itself said, where it did. */
  told?: ToldError;
}

/** A call to a backend that has no answer. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  /** Whether a kept connection broke before the first byte of a response. */
  readonly unanswered: boolean;
  /** What the backend itself said, where it did. */
  readonly told: ToldError | undefined;

  constructor(
    readonly failure: UpstreamFailure,
    message: string,
    { cause, unanswered = false, told }: UpstreamErrorOptions = {},
  ) {
    super(message, { cause });
    this.unanswered = unanswered;
    this.told = told;
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

/** Of what was read of a connection while it broke. */
interface BrokenAt {
  /** No byte of a response had come. */
  unanswered: boolean;
  /** The connection was opened for this request. */
  isNew: boolean;
}

/** What an error of the connection means. */
export function fromConnectionError(error: Error & { code?: string }, { unanswered, isNew }: BrokenAt): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = error.code ?? error.name;
  // Of llhttp, and of undici's bound of headers.
  if (unanswered && /^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW)/.test(code)) {
    return new UpstreamError("garbage", `what came is no HTTP (${code})`, { cause: error });
  }
  return new UpstreamError(absentCodes.has(code) ? "absent" : "broken", `the backend's connection failed (${code})`, {
    cause: error,
    unanswered: unanswered && !isNew,
  });
}
