/** Events on their way to one reader. */
export class EventQueue {
  /** Bytes that wait. */
  bytes = 0;
  private readonly waiting: Buffer[] = [];
  private taker: { resolve(result: IteratorResult<Buffer>): void; reject(error: Error): void } | undefined;
  private isOver = false;
  private error: Error | undefined;

  /** @param onTaken hears that an event that waited was taken */
  constructor(private readonly onTaken: () => void) {}

  give(event: Buffer): void {
    if (this.taker !== undefined) {
      this.taker.resolve({ done: false, value: event });
      this.taker = undefined;
      return;
    }
    this.waiting.push(event);
    this.bytes += event.length;
  }

  /** The next event; the end, good or bad, when all were taken. */
  take(): Promise<IteratorResult<Buffer>> {
    const event = this.waiting.shift();
    if (event !== undefined) {
      this.bytes -= event.length;
      this.onTaken();
      return Promise.resolve({ done: false, value: event });
    }
    if (this.error !== undefined) return Promise.reject(this.error);
    if (this.isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.taker = { resolve, reject }));
  }

  /** Nothing comes any more, for that reason where it is a bad one. Only the first end counts. */
  end(error?: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.error = error;
    if (error === undefined) this.taker?.resolve({ done: true, value: undefined });
    else this.taker?.reject(error);
    this.taker = undefined;
  }

  /** The reader wants nothing any more. */
  close(): void {
    this.waiting.length = 0;
    this.bytes = 0;
    this.end();
    this.error = undefined;
  }
}
