import {
  type ChatCallOptions,
  type ChatEngine,
  ChatError,
  type ChatRequest,
  type CompletedAnswer,
  type Meter,
  type StreamedAnswer,
  type Usage,
} from "../engine";
import type { KeyBook, KeyEntry } from "../identity";
import { choicesOf, jsonOf, maxTokensOf, type Router } from "../routing";
import type { Price, RouteEntry } from "../settings";
import type { Account } from "./account";
import type { DailyBudget } from "./daily-budget";
import type { KeyMetrics } from "./key-metrics";
import { KeyPolicy } from "./key-policy";
import type { Ledger } from "./ledger";
import { promptTokensOf } from "./prompt-tokens";
import { type Limits, type Need, Reservation } from "./reservation";

/** What the metered engine works with. */
export interface MeteredEngineParts {
  engine: ChatEngine;
  router: Router;
  /** The API keys; left out where there are none. */
  keys: KeyBook | undefined;
  ledger: Ledger;
  /** The whole service's account and budget of a day; left out where there is none. */
  service: { account: Account; budget: DailyBudget } | undefined;
  prices: Readonly<Record<string, Price>>;
  /** Longest answer where neither key nor route says one, tokens. */
  maxTokens: number;
  metrics: KeyMetrics;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * An engine that gives each caller what its key may have: models and use cases, requests and tokens, and dollars of the day. It stands around the engine,
 * so HTTP, gRPC and tasks have the same limits.
 */
export class MeteredEngine implements ChatEngine {
  private readonly policies = new WeakMap<KeyEntry, KeyPolicy>();

  constructor(private readonly parts: MeteredEngineParts) {}

  async complete(request: ChatRequest, options: ChatCallOptions): Promise<CompletedAnswer> {
    const call = await this.begin(request);
    try {
      const answer = await this.parts.engine.complete(request, options);
      call?.end("answered");
      return answer;
    } catch (error) {
      call?.end("failed");
      throw error;
    }
  }

  async stream(request: ChatRequest, options: ChatCallOptions): Promise<StreamedAnswer> {
    const call = await this.begin(request);
    try {
      const answer = await this.parts.engine.stream(request, options);
      call?.streams(answer);
      return answer;
    } catch (error) {
      call?.end("failed");
      throw error;
    }
  }

  /** What of the routes the key may use; `undefined` for a key without an entry. */
  policyOf(key: string): KeyPolicy | undefined {
    const entry = this.parts.keys?.named(key)?.entry;
    if (entry === undefined) return undefined;
    let policy = this.policies.get(entry);
    if (policy === undefined) this.policies.set(entry, (policy = new KeyPolicy(entry, this.parts.router)));
    return policy;
  }

  /** Lets the request in, or refuses it. A request that nothing is counted of has no call. */
  private async begin(request: ChatRequest): Promise<Call | undefined> {
    const { service, ledger, metrics } = this.parts;
    const key = request.caller?.key;
    if (key === undefined && service === undefined) return undefined;
    const account = key === undefined ? undefined : ledger.account(key);
    const look = account && ledger.freshen(account);
    if (look !== undefined) await look;
    const lookAtAll = service && ledger.freshen(service.account);
    if (lookAtAll !== undefined) await lookAtAll;
    try {
      const reservation = this.admit(request, key, account);
      const call = new Call(reservation, service?.account, key, metrics);
      request.meter = call;
      if (account !== undefined) ledger.hurry(account);
      return call;
    } catch (error) {
      if (key !== undefined && error instanceof ChatError) metrics.refused(key, error.code);
      throw error;
    }
  }

  private admit(request: ChatRequest, key: string | undefined, account: Account | undefined): Reservation | undefined {
    const { router, service, now } = this.parts;
    const { endpoint, useCase, body } = request;
    const policy = key === undefined ? undefined : this.entryOf(key);
    policy?.check(request);
    let route = policy?.routeOf(request) ?? router.route({ endpoint, useCase, model: body.model });
    if (service !== undefined) route = service.budget.routeOf(route, request.priority);
    request.route = route;
    if (account === undefined) return undefined;
    const limits: Limits = policy?.entry ?? {};
    account.limit(limits.requestsPerMinute, limits.tokensPerMinute);
    return Reservation.of(account, key!, limits, this.needOf(request, route), now);
  }

  /** The key's policy. A process without a list of keys has no limits to hold it to, and counts it all the same. */
  private entryOf(key: string): KeyPolicy | undefined {
    const { keys, now } = this.parts;
    if (keys === undefined) return undefined;
    const policy = this.policyOf(key);
    // Calls are let in by the key itself; a task comes later, when it may be gone.
    if (policy === undefined || (policy.entry.expiresAt ?? Infinity) <= now()) {
      throw new ChatError("api_key_revoked", `The API key "${key}" is no longer valid.`);
    }
    return policy;
  }

  private needOf(request: ChatRequest, route: readonly RouteEntry[]): Need {
    jsonOf(request);
    const { body, endpoint } = request;
    const prompt = promptTokensOf(request);
    const [{ parameters }] = route as [RouteEntry];
    const most = parameters?.maxTokens ?? this.parts.maxTokens;
    const answer = endpoint === "embeddings" ? 0 : Math.min(maxTokensOf(body) ?? most, most) * choicesOf(request);
    const price = this.dearestOf(route);
    const promptNanoDollars = Math.ceil(prompt * price.input * nanoPerToken);
    return {
      prompt,
      tokens: prompt + answer,
      promptNanoDollars,
      nanoDollars: promptNanoDollars + Math.ceil(answer * price.output * nanoPerToken),
    };
  }

  private readonly dearest = new WeakMap<readonly RouteEntry[], Price>();

  /** The highest prices on a route: which of its entries answers is not known before. */
  private dearestOf(route: readonly RouteEntry[]): Price {
    let price = this.dearest.get(route);
    if (price === undefined) {
      const prices = route.map(({ model }) => this.parts.prices[model] ?? { input: 0, output: 0 });
      price = {
        input: Math.max(...prices.map(({ input }) => input)),
        output: Math.max(...prices.map(({ output }) => output)),
      };
      this.dearest.set(route, price);
    }
    return price;
  }
}

/** Billionths of a dollar for one token at one dollar per million tokens. */
const nanoPerToken = 1_000;

/** What one request uses, until it has ended. */
class Call implements Meter {
  private tokens = 0;
  private nanoDollars = 0;
  private answer: StreamedAnswer | undefined;
  private ended = false;

  constructor(
    private readonly reservation: Reservation | undefined,
    private readonly service: Account | undefined,
    private readonly key: string | undefined,
    private readonly metrics: KeyMetrics,
  ) {}

  used({ promptTokens, completionTokens }: Usage, dollars: number): void {
    this.tokens += promptTokens + completionTokens;
    this.nanoDollars += Math.round(dollars * 1e9);
    if (this.key !== undefined) this.metrics.used(this.key, promptTokens, completionTokens);
    this.endWithAnswer();
  }

  /** The answer comes; what it has used is told at its end, which may be over by now: a short one comes in one piece. */
  streams(answer: StreamedAnswer): void {
    this.answer = answer;
    this.endWithAnswer();
  }

  private endWithAnswer(): void {
    const ended = this.answer?.ended;
    if (ended !== undefined) this.end(ended === "failed" ? "failed" : "answered");
  }

  end(outcome: "answered" | "failed"): void {
    if (this.ended) return;
    this.ended = true;
    this.reservation?.settle(this.tokens, this.nanoDollars);
    const { service } = this;
    if (service !== undefined) {
      service.today.add("nanoDollars", this.nanoDollars);
      service.today.add("tokens", this.tokens);
      service.today.add("requests", 1);
      service.touched = true;
    }
    if (this.key !== undefined) this.metrics.ended(this.key, outcome);
  }
}
