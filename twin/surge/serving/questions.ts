import { type ModelGate, RouteProgress, type Waiter } from "@breakwater/overload";
import { grown } from "../events";
import type { BackendName } from "./options";

const initialSlots = 1_024;

/** Where a question is. */
export enum QuestionState {
  /** Nowhere: the slot is free. */
  Gone,
  /** In a pod whose thread has not come to it. */
  AtThread,
  /** In a pod's waiting line. */
  Waiting,
  /** At vLLM or the gateway. */
  Called,
  /** In a pod, between two rounds of its route. */
  BetweenRounds,
  /** With a client that will try again. */
  WithClient,
}

/** How a call that is under way will end, where that is known from the start. */
export enum CallResult {
  Answered,
  /** Turned away by a rate limit. */
  Rejected,
  Failed,
  /** No replica is there. */
  Absent,
  /** No replica can hold it. */
  TooLong,
  /** The first token did not come in time. */
  TimedOut,
}

/**
 * The questions that are inside, one slot each, in arrays and not in objects: a sale day has millions. A slot is used again; `stamp` rises
 * with each change of a question's plan, so that an event that was meant for an earlier one is known as such.
 */
export class Questions {
  /** When it was first asked, seconds. */
  arrivedAt = new Float64Array(initialSlots);
  /** When this try came. */
  triedAt = new Float64Array(initialSlots);
  /** When its call began. */
  since = new Float64Array(initialSlots);
  /** When its first token came; infinite before. */
  firstTokenAt = new Float64Array(initialSlots);
  /** When its call will have ended, where that is known from the start. */
  endsAt = new Float64Array(initialSlots);
  promptTokens = new Int32Array(initialSlots);
  outputTokens = new Int32Array(initialSlots);
  route = new Int32Array(initialSlots);
  /** How far it has come on its route in this try: one object a slot, for all questions that it holds. */
  readonly progress: RouteProgress<BackendName>[] = [];
  /** While it is called: the gate of the place that it holds, and the call's number there. */
  readonly gate: (ModelGate | undefined)[] = [];
  begun = new Float64Array(initialSlots);
  /** By what a failure may be its own: one object a slot. Who asks is not simulated. */
  readonly origin: { readonly caller: undefined; question: number }[] = [];
  /** While it waits: its place in the pod's line. */
  readonly waiter: (Waiter<number> | undefined)[] = [];
  /** Failed tries of the client. */
  tries = new Int32Array(initialSlots);
  /** Rises with the beginning and the end of each try: who waits for something of one try knows whether it is still the same. */
  tryNumber = new Int32Array(initialSlots);
  pod = new Int32Array(initialSlots);
  /** The vLLM replica that it is at; −1 where it is at none. */
  replica = new Int32Array(initialSlots);
  state = new Int32Array(initialSlots);
  result = new Int32Array(initialSlots);
  /** 1 where the client has gone and the app has not noticed: it will do the work for nobody. */
  abandoned = new Int32Array(initialSlots);
  /** Of a rejected call: when to come back, seconds. */
  retryAfter = new Float64Array(initialSlots);
  stamp = new Int32Array(initialSlots);
  private readonly free: number[] = [];
  private used = 0;

  /** Slots that are or were taken: what a walk over all questions goes through. */
  get slots(): number {
    return this.used;
  }

  /** Questions whose client waits or will try again, counted one by one. */
  countInside(): number {
    let count = 0;
    for (let slot = 0; slot < this.used; slot++) {
      if (this.state[slot] !== QuestionState.Gone && this.abandoned[slot] === 0) count += 1;
    }
    return count;
  }

  /** Takes a slot in. */
  add(now: number, promptTokens: number, outputTokens: number, route: number): number {
    const slot = this.free.pop() ?? this.newSlot();
    this.arrivedAt[slot] = now;
    this.firstTokenAt[slot] = Infinity;
    this.promptTokens[slot] = promptTokens;
    this.origin[slot]!.question = promptTokens;
    this.outputTokens[slot] = outputTokens;
    this.route[slot] = route;
    this.tries[slot] = 0;
    this.abandoned[slot] = 0;
    this.replica[slot] = -1;
    this.pod[slot] = -1;
    return slot;
  }

  /** Changes a question's plan: events for the one before no longer count. Gives the stamp for those of the new one. */
  replan(slot: number, state: QuestionState): number {
    this.state[slot] = state;
    return ++this.stamp[slot]!;
  }

  remove(slot: number): void {
    this.replan(slot, QuestionState.Gone);
    this.free.push(slot);
  }

  private newSlot(): number {
    if (this.used === this.arrivedAt.length) {
      this.arrivedAt = grown(this.arrivedAt);
      this.triedAt = grown(this.triedAt);
      this.since = grown(this.since);
      this.begun = grown(this.begun);
      this.firstTokenAt = grown(this.firstTokenAt);
      this.endsAt = grown(this.endsAt);
      this.promptTokens = grown(this.promptTokens);
      this.outputTokens = grown(this.outputTokens);
      this.route = grown(this.route);
      this.tries = grown(this.tries);
      this.tryNumber = grown(this.tryNumber);
      this.pod = grown(this.pod);
      this.replica = grown(this.replica);
      this.state = grown(this.state);
      this.result = grown(this.result);
      this.abandoned = grown(this.abandoned);
      this.retryAfter = grown(this.retryAfter);
      this.stamp = grown(this.stamp);
    }
    this.progress.push(new RouteProgress<BackendName>("vllm"));
    this.gate.push(undefined);
    this.origin.push({ caller: undefined, question: 0 });
    this.waiter.push(undefined);
    return this.used++;
  }
}
