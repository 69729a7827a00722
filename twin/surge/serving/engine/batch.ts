import { emptyList } from "../../events";
import { Endings } from "./endings";
import { blocksOf, blockTokens, KvBlocks } from "./kv-blocks";
import type { Sequence } from "./sequence";

const nobody: readonly Sequence[] = [];

/**
 * The requests that run: those whose prompt is being computed and those that decode, in the order of their arrival, with the blocks that
 * they hold. Sums over the decoding ones are kept up to date, so that a step costs the same for a batch of 2 and of 256.
 */
export class Batch {
  /** Requests that decode. */
  decoding = 0;
  /** Tokens of the decoding requests, the one on its way included. */
  contextTokens = 0;
  /** Decode steps done. */
  step = 0;
  /** Those whose prompt is not computed. */
  readonly prompting = emptyList<Sequence>();
  /** In the order of their arrival; those that no longer run stay until they are the greater part. */
  private sequences = emptyList<Sequence>();
  private readonly endings = new Endings();
  private running = 0;
  private arrivals = 0;
  private cancelledCount = 0;

  constructor(readonly blocks: KvBlocks) {}

  /** Requests that run. */
  get count(): number {
    return this.running;
  }

  /** The decode step after which the next of them ends; Infinity while none decodes. */
  get nextEnd(): number {
    return this.endings.first?.endStep ?? Infinity;
  }

  /** Lets one in. Its whole prompt gets its blocks at once. */
  admit(sequence: Sequence): void {
    this.blocks.take(blocksOf(sequence.prompt));
    sequence.place = this.arrivals++;
    sequence.runs = true;
    this.running += 1;
    this.sequences.push(sequence);
    this.prompting.push(sequence);
  }

  /** The chunks of a step are computed. Those whose prompt is complete then leave `prompting` and are given back. */
  finishChunks(): Sequence[] {
    const complete: Sequence[] = [];
    let kept = 0;
    for (const sequence of this.prompting) {
      sequence.computed += sequence.chunk;
      sequence.chunk = 0;
      if (sequence.computed >= sequence.prompt) complete.push(sequence);
      else this.prompting[kept++] = sequence;
    }
    shorten(this.prompting, kept);
    return complete;
  }

  /** A prompt is complete and has brought a token: the answer goes on, or ends with it, in which case it is `false`. */
  startDecoding(sequence: Sequence): boolean {
    const left = sequence.total - sequence.prompt - 1;
    if (left <= 0) {
      this.blocks.give(blocksOf(sequence.prompt));
      this.stopRunning(sequence);
      return false;
    }
    sequence.endStep = this.step + left;
    this.endings.add(sequence);
    this.decoding += 1;
    this.contextTokens += sequence.prompt + 1;
    this.blocks.startDecoding(this.step, sequence.prompt);
    return true;
  }

  /** So many decode steps are done, their blocks taken. */
  decoded(steps: number): void {
    this.step += steps;
    this.contextTokens += steps * this.decoding;
  }

  /** Takes out those that have ended with the last step. */
  takeEnded(): readonly Sequence[] {
    const { endings, step } = this;
    if (step < this.nextEnd) return nobody;
    const ended: Sequence[] = [];
    for (let { first } = endings; first?.endStep === step; first = endings.first) {
      ended.push(first);
      endings.shift();
      this.leave(first);
    }
    return ended;
  }

  /** Marks a request whose client has gone. Whether it runs. */
  cancel(id: number): boolean {
    // The caller may have given the number of one that has gone to a new one.
    const sequence = this.sequences.find(({ id: of, runs, cancelled }) => of === id && runs && !cancelled);
    if (sequence === undefined) return false;
    sequence.cancelled = true;
    this.cancelledCount += 1;
    return true;
  }

  /** Takes out those whose client has gone. */
  dropCancelled(): void {
    if (this.cancelledCount === 0) return;
    for (const sequence of this.sequences.filter(({ runs, cancelled }) => runs && cancelled)) {
      if (sequence.endStep > 0) this.endings.remove(sequence);
      this.leave(sequence);
    }
    this.cancelledCount = 0;
  }

  /** Takes the blocks of the next decode step, if a free one is left then. Whether it did. */
  takeStepBlocks(): boolean {
    const { blocks, step } = this;
    if (blocks.stepsWithRoom(step, 1, this.decoding) === 0) return false;
    blocks.decode(step, 1, this.decoding);
    return true;
  }

  /**
   * Takes the blocks of the next decode step where they run out: the latest request is thrown out, and the next latest, until there is a
   * free block for each that is left.
   *
   * @returns those thrown out, the latest first
   */
  throwOutForRoom(): Sequence[] {
    const { blocks } = this;
    const thrownOut: Sequence[] = [];
    this.sequences = this.sequences.filter(({ runs }) => runs);
    for (let index = 0; index < this.sequences.length; index++) {
      const sequence = this.sequences[index]!;
      if (sequence.endStep === 0) continue;
      while (blocks.free < 1 && index < this.sequences.length) thrownOut.push(this.throwOutLatest());
      if (index < this.sequences.length && this.tokensOf(sequence) % blockTokens === 1) blocks.take(1);
    }
    return thrownOut;
  }

  /** Those whose client has not gone, in the order of arrival. */
  ids(): number[] {
    return this.sequences.filter(({ runs, cancelled }) => runs && !cancelled).map(({ id }) => id);
  }

  /** `sequences` has only those that run. */
  private throwOutLatest(): Sequence {
    const latest = this.sequences.pop()!;
    const tokens = this.tokensOf(latest);
    if (latest.endStep > 0) this.endings.remove(latest);
    this.leave(latest);
    // What it has answered is not forgotten: prompt and answer so far are computed again in one prompt.
    if (latest.endStep > 0) latest.prompt = tokens;
    latest.computed = latest.chunk = latest.endStep = 0;
    return latest;
  }

  /** Gives back a request's blocks and takes it out of the sums. */
  private leave(sequence: Sequence): void {
    this.stopRunning(sequence);
    if (sequence.endStep === 0) {
      this.prompting.splice(this.prompting.indexOf(sequence), 1);
      this.blocks.give(blocksOf(sequence.prompt));
      return;
    }
    const tokens = this.tokensOf(sequence);
    this.decoding -= 1;
    this.contextTokens -= tokens;
    // The last token is not in the cache yet.
    this.blocks.stopDecoding(this.step, tokens - 1);
    this.blocks.give(blocksOf(tokens - 1));
  }

  private stopRunning(sequence: Sequence): void {
    sequence.runs = false;
    this.running -= 1;
    if (this.sequences.length > 2 * this.running + 16) this.sequences = this.sequences.filter(({ runs }) => runs);
  }

  /** Prompt and answer so far of one that decodes. */
  private tokensOf({ total, endStep }: Sequence): number {
    return total - (endStep - this.step);
  }
}

/** Lets the last items go one by one: for the one or two that end with a step, setting the length takes several times as long. */
function shorten(items: unknown[], length: number): void {
  while (items.length > length) items.pop();
}
