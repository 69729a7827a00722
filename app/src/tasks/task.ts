import { z } from "zod";

/** Most characters of a task's question; longer ones are refused. */
const maxQuestionLength = 16_000;

/** What a client asks of the agent: the body of `POST /api/tasks`. */
export const taskInput = z.strictObject({
  /** What the agent should find out or do. */
  question: z.string().trim().min(1).max(maxQuestionLength),
  /** Route that the agent's calls take, as of a chat; the agent's own when absent. */
  use_case: z.string().min(1).max(64).optional(),
  /** Model that the agent's calls take, as of a chat; the route's when absent. */
  model: z.string().min(1).max(128).optional(),
});
export type TaskInput = z.infer<typeof taskInput>;

/** `queued` also while a failed attempt waits for the next one. `done` and `failed` are final. */
export type TaskStatus = "queued" | "running" | "done" | "failed";

/** What the agent found. */
export interface TaskResult {
  answer: string;
  /** Model that gave the answer. */
  model: string;
  /** Names of the tools that were used, in order. */
  tools: string[];
  /** Calls to models that the answer took. */
  modelCalls: number;
}

/** A task as the store has it. Times are ISO 8601. */
export interface Task {
  id: string;
  status: TaskStatus;
  /** Who asked; nobody else finds the task. Absent for a caller without a name. */
  user?: string;
  input: TaskInput;
  /** Attempts begun so far. */
  attempts: number;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  result?: TaskResult;
  /** Why it failed, for a `failed` task. */
  error?: string;
  /** What the agent had reached, for a task that is begun and not answered. */
  checkpoint?: string;
}

/** Whether nothing can change about the task any more. */
export const isFinal = ({ status }: Pick<Task, "status">): boolean => status === "done" || status === "failed";
