import type { AnswerFacts, Caller } from "../engine";

/** What a request's line tells, by HTTP or gRPC. */
export interface RequestLine {
  reqId: string;
  method: string;
  route: string;
  status: number;
  milliseconds: number;
  /** Who asked: by the key's name, which says whose it is, or by the login. */
  caller: Caller | undefined;
  /** The answer's, as far as there is one. */
  facts: Partial<AnswerFacts> | undefined;
  /** Code of the error that was answered. */
  error: string | undefined;
  /** Only where prompts are logged. */
  prompt?: unknown;
}

/** A request's line. One literal: put together from parts, it was a tenth of all memory that requests took. */
export function requestLine(line: RequestLine): object {
  const { reqId, method, route, status, milliseconds, caller, facts, error, prompt } = line;
  return {
    reqId,
    method,
    route,
    status,
    ms: round(milliseconds),
    key: caller?.key,
    user: caller?.key === undefined ? caller?.user : undefined,
    model: facts?.model,
    backend: facts?.backend,
    promptTokens: facts?.usage?.promptTokens,
    completionTokens: facts?.usage?.completionTokens,
    costDollars: facts?.costDollars,
    attempts: facts?.attempts,
    overflowed: facts?.overflowed === true ? true : undefined,
    queuedMs: facts?.queuedMs === undefined ? undefined : round(facts.queuedMs),
    error,
    prompt,
  };
}

const round = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
