import { isUnreadable } from "@breakwater/plan-views";

/**
 * What a rule judges piece by piece, so that a value that is not known before a first `up`, or is none that its property takes, ends the judgement of one piece and of no other.
 */
export class Pieces {
  private judged = 0;
  private met = 0;
  private readonly errors = new Map<string, Error>();

  /** Judges each item on its own. */
  readonly each = <Item>(items: Iterable<Item>, judge: (item: Item) => void): void => {
    for (const item of items) {
      // Of an item that is judged in pieces of its own, those count that could be.
      const before = this.met;
      this.known(() => judge(item));
      if (this.met === before) this.judged += 1;
    }
  };

  /** What `partsOf` gives of all items; an item of which that is not known gives nothing, and is remembered. */
  readonly gather = <Item, Part>(items: Iterable<Item>, partsOf: (item: Item) => readonly Part[]): Part[] => {
    const parts: Part[] = [];
    for (const item of items) this.known(() => parts.push(...partsOf(item)));
    return parts;
  };

  /** What could not be read, each once, in the order in which the rule met it. */
  get unknown(): readonly Error[] {
    return [...this.errors.values()];
  }

  /** Whether a piece was judged. */
  get any(): boolean {
    return this.judged > 0;
  }

  private known(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.met += 1;
      this.errors.set(error.message, error);
    }
  }
}
