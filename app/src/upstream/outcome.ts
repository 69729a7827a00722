import type { IncomingHttpHeaders } from "node:http";
import { type CallFailure, wholeSeconds } from "@breakwater/overload";
import { ChatError } from "../engine";
import type { UpstreamError } from "./errors";

/** A call to a backend that brought no answer, and what to make of it. */
export interface NoAnswer {
  kind: CallFailure;
  /** What `ai_backend_calls_total` counts it as. */
  outcome: string;
  /** When the backend wants to be asked again, milliseconds; `undefined` where it does not say. */
  retryAfterMs?: number;
  /** What the client is told where nothing else is tried. */
  error: ChatError;
  /** Text of a refusal that blames the request, cut off: it may name a parameter that the client did not write. Never logged. */
  refusal?: string;
}

/** Bytes of a refusal that are looked at. */
const refusalBytes = 16_384;

/** The client has gone: nobody reads this. 499 is nginx's status for it. */
export const clientHasGone = (): ChatError => new ChatError("client_closed_request", "The client has gone.");

/** What a response other than 200 means. */
export function outcomeOfStatus(status: number, headers: IncomingHttpHeaders, bytes: Buffer): NoAnswer {
  if (status === 429 || status === 503) {
    const retryAfterMs = retryAfterOf(headers);
    return {
      kind: "rejected",
      outcome: "rejected",
      retryAfterMs,
      error: new ChatError(
        status === 429 ? "upstream_overloaded" : "upstream_unavailable",
        "The model's provider is at its limit.",
        {
          retryAfterSeconds: wholeSeconds(retryAfterMs ?? 0),
        },
      ),
    };
  }
  if (status === 401 || status === 403) {
    return {
      kind: "unauthorized",
      outcome: "unauthorized",
      error: new ChatError("upstream_unauthorized", "The model's provider does not accept this service's key."),
    };
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 425) {
    // A wrong request is wrong everywhere, except that another backend may have the model that this one lacks.
    const kind = status === 404 ? "modelMissing" : "wrongRequest";
    const refusal = bytes.toString("utf8", 0, refusalBytes);
    return { kind, outcome: "clientError", error: errorOfProvider(status, bytes), refusal };
  }
  return {
    kind: "failed",
    outcome: "failed",
    error: new ChatError("upstream_error", `The model's provider answered with status ${status}.`),
  };
}

/** What a call that broke means. */
export function outcomeOfError(cause: UpstreamError): NoAnswer {
  const { failure } = cause;
  const kind = failure === "cancelled" || failure === "absent" ? failure : "failed";
  return { kind, outcome: failure, error: chatErrorOf(cause) };
}

/** The error that a client is told. What the backend's address or bytes were stays inside. */
export function chatErrorOf(cause: UpstreamError): ChatError {
  switch (cause.failure) {
    case "timeout":
      return new ChatError("upstream_timeout", "The model did not answer in time.", {
        cause,
      });
    case "stalled":
      return new ChatError("upstream_stalled", "The model fell silent in the middle of its answer.", {
        cause,
      });
    case "garbage":
      return new ChatError("upstream_invalid", "The model's provider sent something that is no answer.", {
        cause,
      });
    case "failed":
      return new ChatError("upstream_error", "The model's provider failed while it answered.", {
        cause,
      });
    case "absent":
    case "broken":
      return new ChatError("upstream_unreachable", "The model's provider cannot be reached.", {
        cause,
      });
    case "cancelled":
      return clientHasGone();
  }
}

/** Retry-After in milliseconds, from seconds or a date. */
export function retryAfterOf(headers: IncomingHttpHeaders): number | undefined {
  const value = headers["retry-after"];
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const seconds = Number(value);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** The provider's own words, where it speaks OpenAI's protocol. */
function errorOfProvider(status: number, bytes: Buffer): ChatError {
  let given: { message?: unknown; type?: unknown; code?: unknown; param?: unknown } = {};
  try {
    const parsed = JSON.parse(bytes.toString("utf8")) as { error?: unknown; message?: unknown } | null;
    if (typeof parsed?.error === "object" && parsed.error !== null) given = parsed.error;
    // vLLM up to 0.9 answers with the error at the top.
    else if (typeof parsed?.message === "string") given = parsed;
  } catch {
    // Not OpenAI's shape: the status alone has to do.
  }
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return new ChatError(
    "upstream_refused",
    text(given.message) ?? `The model's provider refused the request with status ${status}.`,
    { provider: { status, type: text(given.type), code: text(given.code) }, param: text(given.param) },
  );
}
