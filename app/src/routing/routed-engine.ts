import type { Span } from "@opentelemetry/api";
import type {
  CancelSignal,
  ChatCallOptions,
  ChatEngine,
  ChatRequest,
  CompletedAnswer,
  StreamedAnswer,
} from "../engine";
import type { Metrics } from "../metrics";
import type { Admission, ExpectedWork } from "../overload";
import type { RouteEntry } from "../settings";
import type { Tracing } from "../tracing";
import {
  type Backend,
  type BackendCall,
  clientHasGone,
  type NoAnswer,
  type StreamAnswer,
  type WholeAnswer,
} from "../upstream";
import type { Accounts } from "./accounts";
import { accountedEvents } from "./accounted-events";
import { Demand } from "./demand";
import { jsonFor, jsonOf, type RequestDefaults } from "./request-body";
import type { RetryBudget, RetryPolicy } from "./retry";
import type { Router } from "./router";

/** What the engine works with. */
export interface RoutedEngineParts {
  router: Router;
  backends: Readonly<Record<string, Backend>>;
  admission: Admission;
  expectedWork: ExpectedWork;
  retryPolicy: RetryPolicy;
  retryBudget: RetryBudget;
  accounts: Accounts;
  metrics: Metrics;
  tracing: Tracing;
  defaults: RequestDefaults;
  /** Longest wait for a place by priority, milliseconds. */
  queueDeadlineMs: { interactive: number; batch: number };
}

/** An answer with what its way has told. */
interface Won<T> {
  answer: T;
  entry: RouteEntry;
  attempts: number;
  queuedMs: number;
  span: Span | undefined;
}

/**
 * The way of a request: its route, a place at the first backend that has one, the next entry at once when that fails, another
 * round after a wait when all have failed, and the accounts at the end.
 */
export class RoutedEngine implements ChatEngine {
  constructor(private readonly parts: RoutedEngineParts) {}

  async complete(request: ChatRequest, options: ChatCallOptions): Promise<CompletedAnswer> {
    const start = performance.now();
    const route = this.parts.router.route({ useCase: request.useCase, model: request.body.model });
    const demand = new Demand(route, this.parts.metrics);
    try {
      const won = await this.win(request, options, route, demand, false, (backend, call) => backend.complete(call));
      const { answer, entry, attempts, queuedMs, span } = won;
      const { accounts, expectedWork, tracing } = this.parts;
      accounts.answeredAfter(entry.model, (performance.now() - start) / 1_000);
      expectedWork.learn(entry.model, answer.usage.completionTokens);
      tracing.endCall(span, answer);
      return {
        bytes: answer.bytes,
        json: answer.json,
        model: entry.model,
        backend: entry.backend,
        attempts,
        overflowed: demand.overflowed,
        usage: answer.usage,
        costDollars: accounts.book(entry.model, answer.usage),
        queuedMs,
      };
    } finally {
      demand.end();
    }
  }

  async stream(request: ChatRequest, options: ChatCallOptions): Promise<StreamedAnswer> {
    const start = performance.now();
    const route = this.parts.router.route({ useCase: request.useCase, model: request.body.model });
    const demand = new Demand(route, this.parts.metrics);
    try {
      const won = await this.win(request, options, route, demand, true, (backend, call) => backend.stream(call));
      const { accounts, expectedWork, tracing } = this.parts;
      accounts.answeredAfter(won.entry.model, (performance.now() - start) / 1_000);
      return accountedEvents({
        answer: won.answer,
        asked: won.entry,
        keepUsage: asksForUsage(request.body.stream_options),
        promptBytes: jsonOf(request).length,
        facts: { attempts: won.attempts, overflowed: demand.overflowed, queuedMs: won.queuedMs },
        onEnd: (facts, failure) => {
          facts.costDollars = accounts.book(facts.model, facts.usage);
          if (failure === undefined) expectedWork.learn(facts.model, facts.usage.completionTokens);
          tracing.endCall(won.span, facts, failure);
          demand.end();
        },
      });
    } catch (error) {
      demand.end();
      throw error;
    }
  }

  /** Tries the route's entries, round after round, until one answers. */
  private async win<T extends WholeAnswer | StreamAnswer>(
    request: ChatRequest,
    options: ChatCallOptions,
    route: readonly RouteEntry[],
    demand: Demand,
    streamed: boolean,
    callBackend: (backend: Backend, call: BackendCall) => Promise<T | NoAnswer>,
  ): Promise<Won<T>> {
    const { backends, metrics, tracing, retryBudget, defaults } = this.parts;
    const promptBytes = jsonOf(request).length;
    let untried: readonly RouteEntry[] = route;
    let attempts = 0;
    let queuedMs = 0;
    let retryAfterMs: number | undefined;
    retryBudget.request();
    for (let round = 1; ;) {
      const waitedFrom = performance.now();
      const entry = await this.placeFor(request, options, untried, promptBytes, round > 1 || attempts > 0);
      queuedMs += performance.now() - waitedFrom;
      demand.placed(entry);
      attempts += 1;
      const span = tracing.startCall(options.span, entry.model, entry.backend);
      const outcome = await callBackend(backends[entry.backend]!, {
        model: entry.model,
        body: jsonFor(request, entry.model, defaults, streamed),
        promptBytes,
        requestId: request.requestId,
        traceparent: tracing.traceparentOf(span),
        signal: options.signal,
      });
      demand.left(entry, outcome.kind);
      if (outcome.kind === "answer" || outcome.kind === "stream") {
        return { answer: outcome as T, entry, attempts, queuedMs, span };
      }
      const failure = outcome as NoAnswer;
      tracing.endCall(span, undefined, failure.error.code ?? failure.kind);
      if (failure.kind === "cancelled" || isFinal(failure)) throw failure.error;
      if (failure.kind === "rejected")
        retryAfterMs = Math.max(failure.retryAfterMs ?? 0, retryAfterMs ?? 0) || undefined;
      demand.overflowedFrom(entry, failure);

      untried = untried.slice(untried.indexOf(entry) + 1);
      if (untried.length > 0) {
        metrics.fallbacks.inc();
        continue;
      }
      await this.nextRound(round, retryAfterMs, failure, options.signal);
      round += 1;
      untried = route;
      retryAfterMs = undefined;
    }
  }

  private placeFor(
    request: ChatRequest,
    options: ChatCallOptions,
    entries: readonly RouteEntry[],
    promptBytes: number,
    again: boolean,
  ): Promise<RouteEntry> {
    const { admission, expectedWork, queueDeadlineMs } = this.parts;
    const priority = request.priority ?? "interactive";
    return admission.enter({
      entries,
      work: expectedWork.of(request.body, promptBytes, entries[0]!.model),
      priority,
      deadlineMs: Math.min(options.queueDeadlineMs ?? Infinity, queueDeadlineMs[priority]),
      signal: options.signal,
      again,
    });
  }

  /** Waits for the next round, or fails with the last failure where there is none. */
  private async nextRound(
    round: number,
    retryAfterMs: number | undefined,
    failure: NoAnswer,
    signal: CancelSignal,
  ): Promise<void> {
    const { retryPolicy, retryBudget, metrics } = this.parts;
    const waitMs = failure.kind === "unauthorized" ? undefined : retryPolicy.waitMs(round, retryAfterMs);
    if (waitMs === undefined || !retryBudget.take()) throw failure.error;
    metrics.retries.inc();
    await pause(waitMs, signal);
  }
}

/** A wrong request is wrong everywhere, except that another backend may have the model that this one lacks. */
function isFinal(failure: NoAnswer): boolean {
  return failure.kind === "clientError" && failure.error.status !== 404;
}

function asksForUsage(streamOptions: unknown): boolean {
  return (
    typeof streamOptions === "object" &&
    streamOptions !== null &&
    (streamOptions as { include_usage?: unknown }).include_usage === true
  );
}

function pause(milliseconds: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      reject(clientHasGone());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
}
