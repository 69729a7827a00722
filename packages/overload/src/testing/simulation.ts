import { AdaptiveLimit } from "../adaptive-limit";
import { expectedWaitMs } from "../expected-wait";
import { workOf } from "../expected-work";
import { Agenda } from "./agenda";
import { Chance } from "./chance";
import { type Capacity, unlimited, Upstream } from "./upstream";

/** A time in which demand and capacity are as they are. */
export interface Phase {
  seconds: number;
  /** Questions a second, at random times. */
  perSecond: number;
  /** Tokens of the answers: each as likely as the others. */
  tokens: readonly number[];
  /** Share of the questions that are streamed. */
  streams?: number;
  /** What changes at the upstream; all else stays as it was. */
  upstream?: Partial<Capacity>;
  /** Factor to which the times of the upstream's answers drift until the phase's end. */
  driftsTo?: number;
  /** Questions that come at once when it begins. */
  burst?: number;
}

/** What became of the questions that came in one second. */
export interface Second {
  asked: number;
  /** Answered, and soon enough to be of use. */
  useful: number;
  late: number;
  /** Refused by us, at once or at the end of its wait. */
  refused: number;
  /** Refused by the upstream. */
  rejected: number;
  /** Answers that the oracle gets. */
  oracle: number;
  /** Calls that the controller allows at a time. */
  limit: number;
}

/** Longest wait for a place, and the share of it that may be expected: the app's, milliseconds. */
const deadlineMs = 2_000;
const safety = 0.7;
/** An answer is of use when it takes no more than this multiple of what it takes without load, or this time where that is more, and the wait for a place. */
const patience = 4;
const patienceMs = 8_000;
const stepMs = 500;

interface Question {
  at: number;
  tokens: number;
  isStream: boolean;
  second: Second;
}

/** The controller before an upstream whose capacity is known, in virtual time, with the questions of some phases. */
export class Simulation {
  readonly seconds: Second[] = [];
  readonly limit: AdaptiveLimit;
  private now = 0;
  private readonly agenda = new Agenda();
  private readonly chance: Chance;
  private readonly upstream: Upstream;
  private readonly line: Question[] = [];
  private lineWork = 0;

  constructor(seed: number, maximum = 2_000) {
    this.chance = new Chance(seed);
    this.upstream = new Upstream({ ...unlimited }, this.chance);
    this.limit = new AdaptiveLimit({
      maximum,
      now: () => this.now,
      onLater: (milliseconds) => this.agenda.plan(this.now + milliseconds, () => this.advance()),
    });
  }

  run(phases: readonly Phase[]): this {
    for (const phase of phases) this.phase(phase);
    // What is under way ends, so that each question has its outcome.
    this.until(this.now + 300_000);
    return this;
  }

  private phase(phase: Phase): void {
    const { upstream } = this;
    upstream.progress(this.now);
    upstream.capacity = { ...upstream.capacity, ...phase.upstream };
    const { firstMs, tokenMs } = upstream.capacity;
    for (let count = 0; count < (phase.burst ?? 0); count++) this.ask(phase);
    const from = this.now;
    const to = from + phase.seconds * 1_000;
    let arrives = from + this.chance.untilNext(phase.perSecond);
    for (let step = from + stepMs; step <= to; step += stepMs) {
      for (; arrives < step; arrives += this.chance.untilNext(phase.perSecond)) {
        this.until(arrives);
        this.ask(phase);
      }
      this.until(step);
      if (phase.driftsTo === undefined) continue;
      const factor = phase.driftsTo ** ((step - from) / (to - from));
      upstream.capacity = { ...upstream.capacity, firstMs: firstMs * factor, tokenMs: tokenMs * factor };
    }
  }

  private until(time: number): void {
    for (;;) {
      const next = Math.min(this.agenda.next, this.upstream.next);
      if (next > time) break;
      this.now = Math.max(this.now, next);
      if (this.agenda.next <= this.now) this.agenda.happen();
      else this.upstream.progress(this.now);
    }
    this.now = time;
    this.upstream.progress(time);
  }

  private secondAt(phase: Phase): Second {
    const index = Math.floor(this.now / 1_000);
    while (this.seconds.length <= index) {
      const oracle = Math.min(phase.perSecond, capacityPerSecond(this.upstream.capacity, phase.tokens));
      this.seconds.push({ asked: 0, useful: 0, late: 0, refused: 0, rejected: 0, oracle, limit: this.limit.limit });
    }
    return this.seconds[index]!;
  }

  private ask(phase: Phase): void {
    const tokens = this.chance.of(phase.tokens);
    const isStream = this.chance.uniform() < (phase.streams ?? 0);
    const question = { at: this.now, tokens, isStream, second: this.secondAt(phase) };
    question.second.asked += 1;
    if (this.line.length === 0 && this.limit.hasRoom) return this.call(question);
    const work = workOf(0, tokens);
    if (this.line.length >= 1_000 || expectedWaitMs(this.lineWork + work, [this.limit]) > deadlineMs * safety) {
      question.second.refused += 1;
      return;
    }
    this.line.push(question);
    this.lineWork += work;
    this.agenda.plan(this.now + deadlineMs, () => {
      const index = this.line.indexOf(question);
      if (index < 0) return;
      this.line.splice(index, 1);
      this.lineWork -= work;
      question.second.refused += 1;
    });
  }

  private advance(): void {
    while (this.line.length > 0 && this.limit.hasRoom) {
      const question = this.line.shift()!;
      this.lineWork -= workOf(0, question.tokens);
      this.call(question);
    }
  }

  private call({ at, tokens, isStream, second }: Question): void {
    const { limit } = this;
    const began = this.now;
    const { firstMs, tokenMs } = this.upstream.capacity;
    const usefulMs = deadlineMs + Math.max(patienceMs, patience * (firstMs + tokens * tokenMs));
    limit.acquire();
    this.upstream.begin({
      tokens,
      first: () => {
        if (isStream) limit.streamBegan(this.now - began);
        this.advance();
      },
      done: () => {
        if (this.now - at <= usefulMs) second.useful += 1;
        else second.late += 1;
        limit.answered(this.now - began, workOf(0, tokens));
        this.advance();
      },
      refused: () => {
        second.rejected += 1;
        const heldMs = limit.refusedHoldMs;
        this.agenda.plan(this.now + heldMs, () => {
          limit.rejected(heldMs);
          this.advance();
        });
      },
    });
  }
}

/** Answers a second that an upstream can give: what the oracle asks of it, and no more. */
function capacityPerSecond(capacity: Capacity, tokens: readonly number[]): number {
  const { firstMs, tokenMs, slots, sharedBy, tokensPerMinute, refusesAnyway } = capacity;
  const mean = tokens.reduce((sum, count) => sum + count, 0) / tokens.length;
  const aloneMs = firstMs + mean * tokenMs;
  // Shared: as many at a time as are all of use when they end. A bit below, for times scatter.
  const atATime = sharedBy === Infinity ? slots : Math.min(slots, sharedBy * (patience * 0.75 - 1));
  const bySlots = atATime === Infinity ? Infinity : (atATime / aloneMs / (1 + atATime / sharedBy)) * 1_000;
  return Math.min(bySlots, tokensPerMinute / 60 / mean) * (1 - refusesAnyway);
}
