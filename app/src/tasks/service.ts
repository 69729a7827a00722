import type { TaskQueue } from "./queue";
import type { TaskStore } from "./store";
import type { Task, TaskInput } from "./task";

/** Takes tasks and tells about them: what the API needs of tasks. */
export class TaskService {
  constructor(
    private readonly store: TaskStore,
    private readonly queue: TaskQueue,
  ) {}

  /**
   * Accepts a task. When this returns, the task is stored and on the queue. A request that broke off in between can be sent
   * again with its idempotency key: the task is then put on the queue once more, and answered once all the same.
   *
   * @throws QueueFullError, IdempotencyConflictError
   */
  async submit(input: TaskInput, by: { user?: string; key?: string; idempotencyKey?: string }): Promise<Task> {
    const { task, send } = await this.store.create(input, by);
    if (send) {
      await this.queue.send(task.id);
      await this.store.markSent(task.id);
    }
    return task;
  }

  /** The task, for who asked for it; `undefined` when there is none, or it is another user's. */
  async get(id: string, user?: string): Promise<Task | undefined> {
    return this.store.get(id, user);
  }
}
