import type { AnswerFacts, Caller } from "../engine";
import { type Logger, requestLine } from "../logging";
import type { Metrics } from "../metrics";

/** How a call ended. */
export interface EndedCall {
  /** The method's path: `/breakwater.chat.v1.Chat/Complete`. */
  path: string;
  requestId: string;
  /** HTTP's status for it. */
  status: number;
  milliseconds: number;
  /** Who asked, where that is known. */
  caller?: Caller;
  facts?: AnswerFacts;
  /** Code of the error that was told. */
  error?: string;
}

/** Counts a call and writes its line, as HTTP's requests have them. */
export function tellCall({ logger, metrics }: { logger: Logger; metrics: Metrics }, call: EndedCall): void {
  const { path, requestId, status, milliseconds, caller, facts, error } = call;
  const model = facts?.model ?? "none";
  metrics.requests.labels(path, String(status), model).inc();
  metrics.requestLatency.labels(path, model).observe(milliseconds / 1_000);
  const line = requestLine({
    reqId: requestId,
    method: "gRPC",
    route: path,
    status,
    milliseconds,
    caller,
    facts,
    error,
  });
  logger[status >= 500 ? "warn" : "info"](line, "request");
}
