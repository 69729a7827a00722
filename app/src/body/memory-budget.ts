/** Bytes that all requests together may hold, by whatever way they came, with a bound: many large ones at once must not end the process. */
export class MemoryBudget {
  private used = 0;

  /** @param maximum bytes */
  constructor(readonly maximum: number) {}

  /** Bytes that are taken. */
  get taken(): number {
    return this.used;
  }

  /** Whether there is room for so many bytes more; they are then taken. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.maximum) return false;
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

  /** Bytes that could be taken now. */
  get room(): number {
    return this.over ? 0 : this.budget.maximum - this.budget.taken;
  }

  /** Whether there is room for so many bytes more; they are then held. After the request's end there is none. */
  take(bytes: number): boolean {
    if (this.over || !this.budget.take(bytes)) return false;
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
