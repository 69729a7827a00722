import { type ExpectedWork, type Retries, RouteProgress, tokensOfBytes } from "@breakwater/overload";
import type {
  AnswerFacts,
  Caller,
  CancelSignal,
  ChatCallOptions,
  ChatEngine,
  ChatRequest,
  CompletedAnswer,
  StreamedAnswer,
} from "../engine";
import { anonymous } from "../identity";
import type { Metrics } from "../metrics";
import { type Admission, type Clock, RequestOrigin } from "../overload";
import type { BackendName } from "../settings";
import type { Tracing } from "../tracing";
import { type Backend, estimatedUsage, type NoAnswer, type StreamAnswer, type WholeAnswer } from "../upstream";
import type { Accounts } from "./accounts";
import { accountedStream } from "./accounted-stream";
import { Demand } from "./demand";
import { HeldPlace } from "./held-place";
import { Additions } from "./additions";
import { checkChoices, choicesOf } from "./choices";
import { checkOtherModels } from "./other-models";
import { boundOf, jsonOf, maxTokensOf, mayThink } from "./request-body";
import { pause } from "./pause";
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
const brokenOff: ReadonlySet<string> = new Set(["cancelled", "timeout", "crowded"]);

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
  /** The place that it has, or had last. */
  held?: HeldPlace;
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
    try {
      const answer = await this.replyTo<WholeAnswer>(journey, false);
      const { accounts, expectedWork } = this.parts;
      const facts = this.factsOf(journey);
      accounts.answeredAfter(facts.model, this.secondsSince(journey.startedAt));
      expectedWork.learn(facts.model, answer.usage.completionTokens);
      const { bytes, json, usage, finishReason } = answer;
      const costDollars = accounts.book(request, facts.model, usage);
      const { model, backend, attempts, overflowed, queuedMs } = facts;
      return {
        model,
        backend,
        attempts,
        overflowed,
        queuedMs,
        usage,
        costDollars,
        bytes,
        json,
        finishReason,
        ended: "complete",
      };
    } finally {
      this.leave(journey);
    }
  }

  async stream(request: ChatRequest, options: ChatCallOptions): Promise<StreamedAnswer> {
    const journey = this.begin(request, options);
    let answer: StreamAnswer | undefined;
    try {
      answer = await this.replyTo<StreamAnswer>(journey, true);
      journey.held!.place.began();
      const { accounts, expectedWork } = this.parts;
      const facts = this.factsOf(journey);
      const { model } = facts;
      accounts.answeredAfter(model, this.secondsSince(journey.startedAt));
      return accountedStream({
        answer,
        promptBytes: journey.promptBytes,
        facts,
        onEnd: (ended, pausedMs, failure) => {
          try {
            journey.held?.end(failure ?? { kind: "answered", usage: ended.usage, pausedMs }, ended.usage);
          } finally {
            this.leave(journey);
          }
          ended.costDollars = accounts.book(request, model, ended.usage);
          if (failure === undefined) expectedWork.learn(model, ended.usage.completionTokens);
        },
      });
    } catch (error) {
      void answer?.events.return?.();
      this.leave(journey);
      throw error;
    }
  }

  /** The request is over: what it still holds is given back. */
  private leave({ held, demand }: Journey): void {
    try {
      held?.release();
    } finally {
      demand.end();
    }
  }

  private begin(request: ChatRequest, options: ChatCallOptions): Journey {
    const { router, metrics, clock, retries, maxChoices } = this.parts;
    checkChoices(request, maxChoices);
    checkOtherModels(request.body);
    const startedAt = clock.now();
    const progress = new RouteProgress<BackendName>("vllm");
    const { endpoint, useCase, body, route } = request;
    progress.begin(route ?? router.route({ endpoint, useCase, model: body.model }));
    retries.request(progress);
    const demand = new Demand(progress, metrics);
    const json = jsonOf(request);
    const origin = new RequestOrigin(isKnown(request.caller) ? request.caller.user : undefined, json);
    return { request, options, progress, demand, origin, promptBytes: json.length, startedAt, queuedMs: 0 };
  }

  /** Asks the route's entries, round after round, until one answers. Of a stream the place is held until that ends. */
  private async replyTo<Answer extends WholeAnswer | StreamAnswer>(
    journey: Journey,
    streamed: Answer["kind"] extends "stream" ? true : false,
  ): Promise<Answer> {
    const { accounts, metrics } = this.parts;
    const { request, options, progress, demand } = journey;
    for (;;) {
      const held = await this.placeFor(journey);
      const outcome = await this.ask(journey, held, streamed);
      if (outcome.kind === "answer") held.end({ kind: "answered", usage: outcome.usage }, outcome.usage);
      if (outcome.kind === "answer" || outcome.kind === "stream") return outcome as Answer;
      held.end(outcome);
      // The backend has worked on it all the same: who breaks off again and again does not ask for nothing.
      if (brokenOff.has(outcome.outcome)) {
        accounts.book(request, held.place.entry.model, estimatedUsage(journey.promptBytes, 0));
      }
      const next = progress.failed(outcome.kind, outcome.retryAfterMs, outcome.unseen, outcome.final);
      demand.failed();
      if (next === "end") throw outcome.error;
      if (next === "nextEntry") metrics.fallbacks.inc();
      else await this.nextRound(progress, outcome, options.signal);
    }
  }

  private async placeFor(journey: Journey): Promise<HeldPlace> {
    const { admission, expectedWork, queueDeadlineMs, clock, tracing } = this.parts;
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
    const held = new HeldPlace(place, tracing);
    journey.held = held;
    journey.queuedMs += clock.now() - waitedFrom;
    return held;
  }

  /** The one call of a place. */
  private ask(
    { request, options, promptBytes, progress, demand }: Journey,
    held: HeldPlace,
    streamed: boolean,
  ): Promise<WholeAnswer | StreamAnswer | NoAnswer> {
    const { backends, tracing } = this.parts;
    const { index, entry } = held.place;
    progress.placed(index);
    demand.placed();
    held.span = tracing.startCall(options.span, entry.model, entry.backend);
    return this.additions.send(request, entry, streamed, (body) =>
      backends[entry.backend]!.ask({
        endpoint: request.endpoint,
        streamed,
        keepUsage: asksForUsage(request.body.stream_options),
        maxTokens: boundOf(request.body, entry),
        choices: choicesOf(request),
        thinks: mayThink(request.body, entry),
        body,
        promptBytes,
        requestId: request.requestId,
        traceparent: tracing.traceparentOf(held.span),
        signal: options.signal,
        memory: options.memory,
      }),
    );
  }

  /** Waits for the next round, or fails with the last failure where there is none. */
  private async nextRound(progress: RouteProgress, failure: NoAnswer, signal: CancelSignal): Promise<void> {
    const { retries, metrics, clock } = this.parts;
    const waitMs = retries.nextRound(progress);
    if (waitMs === undefined) throw failure.error;
    metrics.retries.inc();
    await pause(waitMs, signal, clock);
  }

  /** What is known of an answer before its end. */
  private factsOf({ held, progress, demand, queuedMs }: Journey): AnswerFacts {
    const { model, backend } = held!.place.entry;
    const { attempts } = progress;
    const { overflowed } = demand;
    return { model, backend, attempts, overflowed, queuedMs, usage: noUsage, costDollars: 0 };
  }

  private secondsSince(startedAt: number): number {
    return (this.parts.clock.now() - startedAt) / 1_000;
  }
}

/** Whether a caller has said who it is. */
function isKnown(caller: Caller | undefined): caller is Caller {
  return caller !== undefined && caller.user !== anonymous.user;
}

const noUsage = { promptTokens: 0, completionTokens: 0 };

function asksForUsage(streamOptions: unknown): boolean {
  return (
    typeof streamOptions === "object" &&
    streamOptions !== null &&
    (streamOptions as { include_usage?: unknown }).include_usage === true
  );
}
