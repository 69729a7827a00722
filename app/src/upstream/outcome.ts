import type { IncomingHttpHeaders } from "node:http";
import { type CallFailure, wholeSeconds } from "@breakwater/overload";
import { ChatError, type ErrorCode } from "../engine";
import { parsed } from "./answer";
import type { UpstreamError } from "./errors";
import { codeOf, meaningOf, notOfTheCaller, type Refusal } from "./refusal";
import { retryAfterOf } from "./retry-after";
import { statusOfName } from "./status-of-name";
import { type ToldError, toldErrorOf } from "./told-error";

/** A call to a backend that brought no answer, and what to make of it. */
export interface NoAnswer {
  kind: CallFailure;
  /** What `ai_backend_calls_total` counts it as. */
  outcome: string;
  /** When the backend wants to be asked again, milliseconds; `undefined` where it does not say. */
  retryAfterMs?: number;
  /** Whether the backend says that a repetition changes nothing: it is not asked again for this request. */
  final?: boolean;
  /** Whether it is a stream of which nothing was seen: then one that timed out may be asked of another backend. */
  unseen?: boolean;
  /** What the client is told where nothing else is tried. */
  error: ChatError;
  /** Text of a refusal that blames the request, cut off: it may name a parameter that the client did not write. Never logged. */
  refusal?: string;
}

/** Bytes of a refusal that are looked at. */
const refusalBytes = 16_384;

/** The client has gone: nobody reads this. 499 is nginx's status for it. */
export const clientHasGone = (): ChatError => new ChatError("client_closed_request", "The client has gone.");

/**
 * What a response other than 200 means.
 *
 * @param afterMs time from the request to it, milliseconds
 */
export function outcomeOfStatus(status: number, headers: IncomingHttpHeaders, bytes: Buffer, afterMs = 0): NoAnswer {
  const text = bytes.toString("utf8");
  const json = parsed(text);
  const isJson = json !== undefined || bytes.length === 0;
  // OpenAI's servers say so, and their clients obey (https://github.com/openai/openai-node/blob/v6.30.1/src/client.ts, shouldRetry).
  const final = headers["x-should-retry"] === "false";
  const words = isJson ? undefined : plainWordsOf(headers, text);
  const refusal = { status, told: toldErrorOf(json), isJson, afterMs };
  const outcome = { ...outcomeOfRefusal(refusal, { retryAfterMs: retryAfterOf(headers), final, words }), final };
  return outcome.kind === "wrongRequest" ? { ...outcome, refusal: bytes.toString("utf8", 0, refusalBytes) } : outcome;
}

/** Longest text of a refusal that is passed on as its words, characters. */
const longestWords = 2_000;

/** The words of a refusal that came as plain text. A page is a proxy's, and nothing for a client. */
function plainWordsOf(headers: IncomingHttpHeaders, text: string): string | undefined {
  const words = text.trim();
  const isPlain = String(headers["content-type"] ?? "")
    .toLowerCase()
    .startsWith("text/plain");
  return isPlain && words !== "" && words.length <= longestWords && !words.startsWith("<") ? words : undefined;
}

/**
 * What a call that broke means.
 *
 * @param afterMs time from the request to it, milliseconds
 */
export function outcomeOfError(cause: UpstreamError, afterMs = 0): NoAnswer {
  const { failure, told } = cause;
  if (failure === "failed" && told !== undefined) {
    // What names no status is a failure: it came after the backend had begun.
    const status = told.status ?? statusOfName(told.code) ?? statusOfName(told.type) ?? 500;
    const outcome = outcomeOfRefusal({ status, told, isJson: true, afterMs });
    return outcome.kind === "failed" ? { ...outcome, error: chatErrorOf(cause) } : outcome;
  }
  return { kind: kinds[failure], outcome: failure, error: chatErrorOf(cause) };
}

const kinds: Readonly<Record<UpstreamError["failure"], CallFailure>> = {
  absent: "absent",
  broken: "failed",
  timeout: "timeout",
  stalled: "timeout",
  garbage: "failed",
  failed: "failed",
  // It says nothing about the backend, and another's answer would be as large.
  crowded: "cancelled",
  unread: "cancelled",
  cancelled: "cancelled",
};

/** What stands around a refusal's body. */
interface RefusalFrame {
  retryAfterMs?: number;
  final?: boolean;
  /** What it says where it is no JSON. */
  words?: string;
}

function outcomeOfRefusal(refusal: Refusal, { retryAfterMs, final = false, words }: RefusalFrame = {}): NoAnswer {
  const { status, told } = refusal;
  const kind = meaningOf(refusal);
  switch (kind) {
    case "rejected":
      return {
        kind,
        outcome: kind,
        retryAfterMs,
        error: new ChatError(
          status === 429 ? "upstream_overloaded" : "upstream_unavailable",
          "The model's provider is at its limit.",
          final ? { retry: false } : { retryAfterSeconds: wholeSeconds(retryAfterMs ?? 0) },
        ),
      };
    case "unauthorized":
      // What a provider says about our key is not passed on.
      return failed(kind, "upstream_unauthorized", "The model's provider does not accept this service's key.");
    case "quotaExhausted":
      return failed(kind, "insufficient_quota", "This service's account at the model's provider is used up.");
    case "timeout":
      return failed(kind, "upstream_timeout", "The model did not answer in time.");
    case "modelMissing":
    case "blocked":
    case "wrongRequest":
      return { kind, outcome: "clientError", error: errorOfRequest(refusal, words), refusal: told?.message };
    default:
      return status >= 300 && status < 400
        ? failed(
            "failed",
            "upstream_redirect",
            `The model's provider redirects (status ${status}), and is not followed.`,
          )
        : { kind: "failed", outcome: "failed", error: unexpected(status) };
  }
}

const failed = (kind: CallFailure, code: ErrorCode, message: string): NoAnswer => ({
  kind,
  outcome: kind,
  error: new ChatError(code, message),
});

const unexpected = (status: number): ChatError =>
  new ChatError("upstream_error", `The model's provider answered with status ${status}.`);

/** What the request's caller is told: the provider's own words where it is the caller's to read. */
function errorOfRequest({ status, told }: Refusal, words: string | undefined): ChatError {
  if (notOfTheCaller.has(status)) return unexpected(status);
  if (status !== 429) return errorOfProvider(status, told, words);
  // Its own words name the account, which is this service's.
  return new ChatError(
    "rate_limit_exceeded",
    "The request has more tokens than the model's provider takes from this service in a minute.",
    { type: "tokens", retry: false },
  );
}

/** The provider's own words: what is wrong with the request is its caller's to read. */
function errorOfProvider(status: number, told: ToldError | undefined, words?: string): ChatError {
  return new ChatError(
    "upstream_refused",
    told?.message ?? words ?? `The model's provider refused the request with status ${status}.`,
    {
      provider: {
        status: status < 500 ? status : 400,
        type: told?.type,
        code: codeOf(status, told),
        details: told?.details,
      },
      param: told?.param,
    },
  );
}

/** The error that a client is told. What the backend's address or bytes were stays inside. */
export function chatErrorOf(cause: UpstreamError): ChatError {
  switch (cause.failure) {
    case "timeout":
      return new ChatError("upstream_timeout", "The model did not answer in time.", { cause });
    case "stalled":
      return new ChatError("upstream_stalled", "The model fell silent in the middle of its answer.", { cause });
    case "garbage":
      return new ChatError("upstream_invalid", "The model's provider sent something that is no answer.", { cause });
    case "failed":
      return new ChatError("upstream_error", "The model's provider failed while it answered.", { cause });
    case "absent":
      return new ChatError("upstream_unreachable", "The model's provider cannot be reached.", { cause });
    case "broken":
      return new ChatError("upstream_unreachable", "The connection to the model's provider broke.", { cause });
    case "crowded":
      return new ChatError("overloaded", "Too many large answers are under way.", { retryAfterSeconds: 1, cause });
    case "unread":
      return new ChatError("client_closed_request", "The client did not read the answer.", { cause });
    case "cancelled":
      return clientHasGone();
  }
}
