import { emptyList } from "../../events";

/** A request inside the engine. */
export interface Sequence {
  /** The caller's own number for it. */
  readonly id: number;
  /** Tokens of prompt and answer together. */
  readonly total: number;
  /** Tokens to compute before the next one can come: the prompt, and after a restart what had been answered too. */
  prompt: number;
  /** Those of them that are computed. */
  computed: number;
  /** Those of them that the step under way computes. */
  chunk: number;
  /** Decode step after which it has ended, by the engine's count; 0 while its prompt is not computed. */
  endStep: number;
  /** Its place in the order in which requests came into the batch. */
  place: number;
  /** Whether it is in the batch. */
  runs: boolean;
  /** Whether its first token is out. */
  begun: boolean;
  /** Whether its client has gone. */
  cancelled: boolean;
}

/** A line of sequences: first come, first served, but who was thrown out of the batch goes back to the head. */
export class SequenceLine {
  private items = emptyList<Sequence>();
  private head = 0;

  get count(): number {
    return this.items.length - this.head;
  }

  get first(): Sequence | undefined {
    return this.items[this.head];
  }

  push(sequence: Sequence): void {
    this.items.push(sequence);
  }

  shift(): Sequence | undefined {
    const first = this.items[this.head];
    if (first === undefined) return undefined;
    this.head += 1;
    // What has left is let go in one piece, when it is most of the array.
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return first;
  }

  unshift(sequence: Sequence): void {
    if (this.head > 0) this.items[--this.head] = sequence;
    else this.items.unshift(sequence);
  }

  /** Takes one out of the line. Whether it stood there. */
  remove(id: number): boolean {
    for (let index = this.head; index < this.items.length; index++) {
      if (this.items[index]!.id !== id) continue;
      this.items.splice(index, 1);
      return true;
    }
    return false;
  }

  ids(): number[] {
    return this.items.slice(this.head).map(({ id }) => id);
  }
}
