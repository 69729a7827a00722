/** How the stand-in gateway behaves. Times are milliseconds. */
export interface GatewayOptions {
  /** Port on loopback; 0 takes a free one. */
  port: number;
  /** Time to the first token, or to the whole answer in `fixedMs` mode. */
  firstTokenMs: number;
  /** Time between two tokens; about 30 tokens/s by default, as a hosted model writes. */
  tokenMs: number;
  /** Tokens of an answer unless `max_tokens` is less. */
  tokens: number;
  /** Every answer takes exactly so long, with a prepared body: for benches. */
  fixedMs: number | undefined;
  /** Answers per second that it can give; `undefined` for no bound. */
  capacity: number | undefined;
  /** What happens above the capacity: `queue` lets requests wait, as vLLM does; `reject` answers 429, as a provider's rate limit does. */
  overCapacity: "queue" | "reject";
  /** The one key that it takes; `undefined` takes any, and none. */
  key: string | undefined;
}

export const defaultOptions: GatewayOptions = {
  port: 0,
  firstTokenMs: 250,
  tokenMs: 33,
  tokens: 60,
  fixedMs: undefined,
  capacity: undefined,
  overCapacity: "queue",
  key: undefined,
};
