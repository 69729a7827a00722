import fc from "fast-check";
import { Cancellation, ChatError, type ChatEngine, type ChatRequest, type StreamedAnswer } from "../engine";
import type { KeyBook } from "../identity";
import { parseKeyList, sha256Of } from "../identity/key-list";
import { Metrics } from "../metrics";
import { Router } from "../routing";
import { loadSettings } from "../settings";
import { DailyBudget } from "./daily-budget";
import { KeyMetrics } from "./key-metrics";
import { Ledger } from "./ledger";
import { MeteredEngine } from "./metered-engine";

const settings = loadSettings({ SESSION_STORE: "memory", VLLM_BASE_URL: "http://vllm", MAX_TOKENS: "1000" });
const day = Date.UTC(2026, 10, 30, 12);
const logger = { info: jest.fn(), warn: jest.fn() };
const options = { signal: new Cancellation() };

/** An engine that answers when it is told to, with a key of these limits in front of it. */
function setUp(limits: object, { service, batchShare = 0.8 }: { service?: number; batchShare?: number } = {}) {
  let time = day;
  const now = (): number => time;
  const [entry] = parseKeyList(
    JSON.stringify({ keys: [{ name: "shop", owner: "team-shop", sha256: sha256Of("k"), ...limits }] }),
  );
  const known = { entry: entry!, caller: { user: "team-shop", key: "shop" }, digests: [] };
  const keys = { named: (name: string) => (name === "shop" ? known : undefined) } as unknown as KeyBook;
  const ledger = new Ledger({ logger, now });
  const metrics = new Metrics({ process: false });
  const asked: ChatRequest[] = [];
  let respond: (request: ChatRequest) => Promise<StreamedAnswer>;
  const engine: ChatEngine = {
    complete: (request) => {
      asked.push(request);
      return respond(request) as never;
    },
    stream: (request) => {
      asked.push(request);
      return respond(request);
    },
  };
  const account = ledger.account("*");
  const budget = new DailyBudget({ account, dollars: service ?? 0, batchShare, logger, now });
  const metered = new MeteredEngine({
    engine,
    router: new Router(settings.routes),
    keys,
    ledger,
    service: service === undefined ? undefined : { account, budget },
    prices: settings.prices,
    maxTokens: settings.MAX_TOKENS,
    metrics: new KeyMetrics(metrics),
    now,
  });
  const answerWith = (completionTokens: number, dollars = 0): void => {
    respond = (request) => {
      request.meter?.used({ promptTokens: 0, completionTokens }, dollars);
      return Promise.resolve({} as StreamedAnswer);
    };
  };
  answerWith(10);
  const ask = (body: object = {}, more: Partial<ChatRequest> = {}) =>
    metered.complete({ body: { messages: [], ...body }, caller: known.caller, requestId: "r", ...more }, options).then(
      () => asked.at(-1)!.route!.map(({ backend, model }) => `${backend}:${model}`),
      (error: ChatError) => error,
    );
  return {
    ask,
    asked,
    answerWith,
    ledger,
    metered,
    metrics,
    caller: known.caller,
    respondWith: (how: typeof respond) => void (respond = how),
    pass: (ms: number) => void (time += ms),
  };
}
const codeOf = (result: unknown): string | undefined => (result instanceof ChatError ? result.code : undefined);

describe("what a key may use", () => {
  test("without limits, everything", async () => {
    const { ask } = setUp({});
    expect(await ask()).toEqual(["gateway:gpt-4.1", "gateway:gemini-2.5-flash"]);
    expect(await ask({ model: "claude-sonnet-4", n: 4 })).toEqual(["gateway:claude-sonnet-4"]);
  });

  test("models: a route keeps the entries that it may have, and a model that it may not have is not found", async () => {
    const { ask } = setUp({ models: ["gemini-2.5-flash", "Qwen/Qwen3-14B"] });
    expect(await ask()).toEqual(["gateway:gemini-2.5-flash"]);
    for (const model of ["auto", null]) expect(await ask({ model })).toEqual(["gateway:gemini-2.5-flash"]);
    expect(await ask({}, { useCase: "simple_qa" })).toEqual(["vllm:Qwen/Qwen3-14B"]);
    expect(await ask({ model: "Qwen/Qwen3-14B" })).toEqual(["vllm:Qwen/Qwen3-14B"]);
    expect(await ask({ model: "gpt-4.1" })).toMatchObject({ status: 404, code: "model_not_found", param: "model" });
    expect(await ask({}, { useCase: "complex_reasoning" })).toMatchObject({
      status: 403,
      code: "use_case_not_allowed",
    });
    expect(await ask({ model: "text-embedding-3-small" }, { endpoint: "embeddings" })).toMatchObject({
      code: "model_not_found",
    });
  });

  test("use cases: no other, no model of another, and the first of them by default", async () => {
    const { ask } = setUp({ useCases: ["simple_qa"] });
    expect(await ask({}, { useCase: "simple_qa" })).toHaveLength(2);
    expect(await ask()).toEqual(["vllm:Qwen/Qwen3-14B", "gateway:deepseek-v3.2"]);
    expect(await ask({}, { useCase: "general" })).toMatchObject({ code: "use_case_not_allowed", param: "use_case" });
    expect(await ask({}, { useCase: "dreaming" })).toMatchObject({ code: "use_case_not_found" });
    expect(await ask({ model: "claude-sonnet-4" })).toMatchObject({ code: "model_not_found" });
    expect(await ask({ model: "deepseek-v3.2" })).toHaveLength(1);
  });

  test("n and max_tokens are bounded", async () => {
    const { ask, asked } = setUp({ maxN: 2, maxTokens: 100 });
    expect(await ask({ n: 2 })).toHaveLength(2);
    expect(await ask({ n: 3 })).toMatchObject({ status: 400, code: "integer_above_max_value", param: "n" });
    const prompts = { endpoint: "completions" as const, body: { model: "gpt-4.1", prompt: ["a", "b", "c"] } };
    expect(await ask({}, prompts)).toMatchObject({ status: 400, code: "array_above_max_length", param: "prompt" });
    expect(asked[0]!.route!.map(({ parameters }) => parameters!.maxTokens)).toEqual([100, 100]);
  });

  test("a key that is gone or has ended, of which only a task can hear", async () => {
    const { ask } = setUp({ expires: "2026-11-30T13:00:00Z" });
    expect(await ask()).toHaveLength(2);
    expect(await ask({}, { caller: { user: "u", key: "gone" } })).toMatchObject({ code: "api_key_revoked" });
    const { ask: later, pass } = setUp({ expires: "2026-11-30T13:00:00Z" });
    pass(3_600_000);
    expect(await later()).toMatchObject({ status: 403, code: "api_key_revoked" });
  });
});

describe("rates and budgets of a key", () => {
  test("requests a minute, in OpenAI's words", async () => {
    const { ask, pass } = setUp({ requestsPerMinute: 2 });
    expect([codeOf(await ask()), codeOf(await ask())]).toEqual([undefined, undefined]);
    expect(await ask()).toMatchObject({
      status: 429,
      type: "requests",
      code: "rate_limit_exceeded",
      retry: true,
      retryAfterSeconds: 30,
      message:
        'Rate limit reached for the key "shop" on requests per min (RPM): Limit 2, Used 2, Requested 1. Please try again in 30.0s.',
    });
    pass(30_000);
    expect(codeOf(await ask())).toBeUndefined();
  });

  test("tokens a minute: a prompt that never fits is told so, one that fits later when", async () => {
    const { ask, answerWith, pass } = setUp({ tokensPerMinute: 600 });
    const large = { messages: [{ role: "user", content: "x".repeat(4_000) }] };
    expect(await ask(large)).toMatchObject({ type: "tokens", code: "rate_limit_exceeded", retry: false });
    answerWith(600);
    await ask();
    expect(await ask()).toMatchObject({ type: "tokens", retry: true, retryAfterSeconds: 1 });
    pass(2_000);
    expect(codeOf(await ask())).toBeUndefined();
  });

  test("tokens and dollars a day: told not to repeat, and free again at midnight in UTC", async () => {
    for (const limits of [{ tokensPerDay: 25 }, { dollarsPerDay: 0.025 }]) {
      const { ask, answerWith, pass } = setUp(limits);
      answerWith(10, 0.01);
      const codes = [];
      for (let count = 0; count < 4; count++) codes.push(codeOf(await ask()));
      expect(codes.slice(-1)).toEqual(["insufficient_quota"]);
      expect(codes[0]).toBeUndefined();
      expect(await ask()).toMatchObject({
        status: 429,
        type: "insufficient_quota",
        retry: false,
        retryAfterSeconds: 12 * 3_600,
        message: expect.stringContaining("A new day begins at 2026-12-01T00:00:00Z.") as string,
      });
      pass(12 * 3_600_000);
      expect(codeOf(await ask())).toBeUndefined();
    }
  });

  test("a request that reserves what is left holds up others until it ends, and gives back what it did not use", async () => {
    const { ask, respondWith, answerWith } = setUp({ tokensPerDay: 1_000 });
    let finish = (): void => undefined;
    respondWith((request) => {
      return new Promise((resolve) => {
        finish = () => {
          request.meter!.used({ promptTokens: 0, completionTokens: 10 }, 0);
          resolve({} as StreamedAnswer);
        };
      });
    });
    const first = ask();
    await Promise.resolve();
    expect(await ask()).toMatchObject({ code: "rate_limit_exceeded", retry: true, retryAfterSeconds: 1 });
    finish();
    await first;
    answerWith(10);
    expect(codeOf(await ask())).toBeUndefined();
  });

  test("what failed costs nothing, what was broken off costs its prompt, a stream costs at its end", async () => {
    const { metered, ask, respondWith, ledger, caller } = setUp({ tokensPerDay: 100_000 });
    const used = (): number => ledger.account("shop").today.used("tokens");
    respondWith(() => Promise.reject(new ChatError("upstream_error", "no")));
    expect(codeOf(await ask())).toBe("upstream_error");
    expect(used()).toBe(0);
    respondWith((request) => {
      request.meter!.used({ promptTokens: 30, completionTokens: 0 }, 0);
      return Promise.reject(new ChatError("client_closed_request", "gone"));
    });
    await ask();
    expect(used()).toBe(30);
    const streamed = {} as StreamedAnswer;
    respondWith(() => Promise.resolve(streamed));
    const request: ChatRequest = { body: { messages: [] }, caller, requestId: "r" };
    await metered.stream(request, options);
    expect([used(), ledger.account("shop").reservedTokens]).toEqual([30, 1_000 + 4]);
    streamed.ended = "complete";
    request.meter!.used({ promptTokens: 5, completionTokens: 5 }, 0);
    expect([used(), ledger.account("shop").reservedTokens]).toEqual([40, 0]);
  });

  test.each(["complete", "failed", "left"] as const)(
    "a stream that is over (%s) before it is handed on costs what it has used, and holds nothing",
    async (ended) => {
      const { metered, respondWith, ledger, caller, metrics } = setUp({ tokensPerDay: 100_000 }, { service: 10 });
      respondWith((request) => {
        request.meter!.used({ promptTokens: 5, completionTokens: 5 }, 1);
        return Promise.resolve({ ended } as StreamedAnswer);
      });
      await metered.stream({ body: { messages: [] }, caller, requestId: "r" }, options);
      const shop = ledger.account("shop");
      expect([shop.today.used("tokens"), shop.reservedTokens]).toEqual([10, 0]);
      expect(ledger.account("*").today.used("nanoDollars")).toBe(1e9);
      const { values } = await metrics.keyRequests.get();
      const outcome = ended === "failed" ? "failed" : "answered";
      expect(values.filter(({ value }) => value > 0).map(({ labels }) => labels.outcome)).toEqual([outcome]);
    },
  );

  test.each<[Record<string, unknown>, number]>([
    [{ max_tokens: 10 }, 10],
    [{ max_completion_tokens: 10 }, 10],
    // Which of the two counts, the model's server decides.
    [{ max_completion_tokens: 10, max_tokens: 900 }, 900],
    [{ max_completion_tokens: 900, max_tokens: 10 }, 900],
    [{ max_tokens: 5_000 }, 1_000],
    [{}, 1_000],
    [{ max_tokens: 10, n: 3 }, 30],
    [{ max_tokens: 10, n: 1, best_of: 4 }, 40],
  ])("%j reserves the longest answers that it may get", async (body, tokens) => {
    const { metered, respondWith, ledger, caller } = setUp({ tokensPerDay: 100_000 });
    respondWith(() => Promise.resolve({} as StreamedAnswer));
    const json = Buffer.alloc(4);
    await metered.stream({ body, caller, requestId: "r", json }, options);
    expect(ledger.account("shop").reservedTokens).toBe(tokens + 1);
  });

  test("no budget is passed by more than what was in progress, whatever comes and goes when", async () => {
    const job = fc.record({
      tokens: fc.integer({ min: 0, max: 1_500 }),
      fails: fc.boolean(),
      wait: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 5_000 }), fc.array(job, { maxLength: 60 }), async (budget, jobs) => {
        const { ask, respondWith, ledger } = setUp({ tokensPerDay: budget });
        const account = ledger.account("shop");
        let inProgress = 0;
        let mostInProgress = 0;
        const running: (() => void)[] = [];
        for (const { tokens, fails, wait } of jobs) {
          respondWith((request) => {
            // Let in: what is used and what others hold is below the budget.
            expect(account.today.used("tokens")).toBeLessThan(budget);
            inProgress += tokens;
            mostInProgress = Math.max(mostInProgress, inProgress);
            return new Promise((resolve, reject) =>
              running.push(() => {
                inProgress -= tokens;
                request.meter!.used({ promptTokens: 0, completionTokens: tokens }, 0);
                if (fails) reject(new ChatError("upstream_error", "no"));
                else resolve({} as StreamedAnswer);
              }),
            );
          });
          void ask();
          await Promise.resolve();
          for (const end of running.splice(0, wait)) end();
          await new Promise(setImmediate);
          expect(account.today.used("tokens")).toBeLessThanOrEqual(budget + mostInProgress);
        }
        for (const end of running.splice(0)) end();
        await new Promise(setImmediate);
        expect([account.reservedTokens, account.reservedNanoDollars]).toEqual([0, 0]);
      }),
      { seed: 16, numRuns: 60 },
    );
  });

  test("counts what a key uses and how its requests end", async () => {
    const { ask, metrics } = setUp({ requestsPerMinute: 1 });
    await ask();
    await ask();
    await ask({ model: "gpt-99" });
    const text = await metrics.registry.metrics();
    expect(text).toContain('ai_key_requests_total{key="shop",outcome="answered"} 1');
    expect(text).toContain('ai_key_requests_total{key="shop",outcome="rate_limited"} 1');
    expect(text).toContain('ai_key_requests_total{key="shop",outcome="refused"} 1');
    expect(text).toContain('ai_key_tokens_total{key="shop",type="completion"} 10');
  });
});

describe("the service's budget of a day", () => {
  const anyone = { caller: { user: "alice" } };

  test("sheds batch first, then everything but the in-cluster model, until midnight", async () => {
    logger.warn.mockClear();
    const { ask, answerWith, pass } = setUp({}, { service: 10 });
    answerWith(10, 4);
    expect(await ask({}, anyone)).toHaveLength(2);
    expect(await ask({}, { ...anyone, priority: "batch" })).toHaveLength(2);
    // 80 %
    expect(await ask({}, { ...anyone, priority: "batch" })).toMatchObject({
      status: 429,
      code: "service_budget_batch",
    });
    answerWith(10, 0);
    expect(await ask({}, { ...anyone, priority: "batch", useCase: "simple_qa" })).toEqual(["vllm:Qwen/Qwen3-14B"]);
    answerWith(10, 4);
    expect(await ask({}, anyone)).toHaveLength(2);
    // Used up.
    expect(await ask({}, anyone)).toMatchObject({
      status: 503,
      code: "service_budget_exhausted",
      retry: false,
      retryAfterSeconds: 12 * 3_600,
    });
    expect(await ask({}, { ...anyone, useCase: "simple_qa" })).toEqual(["vllm:Qwen/Qwen3-14B"]);
    expect(await ask()).toMatchObject({ code: "service_budget_exhausted" });
    expect(logger.warn.mock.calls.map(([, message]) => message as string)).toEqual([
      "daily budget: nearly used, batch gets the in-cluster model only",
      "daily budget: used, everything gets the in-cluster model only",
    ]);
    pass(12 * 3_600_000);
    expect(await ask({}, anyone)).toHaveLength(2);
  });
});
