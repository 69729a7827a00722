/** What can go wrong with a request, as far as the user does something else about it. */
export type FailureKind =
  /** No answer came at all. */
  | "network"
  /** The answer broke off: the connection did, or the stream ended before its last event. */
  | "cut"
  /** A key is needed, or another one. */
  | "unauthorized"
  /** A login at the edge is needed: it redirects, or the service says so. */
  | "login"
  /** Too many requests. */
  | "busy"
  /** A limit that waiting does not lift soon: a budget or quota. */
  | "budget"
  | "tooLarge"
  /** The conversation is gone. */
  | "gone"
  /** A body that nobody wrote for us: an HTML page, or nothing. */
  | "unreadable"
  /** The service or the model's provider fails, and says how. */
  | "unavailable"
  /** Everything else that the API says. */
  | "refused";

/** A request that failed. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly facts: { status?: number; said?: string; code?: string; retryAfterSeconds?: number } = {},
  ) {
    super(facts.said ?? kind);
  }
}

/** Whether what was asked for is not there (any more). */
export const isGone = (error: unknown): boolean =>
  error instanceof Failure && (error.kind === "gone" || error.facts.status === 404);

/** The failure that a response tells, whatever its body is. */
export async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const body = await response.text().catch(() => "");
  const { message: said, code } = errorOf(parsed(body)) ?? {};
  const retryAfterSeconds = secondsOf(response.headers.get("retry-after"), Date.now());
  const facts = { status, said, code, retryAfterSeconds };
  return new Failure(kindOf(facts), facts);
}

/** The error of an event inside a stream, in OpenAI's shape; `undefined` where there is none. */
export function failureInside(event: unknown): Failure | undefined {
  const error = errorOf(event);
  if (error === undefined) return undefined;
  // The status is gone by then; what fails inside an answer is not the question's fault.
  const facts = { status: 502, said: error.message, code: error.code };
  return new Failure(kindOf(facts), facts);
}

function kindOf({ status, said, code }: Failure["facts"]): FailureKind {
  if (code === "login_required") return "login";
  if (status === 401 || (code !== undefined && /^(?:missing|invalid|expired)_api_key$/.test(code)))
    return "unauthorized";
  if (code === "session_not_found") return "gone";
  if (code !== undefined && /quota|budget/.test(code)) return "budget";
  if (status === 429) return "busy";
  if (status === 413 || code === "context_length_exceeded" || code === "string_above_max_length") return "tooLarge";
  if (said === undefined) return "unreadable";
  return status !== undefined && status >= 500 ? "unavailable" : "refused";
}

function errorOf(body: unknown): { message?: string; code?: string } | undefined {
  const { error } = (body ?? {}) as { error?: unknown };
  if (typeof error === "string") return { message: error };
  if (typeof error !== "object" || error === null) return undefined;
  const { message, code } = error as { message?: unknown; code?: unknown };
  return {
    message: typeof message === "string" && message !== "" ? message : undefined,
    code: typeof code === "string" ? code : undefined,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After`: seconds or a date (RFC 9110, 10.2.3). A day is the most that is counted down. */
export function secondsOf(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? (Date.parse(header) - now) / 1000 : seconds;
  return Number.isNaN(wait) ? undefined : Math.min(86_400, Math.max(0, Math.ceil(wait)));
}
