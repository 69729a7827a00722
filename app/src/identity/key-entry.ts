/** One API key, as the list of keys describes it. The key itself is nowhere: the list has its digest. */
export interface KeyEntry {
  /** Name in metrics, logs and budgets; one of a kind in the list. */
  readonly name: string;
  /** Whose it is: the user of its conversations and tasks. */
  readonly owner: string;
  /** SHA-256 of the key, lower-case hex. Several while a key is replaced, so that its name and its budgets stay. */
  readonly sha256: readonly string[];
  /** Models that it may be answered by; all where left out. */
  readonly models?: readonly string[];
  /** Use cases that it may name; all where left out. */
  readonly useCases?: readonly string[];
  readonly requestsPerMinute?: number;
  /** Tokens of prompts and answers together. */
  readonly tokensPerMinute?: number;
  /** By the day in UTC. */
  readonly tokensPerDay?: number;
  readonly dollarsPerDay?: number;
  /** Most tokens that a request may ask for in one answer. */
  readonly maxTokens?: number;
  /** Most answers that a request may ask for at a time, OpenAI's `n`. */
  readonly maxN?: number;
  /** When it ends, milliseconds since 1970. */
  readonly expiresAt?: number;
}
