import type { Caller, ChatEngine } from "../engine";
import type { KeyBook } from "../identity";
import type { Logger } from "../logging";
import type { Metrics } from "../metrics";
import { connectedOr, connectRedis } from "../redis";
import type { RunningEngine } from "../routing";
import type { Settings } from "../settings";
import { DailyBudget } from "./daily-budget";
import { KeyMetrics } from "./key-metrics";
import { Ledger } from "./ledger";
import { MeteredEngine } from "./metered-engine";
import { type KeyUsage, type RateLimits, rateLimitsOf, usageOf } from "./report";

/** Longest wait for Redis at the start, milliseconds: a pod without it counts alone. */
const firstConnectionMs = 500;

/** Name of the whole service's account; no key can be called so. */
const serviceName = "*";

/** What the usage of callers needs. */
export interface UsageSurroundings {
  settings: Settings;
  logger: Logger;
  metrics: Metrics;
  running: Pick<RunningEngine, "engine" | "router">;
  /** The API keys; left out where there are none. */
  keys: KeyBook | undefined;
}

/** What callers use and may use, with its end. */
export interface OpenUsage {
  /** The engine with the limits of its callers' keys. */
  engine: ChatEngine;
  /** What the caller's key has used and has left; `undefined` for a caller without a key. */
  usageOf(caller: Caller): Promise<KeyUsage | undefined>;
  /** Where the caller's key stands with its limits a minute, for OpenAI's `x-ratelimit-*` headers; `undefined` where it has none. */
  rateLimitsOf(caller: Caller): RateLimits | undefined;
  /** Whether the caller may name the model, and the use case. */
  mayName(caller: Caller, model: string): boolean;
  mayUse(caller: Caller, useCase: string): boolean;
  /** Tells the others what is not told yet. */
  close(): Promise<void>;
}

/** Opens the accounts of keys and of the service, shared through Redis where there is one. */
export async function openUsage({ settings, logger, metrics, running, keys }: UsageSurroundings): Promise<OpenUsage> {
  const now = Date.now;
  const redis = settings.REDIS_HOST === undefined ? undefined : connectRedis(settings, logger);
  if (redis !== undefined) await connectedOr(redis, firstConnectionMs);
  const ledger = new Ledger({ redis, logger, now, onShared: (shared) => metrics.usageShared.set(shared ? 1 : 0) });
  const keyMetrics = new KeyMetrics(metrics);
  const service = serviceOf(settings, ledger, logger, now);
  const { engine, router } = running;
  const metered = new MeteredEngine({
    engine,
    router,
    keys,
    ledger,
    service,
    prices: settings.prices,
    maxTokens: settings.MAX_TOKENS,
    metrics: keyMetrics,
    now,
  });
  metrics.onCollect(() => {
    // A key that is gone has no budget.
    metrics.keyBudgetUsed.reset();
    for (const { name, tokensPerDay, dollarsPerDay } of keys?.entries ?? []) {
      keyMetrics.expect(name);
      const { day } = usageOf(ledger.account(name), {}, now());
      if (tokensPerDay !== undefined)
        metrics.keyBudgetUsed.set({ key: name, unit: "tokens" }, day.used.tokens / tokensPerDay);
      if (dollarsPerDay !== undefined)
        metrics.keyBudgetUsed.set({ key: name, unit: "dollars" }, day.used.dollars / dollarsPerDay);
    }
    metrics.dailyBudgetUsed.set(service?.budget.usedShare ?? 0);
  });
  const policyOf = ({ key }: Caller) => (key === undefined ? undefined : metered.policyOf(key));
  return {
    engine: metered,
    usageOf: async (caller) => {
      if (caller.key === undefined) return undefined;
      const account = ledger.account(caller.key);
      await ledger.freshen(account);
      return usageOf(account, policyOf(caller)?.entry ?? {}, now());
    },
    rateLimitsOf: ({ key }) => (key === undefined ? undefined : rateLimitsOf(ledger.account(key), now())),
    mayName: (caller, model) => policyOf(caller)?.mayName(model) ?? true,
    mayUse: (caller, useCase) => policyOf(caller)?.mayUse(useCase) ?? true,
    close: async () => {
      await ledger.close();
      redis?.disconnect();
    },
  };
}

function serviceOf(settings: Settings, ledger: Ledger, logger: Logger, now: () => number) {
  const { DAILY_BUDGET_USD: dollars, DAILY_BUDGET_BATCH_SHARE: batchShare } = settings;
  if (dollars === undefined) return undefined;
  const account = ledger.account(serviceName);
  return { account, budget: new DailyBudget({ account, dollars, batchShare, logger, now }) };
}
