import { LogNormal, type Random } from "../events";
import type { GatewayOptions } from "./options";

/** A refusal of the gateway takes this long, seconds: a way to it and back. */
const refusalSeconds = 0.05;
/** Seconds of a rate limit that may be used at once. Providers state limits a minute and enforce them over shorter stretches (inf). */
const burstSeconds = 10;

/** How a call at the gateway goes. */
export interface GatewayCall {
  kind: "answered" | "rejected" | "failed";
  /** Seconds to the first token, or to the refusal or failure. */
  firstSeconds: number;
  /** Seconds to the end. */
  endSeconds: number;
  /** Of a refusal: when it would be taken, seconds. */
  retryAfterSeconds: number;
}

/** A limit on requests or tokens: refills evenly, and holds what comes in `burstSeconds`. */
class RateLimit {
  private readonly perSecond: number;
  private level: number;
  private filledAt = 0;

  constructor(perMinute: number) {
    this.perSecond = perMinute / 60;
    this.level = this.perSecond * burstSeconds;
  }

  /** Seconds until so much may be taken; 0 when now. */
  waitFor(amount: number, now: number): number {
    if (this.perSecond === Infinity) return 0;
    const capacity = this.perSecond * burstSeconds;
    this.level = Math.min(capacity, this.level + (now - this.filledAt) * this.perSecond);
    this.filledAt = now;
    // What is larger than the whole limit may go when the limit is full.
    return Math.max(0, Math.min(amount, capacity) - this.level) / this.perSecond;
  }

  take(amount: number): void {
    if (this.perSecond !== Infinity) this.level -= amount;
  }
}

/** The gateway: as fast for one as for a thousand, until its rate limits. */
export class Gateway {
  private readonly requests: RateLimit;
  private readonly tokens: RateLimit;
  private readonly firstToken: LogNormal;
  private readonly perToken: LogNormal;
  /** The one call that is described at a time: a call makes no object. */
  private readonly answer: GatewayCall = { kind: "answered", firstSeconds: 0, endSeconds: 0, retryAfterSeconds: 0 };

  constructor(
    private readonly options: GatewayOptions,
    private readonly random: Random,
  ) {
    const { firstTokenSeconds, perTokenSeconds } = options;
    this.requests = new RateLimit(options.requestsPerMinute);
    this.tokens = new RateLimit(options.tokensPerMinute);
    this.firstToken = new LogNormal(firstTokenSeconds.mean, firstTokenSeconds.variation);
    this.perToken = new LogNormal(perTokenSeconds.mean, perTokenSeconds.variation);
  }

  /** A call comes. What is returned is valid until the next one. */
  call(promptTokens: number, outputTokens: number, now: number): Readonly<GatewayCall> {
    const { answer, random } = this;
    const tokens = promptTokens + outputTokens;
    const wait = Math.max(this.requests.waitFor(1, now), this.tokens.waitFor(tokens, now));
    if (wait > 0) {
      answer.kind = "rejected";
      answer.firstSeconds = answer.endSeconds = refusalSeconds;
      answer.retryAfterSeconds = wait;
      return answer;
    }
    this.requests.take(1);
    this.tokens.take(tokens);
    answer.retryAfterSeconds = 0;
    answer.firstSeconds = this.firstToken.draw(random);
    answer.kind = this.options.errorShare > 0 && random.uniform() < this.options.errorShare ? "failed" : "answered";
    answer.endSeconds =
      answer.kind === "failed"
        ? answer.firstSeconds
        : answer.firstSeconds + this.perToken.draw(random) * (outputTokens - 1);
    return answer;
  }
}
