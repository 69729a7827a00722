/** Bytes that request bodies take in memory, as text and parsed, with a bound: many large requests at once must not end the process. */
export class BodyBudget {
  private used = 0;

  constructor(private readonly maximum: number) {}

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
