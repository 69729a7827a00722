/**
 * Delivers the ids of tasks, each at least once: an id that was received and not settled comes back when its lock has run
 * out. The tasks themselves stand in the `TaskStore`, which sees to it that each is answered once, and counts what became of its attempts. (Ids only, because a
 * Service Bus message is bounded to 256 KB, and because a task has one place where it is true.)
 */
export interface TaskQueue {
  /**
   * Adds a task at the end.
   *
   * @throws QueueFullError when the queue holds as many as it may.
   */
  send(taskId: string): Promise<void>;

  /** The next task, or `undefined` when none came within `waitMs` or the signal fired. */
  receive(options: { waitMs: number; signal: AbortSignal }): Promise<Delivery | undefined>;

  /** Releases the connections. Deliveries that are not settled come back when their locks have run out. */
  close(): Promise<void>;
}

/** One delivery of a task, to be settled by exactly one of `complete`, `retryLater`, `handBack` and `deadLetter`. */
export interface Delivery {
  readonly taskId: string;
  /** Time for which the lock holds from `receive` or the last `extendLock` on, milliseconds. */
  readonly lockMs: number;

  /** Holds the task for another `lockMs`. `false` when the lock is lost: someone else has the task, or will have it. */
  extendLock(): Promise<boolean>;

  /** The task is settled for good. */
  complete(): Promise<void>;

  /** The task comes back after `delayMs`. */
  retryLater(delayMs: number): Promise<void>;

  /** Gives the task back at once and untouched, because this worker is going away. */
  handBack(): Promise<void>;

  /** Puts the task aside for a person to look at. */
  deadLetter(reason: string): Promise<void>;
}

/** The queue holds as many tasks as it may; the caller should come back later. */
export class QueueFullError extends Error {
  constructor(readonly queue: string) {
    super(`The queue "${queue}" is full`);
    this.name = "QueueFullError";
  }
}
