import { type ErrorCode, errorCodes, type ErrorKind, type ErrorType } from "./error-codes";

/** More about a `ChatError`. */
export interface ChatErrorOptions {
  /** The request's field that is wrong. */
  param?: string;
  /** When to come back, seconds. */
  retryAfterSeconds?: number;
  /** More exactly than `errorCodes` says it: OpenAI tells by the type which limit a minute is reached. */
  type?: ErrorType;
  /** Whether the same request may succeed later. Default: what `errorCodes` says. */
  retry?: boolean;
  /** What a provider said, in place of what `errorCodes` has. */
  provider?: { status: number; type?: ErrorType; code?: string; details?: Readonly<Record<string, unknown>> };
  cause?: unknown;
}

/** A chat call that has no answer, as HTTP and gRPC alike tell it: an HTTP status and an OpenAI-shaped body. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly status: number;
  readonly type: ErrorType;
  /** Of `errorCodes`, or the provider's own. */
  readonly code: string;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  /** Further members of a provider's error, as it told them. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: ChatErrorOptions = {}) {
    // Nobody reads where a refusal was made, and a surge makes thousands a second: looking for the place was a tenth of their cost.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    const kind: ErrorKind = errorCodes[code];
    const { provider } = options;
    this.status = provider?.status ?? kind.status;
    this.type = provider?.type ?? options.type ?? kind.type;
    this.code = provider?.code ?? code;
    this.param = options.param ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.retry = options.retry ?? kind.retry;
    this.details = provider?.details;
  }

  /** The body that OpenAI's clients understand. */
  toBody(): { error: { message: string; type: string; param: string | null; code: string } } {
    return { error: { ...this.details, message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}

/** The error that a caller is told of whatever was thrown. What was not made for callers keeps its words to itself. */
export function knownError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError("internal_error", "The service failed. Its log has the fault under the request's id.", {
    cause: error,
  });
}
