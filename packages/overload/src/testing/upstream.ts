import type { Chance } from "./chance";

/** What an upstream can do: known to it and to the oracle, and never to the controller. */
export interface Capacity {
  /** Time of an answer's first token without load, milliseconds. */
  firstMs: number;
  /** Time of each further token without load, milliseconds. */
  tokenMs: number;
  /** Deviation of an answer's time over its mean. */
  scatter: number;
  /** Answers at a time; Infinity for no bound. */
  slots: number;
  /** What becomes of calls above the slots. */
  over: "queue" | "refuse";
  /** Answers at a time that make each of them take twice as long as alone (processor sharing); Infinity for none. */
  sharedBy: number;
  /** Tokens a minute, refilled evenly, a tenth of a minute's at a time at most; Infinity for no bound. Above it is refused. */
  tokensPerMinute: number;
  /** Share of the calls that it refuses whatever the load. */
  refusesAnyway: number;
}

export const unlimited: Capacity = {
  firstMs: 300,
  tokenMs: 20,
  scatter: 0.4,
  slots: Infinity,
  over: "queue",
  sharedBy: Infinity,
  tokensPerMinute: Infinity,
  refusesAnyway: 0,
};

/** One call, and whom it tells how it goes. */
export interface Call {
  tokens: number;
  first: () => void;
  done: () => void;
  refused: () => void;
}

interface Running {
  call: Call;
  /** The upstream's own time at which it is next heard of. */
  at: number;
  /** That of its end. */
  end: number;
}

/** A refusal is quick, milliseconds. */
const refusalMs = 5;

/** An upstream in virtual time. All that runs progresses at one speed; `capacity` may change at any time, after `progress`. */
export class Upstream {
  capacity: Capacity;
  private readonly queue: Call[] = [];
  /** By their next event, the soonest last. */
  private readonly running: Running[] = [];
  /** Its own time: milliseconds of work that a call without load would have done. */
  private own = 0;
  private at = 0;
  private bucket = 0;
  private readonly refusals: { at: number; call: Call }[] = [];

  constructor(
    capacity: Capacity,
    private readonly chance: Chance,
  ) {
    this.capacity = capacity;
  }

  /** When it is next heard of, if nothing comes before. */
  get next(): number {
    const soonest = this.running.at(-1);
    const running = soonest === undefined ? Infinity : this.at + Math.max(0, soonest.at - this.own) / this.speed;
    return Math.min(running, this.refusals[0]?.at ?? Infinity);
  }

  private get speed(): number {
    return 1 / (1 + this.running.length / this.capacity.sharedBy);
  }

  /** Lets time go by, and tells what has happened by then. */
  progress(now: number): void {
    while (this.next <= now) {
      const at = this.next;
      const refused = this.refusals[0];
      this.pass(at);
      if (refused !== undefined && refused.at <= at) {
        this.refusals.shift();
        refused.call.refused();
      } else this.event();
    }
    this.pass(now);
  }

  begin(call: Call): void {
    const { slots, over, tokensPerMinute, refusesAnyway } = this.capacity;
    const isLacking = tokensPerMinute < Infinity && this.bucket < call.tokens;
    const isFull = this.running.length >= slots;
    if (isLacking || (isFull && over === "refuse") || (refusesAnyway > 0 && this.chance.uniform() < refusesAnyway)) {
      this.refusals.push({ at: this.at + refusalMs, call });
      return;
    }
    this.bucket -= call.tokens;
    if (isFull) this.queue.push(call);
    else this.run(call);
  }

  private pass(now: number): void {
    const { tokensPerMinute } = this.capacity;
    const passed = Math.max(0, now - this.at);
    this.own += passed * this.speed;
    if (tokensPerMinute < Infinity) {
      this.bucket = Math.min(this.bucket + (passed * tokensPerMinute) / 60_000, tokensPerMinute / 10);
    }
    this.at = Math.max(this.at, now);
    while (this.queue.length > 0 && this.running.length < this.capacity.slots) this.run(this.queue.shift()!);
  }

  private run(call: Call): void {
    const { firstMs, tokenMs, scatter } = this.capacity;
    const factor = this.chance.scattered(1, scatter);
    const first = this.own + firstMs * factor;
    this.insert({ call, at: first, end: first + call.tokens * tokenMs * factor });
  }

  private event(): void {
    const soonest = this.running.pop();
    if (soonest === undefined) return;
    if (soonest.at < soonest.end) {
      soonest.at = soonest.end;
      this.insert(soonest);
      soonest.call.first();
      return;
    }
    if (this.queue.length > 0 && this.running.length < this.capacity.slots) this.run(this.queue.shift()!);
    soonest.call.done();
  }

  private insert(running: Running): void {
    let [low, high] = [0, this.running.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.running[middle]!.at > running.at) low = middle + 1;
      else high = middle;
    }
    this.running.splice(low, 0, running);
  }
}
