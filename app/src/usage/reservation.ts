import { ChatError } from "../engine";
import type { Account } from "./account";
import { dayOf, msToNextDay } from "./day-counts";

/** What a key may use; what is left out has no limit. */
export interface Limits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
  readonly dollarsPerDay?: number;
}

/** What a request is expected to use. */
export interface Need {
  /** Tokens of its prompt. */
  prompt: number;
  /** Those and the longest answer that it may get. */
  tokens: number;
  /** Dollars for the prompt, and for all of it, in billionths. */
  promptNanoDollars: number;
  nanoDollars: number;
}

/** When a request comes back that only waits for what others have reserved, seconds. */
const reservedRetrySeconds = 1;

export const nanoPerDollar = 1_000_000_000;

/**
 * What a request holds of its key's limits while it is in progress. A request is let in when its prompt fits, and reserves the longest answer as far
 * as there is room for it; at its end what it has used takes the reservation's place. So a limit is passed by no more than what was in progress.
 */
export class Reservation {
  private constructor(
    private readonly account: Account,
    private readonly rateTokens: number,
    private readonly dayTokens: number,
    private readonly nanoDollars: number,
    private readonly now: () => number,
  ) {}

  /** @throws ChatError (429) in OpenAI's words where a limit is reached. */
  static of(account: Account, key: string, limits: Limits, need: Need, now: () => number): Reservation {
    const at = now();
    const { requests, tokens, today, others } = account;
    const { tokensPerDay = Infinity, dollarsPerDay = Infinity } = limits;
    const budget = dollarsPerDay * nanoPerDollar;
    const tokensLeft = tokensPerDay - today.used("tokens", others);
    const dollarsLeft = budget - today.used("nanoDollars", others);
    if (tokensLeft < Math.max(1, need.prompt)) throw spent(key, `${tokensPerDay} tokens`, at);
    if (dollarsLeft < Math.max(1, need.promptNanoDollars)) throw spent(key, `$${dollarsPerDay}`, at);

    const requestWait = requests?.waitMs(1, at) ?? 0;
    if (requestWait > 0) throw limited(key, "requests", requests!.limit, requests!.levelAt(at), 1, requestWait);
    const tokenWait = tokens?.waitMs(need.prompt, at) ?? 0;
    if (tokens !== undefined && need.prompt > tokens.limit) throw tooLarge(key, tokens.limit, need.prompt);
    if (tokens !== undefined && tokenWait > 0)
      throw limited(key, "tokens", tokens.limit, tokens.levelAt(at), need.prompt, tokenWait);
    const freeTokens = tokensLeft - account.reservedTokens;
    const freeDollars = dollarsLeft - account.reservedNanoDollars;
    if (freeTokens < Math.max(1, need.prompt) || freeDollars < Math.max(1, need.promptNanoDollars)) {
      const message = `The requests of the key "${key}" that are in progress may use up what is left of today. Please try again in ${reservedRetrySeconds}s.`;
      throw new ChatError("rate_limit_exceeded", message, {
        type: "tokens",
        retryAfterSeconds: reservedRetrySeconds,
      });
    }

    const room = tokens === undefined ? 0 : Math.max(need.prompt, Math.floor(tokens.holds - tokens.levelAt(at)));
    const rateTokens = tokens === undefined ? 0 : Math.min(need.tokens, room);
    const dayTokens = tokensPerDay === Infinity ? 0 : Math.min(need.tokens, freeTokens);
    const nanoDollars = budget === Infinity ? 0 : Math.min(need.nanoDollars, freeDollars);
    requests?.add(1, at);
    tokens?.add(rateTokens, at);
    today.add("requests", 1);
    account.reservedTokens += dayTokens;
    account.reservedNanoDollars += nanoDollars;
    account.isUrgent =
      requests?.isUrgent(at) === true ||
      tokens?.isUrgent(at) === true ||
      today.isUrgent("tokens", tokensPerDay) ||
      today.isUrgent("nanoDollars", budget);
    return new Reservation(account, rateTokens, dayTokens, nanoDollars, now);
  }

  /** Ends it: what was used is counted, and the rest is free again. Once. */
  settle(tokens: number, nanoDollars: number): void {
    const { account } = this;
    account.tokens?.add(tokens - this.rateTokens, this.now());
    account.reservedTokens -= this.dayTokens;
    account.reservedNanoDollars -= this.nanoDollars;
    account.today.add("tokens", tokens);
    account.today.add("nanoDollars", nanoDollars);
    account.touched = true;
  }
}

/**
 * OpenAI's words for a limit a minute: `Rate limit reached for gpt-4.1 … on tokens per min (TPM): Limit 30000, Used 18928, Requested 11159. Please
 * try again in 174ms.`, with the type `tokens` or `requests` and the code `rate_limit_exceeded`.
 * https://github.com/continuedev/continue/issues/11472, https://github.com/TheR1D/shell_gpt/issues/653
 */
function limited(
  key: string,
  unit: "requests" | "tokens",
  limit: number,
  used: number,
  asked: number,
  waitMs: number,
): ChatError {
  const name = unit === "requests" ? "requests per min (RPM)" : "tokens per min (TPM)";
  const wait = waitMs < 1_000 ? `${Math.ceil(waitMs)}ms` : `${(waitMs / 1_000).toFixed(1)}s`;
  const message = `Rate limit reached for the key "${key}" on ${name}: Limit ${limit}, Used ${Math.ceil(used)}, Requested ${asked}. Please try again in ${wait}.`;
  return new ChatError("rate_limit_exceeded", message, { type: unit, retryAfterSeconds: Math.ceil(waitMs / 1_000) });
}

/** A prompt that no waiting helps. */
function tooLarge(key: string, limit: number, asked: number): ChatError {
  const message = `Request too large for the key "${key}" on tokens per min (TPM): Limit ${limit}, Requested ${asked}. The input tokens must be reduced in order to run successfully.`;
  return new ChatError("rate_limit_exceeded", message, { type: "tokens", retry: false });
}

/**
 * OpenAI's code and type for an account that has nothing left. Its clients would repeat every 429, the budget's as well
 * (https://github.com/openai/openai-node, `shouldRetry`), so `x-should-retry: false` goes with it.
 */
function spent(key: string, budget: string, at: number): ChatError {
  const next = dayOf(at + msToNextDay(at));
  const message = `You exceeded your current quota: the key "${key}" has used its ${budget} of today, or this request does not fit into what is left. A new day begins at ${next}T00:00:00Z.`;
  return new ChatError("insufficient_quota", message, { retryAfterSeconds: Math.ceil(msToNextDay(at) / 1_000) });
}
