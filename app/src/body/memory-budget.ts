/** A request that holds no more than this is small, bytes. */
const small = 64 * 1024;

/** Share of the budget that is kept for small requests: a few large ones that come slowly would otherwise refuse everybody's. */
const keptForSmall = 1 / 8;

/** Bytes that all requests together may hold, by whatever way they came, with a bound: many large ones at once must not end the process. */
export class MemoryBudget {
  private used = 0;
  private readonly mostLarge: number;

  /** @param maximum bytes */
  constructor(readonly maximum: number) {
    this.mostLarge = maximum * (1 - keptForSmall);
  }

  /** Bytes that are taken. */
  get taken(): number {
    return this.used;
  }

  /** Whether there is room for so many bytes more of a request that then holds `inAll`. */
  hasRoom(bytes: number, inAll: number): boolean {
    return this.used + bytes <= (inAll > small ? this.mostLarge : this.maximum);
  }

  /** Whether there is room; the bytes are then taken. */
  take(bytes: number, inAll = bytes): boolean {
    if (!this.hasRoom(bytes, inAll)) return false;
    this.used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}

/** What one request holds of the budget. It is given back as a whole, once, at the request's end. */
export class MemoryShare {
  private held = 0;
  private over = false;

  constructor(private readonly budget: MemoryBudget) {}

  /** Whether so many bytes more could be taken now. */
  hasRoom(bytes: number): boolean {
    return !this.over && this.budget.hasRoom(bytes, this.held + bytes);
  }

  /** Whether there is room for so many bytes more; they are then held. After the request's end there is none. */
  take(bytes: number): boolean {
    if (this.over || !this.budget.take(bytes, this.held + bytes)) return false;
    this.held += bytes;
    return true;
  }

  /** Gives everything back. */
  release(): void {
    this.over = true;
    this.budget.give(this.held);
    this.held = 0;
  }
}
