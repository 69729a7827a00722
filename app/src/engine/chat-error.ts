/** OpenAI's names for what can be wrong; a backend may have others. */
export type ErrorType =
  "invalid_request_error" | "authentication_error" | "rate_limit_error" | "api_error" | "timeout_error" | (string & {});

/** More about a `ChatError`. */
export interface ChatErrorOptions {
  /** OpenAI's short code, for example `model_not_found`. */
  code?: string;
  /** The request's field that is wrong. */
  param?: string;
  /** When to come back, seconds. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A chat call that has no answer, as HTTP and gRPC alike tell it: an HTTP status and an OpenAI-shaped body. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: string | null;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    readonly type: ErrorType,
    message: string,
    options: ChatErrorOptions = {},
  ) {
    // Nobody reads where a refusal was made, and a surge makes thousands a second: looking for the place was a tenth of their cost.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = options.code ?? null;
    this.param = options.param ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The body that OpenAI's clients understand. */
  toBody(): { error: { message: string; type: string; param: string | null; code: string | null } } {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}
