/** What is to happen in virtual time: the earliest first, and of what is due at one time what was planned first. */
export class Agenda {
  private readonly events: { at: number; happen: () => void }[] = [];

  /** When the next is due; Infinity where nothing is planned. */
  get next(): number {
    return this.events[0]?.at ?? Infinity;
  }

  plan(at: number, happen: () => void): void {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, { at, happen });
  }

  /** Lets the next happen. */
  happen(): void {
    this.events.shift()?.happen();
  }
}
