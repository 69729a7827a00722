import { type ExpectedWork, type Retries, RouteProgress, tokensOfBytes } from "@breakwater/overload";
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
import { type Admission, type Clock, type Place, RequestOrigin } from "../overload";
import type { BackendName } from "../settings";
import type { Tracing } from "../tracing";
import {
  type Backend,
  clientHasGone,
  estimatedUsage,
  type NoAnswer,
  type StreamAnswer,
  type WholeAnswer,
} from "../upstream";
import type { Accounts } from "./accounts";
import { accountedEvents } from "./accounted-events";
import { Demand } from "./demand";
import { Additions } from "./additions";
import { checkChoices } from "./choices";
import { jsonOf, maxTokensOf } from "./request-body";
import type { Router } from "./router";

/** What the engine works with. */
export interface RoutedEngineParts {
  router: Router;
  backends: Readonly<Partial<Record<BackendName, Pick<Backend, "ask">>>>;
  admission: Admission;
  expectedWork: ExpectedWork;
  retries: Retries;
  accounts: Accounts;
  metrics: Metrics;
  tracing: Tracing;
  clock: Clock;
  /** Most answers to one request. */
  maxChoices: number;
  /** Longest wait for a place by priority, milliseconds. */
  queueDeadlineMs: { interactive: number; batch: number };
}

/** Outcomes of calls that a backend had begun to answer. */
const brokenOff: ReadonlySet<string> = new Set(["cancelled", "timeout"]);

/** A request on its way. */
interface Journey {
  request: ChatRequest;
  options: ChatCallOptions;
  progress: RouteProgress<BackendName>;
  demand: Demand;
  origin: RequestOrigin;
  promptBytes: number;
  startedAt: number;
  /** Time in the queue, milliseconds. */
  queuedMs: number;
}

/** An answer, or a stream that has begun, and where it comes from. */
interface Reply<Answer> {
  answer: Answer;
  place: Place;
  span: Span | undefined;
}

/**
 * The way of a request: its route, a place at the first backend that has one, the next entry at once when that fails, another
 * round after a wait when all have failed, and the accounts at the end. What comes next, `@breakwater/overload` decides.
 */
export class RoutedEngine implements ChatEngine {
  private readonly additions = new Additions();

  constructor(private readonly parts: RoutedEngineParts) {}

  async complete(request: ChatRequest, options: ChatCallOptions): Promise<CompletedAnswer> {
    const journey = this.begin(request, options);
    const { demand, progress } = journey;
    try {
      const { answer, place, span } = await this.replyTo<WholeAnswer>(journey, false);
      const { accounts, expectedWork, tracing } = this.parts;
      const { model, backend } = place.entry;
      accounts.answeredAfter(model, this.secondsSince(journey.startedAt));
      expectedWork.learn(model, answer.usage.completionTokens);
      tracing.endCall(span, answer);
      return {
        bytes: answer.bytes,
        json: answer.json,
        model,
        backend,
        attempts: progress.attempts,
        overflowed: demand.overflowed,
        usage: answer.usage,
        costDollars: accounts.book(request, model, answer.usage),
        queuedMs: journey.queuedMs,
      };
    } finally {
      demand.end();
    }
  }

  async stream(request: ChatRequest, options: ChatCallOptions): Promise<StreamedAnswer> {
    const journey = this.begin(request, options);
    const { demand, progress } = journey;
    try {
      const { answer, place, span } = await this.replyTo<StreamAnswer>(journey, true);
      const { accounts, expectedWork, tracing } = this.parts;
      accounts.answeredAfter(place.entry.model, this.secondsSince(journey.startedAt));
      return accountedEvents({
        answer,
        asked: place.entry,
        keepUsage: asksForUsage(request.body.stream_options),
        promptBytes: journey.promptBytes,
        facts: { attempts: progress.attempts, overflowed: demand.overflowed, queuedMs: journey.queuedMs },
        onEnd: (facts, failure) => {
          place.end(failure ?? { kind: "answered", usage: facts.usage });
          facts.costDollars = accounts.book(request, facts.model, facts.usage);
          if (failure === undefined) expectedWork.learn(facts.model, facts.usage.completionTokens);
          tracing.endCall(span, facts, failure?.outcome);
          demand.end();
        },
      });
    } catch (error) {
      demand.end();
      throw error;
    }
  }

  private begin(request: ChatRequest, options: ChatCallOptions): Journey {
    const { router, metrics, clock, retries, maxChoices } = this.parts;
    checkChoices(request.body, maxChoices);
    const startedAt = clock.now();
    const progress = new RouteProgress<BackendName>("vllm");
    const { endpoint, useCase, body, route } = request;
    progress.begin(route ?? router.route({ endpoint, useCase, model: body.model }));
    retries.request();
    const demand = new Demand(progress, metrics);
    const json = jsonOf(request);
    const origin = new RequestOrigin(request.caller?.user, json);
    return { request, options, progress, demand, origin, promptBytes: json.length, startedAt, queuedMs: 0 };
  }

  /** Asks the route's entries, round after round, until one answers. */
  private async replyTo<Answer extends WholeAnswer | StreamAnswer>(
    journey: Journey,
    streamed: Answer["kind"] extends "stream" ? true : false,
  ): Promise<Reply<Answer>> {
    const { metrics, tracing } = this.parts;
    const { options, progress, demand } = journey;
    for (;;) {
      const place = await this.placeFor(journey);
      progress.placed(place.index);
      demand.placed();
      const { model, backend } = place.entry;
      const span = tracing.startCall(options.span, model, backend);
      const outcome = await this.ask(journey, place, span, streamed);
      if (outcome.kind === "answer" || outcome.kind === "stream") return { answer: outcome as Answer, place, span };
      tracing.endCall(span, undefined, outcome.error.code);
      const next = progress.failed(outcome.kind, outcome.retryAfterMs);
      demand.failed();
      if (next === "end") throw outcome.error;
      if (next === "nextEntry") metrics.fallbacks.inc();
      else await this.nextRound(progress, outcome, options.signal);
    }
  }

  private async placeFor(journey: Journey): Promise<Place> {
    const { admission, expectedWork, queueDeadlineMs, clock } = this.parts;
    const { request, options, progress, origin, promptBytes } = journey;
    const { route, from, again } = progress;
    const priority = request.priority ?? "interactive";
    const waitedFrom = clock.now();
    const place = await admission.acquire({
      route,
      from,
      origin,
      work: expectedWork.of(route[from]!.model, tokensOfBytes(promptBytes), maxTokensOf(request.body)),
      priority,
      deadlineMs: Math.min(options.queueDeadlineMs ?? Infinity, queueDeadlineMs[priority]),
      signal: options.signal,
      again,
    });
    journey.queuedMs += clock.now() - waitedFrom;
    return place;
  }

  /** The one call of a place. The place is given back when it ends; of a stream, when that ends. */
  private async ask(
    { request, options, promptBytes }: Journey,
    place: Place,
    span: Span | undefined,
    streamed: boolean,
  ): Promise<WholeAnswer | StreamAnswer | NoAnswer> {
    const { accounts, backends, tracing } = this.parts;
    const outcome = await this.additions.send(request, place.entry, streamed, (body) =>
      backends[place.entry.backend]!.ask({
        endpoint: request.endpoint,
        streamed,
        body,
        promptBytes,
        requestId: request.requestId,
        traceparent: tracing.traceparentOf(span),
        signal: options.signal,
      }),
    );
    if (outcome.kind === "stream") place.began();
    else if (outcome.kind === "answer") place.end({ kind: "answered", usage: outcome.usage });
    else {
      place.end(outcome);
      // The backend has worked on it all the same: who breaks off again and again does not ask for nothing.
      if (brokenOff.has(outcome.outcome)) accounts.book(request, place.entry.model, estimatedUsage(promptBytes, 0));
    }
    return outcome;
  }

  /** Waits for the next round, or fails with the last failure where there is none. */
  private async nextRound(progress: RouteProgress, failure: NoAnswer, signal: CancelSignal): Promise<void> {
    const { retries, metrics, clock } = this.parts;
    const waitMs = retries.nextRound(progress);
    if (waitMs === undefined) throw failure.error;
    metrics.retries.inc();
    await pause(waitMs, signal, clock);
  }

  private secondsSince(startedAt: number): number {
    return (this.parts.clock.now() - startedAt) / 1_000;
  }
}

function asksForUsage(streamOptions: unknown): boolean {
  return (
    typeof streamOptions === "object" &&
    streamOptions !== null &&
    (streamOptions as { include_usage?: unknown }).include_usage === true
  );
}

function pause(milliseconds: number, signal: CancelSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(clientHasGone());
    const onAbort = (): void => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      reject(clientHasGone());
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort);
  });
}
