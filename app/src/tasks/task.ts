import { z } from "zod";

/** Most characters of a task's question; longer ones are refused. */
const maxQuestionLength = 16_000;

/** A name as a chat has it; clients write `null` for what they leave out. */
const name = z
  .string()
  .min(1)
  .max(256)
  .nullish()
  .transform((given) => given ?? undefined)
  .optional();

/** What a client asks of the agent: the body of `POST /api/tasks`. */
export const taskInput = z.strictObject({
  /** What the agent should find out or do. */
  question: z.string().trim().min(1).max(maxQuestionLength),
  /** Route that the agent's calls take, as of a chat; the agent's own when absent. */
  use_case: name,
  /** Model that the agent's calls take, as of a chat; the route's when absent. */
  model: name,
});
export type TaskInput = z.infer<typeof taskInput>;

/** `queued` also while a failed attempt waits for the next one. `done` and `failed` are final. */
export type TaskStatus = "queued" | "running" | "done" | "failed";

/** What the agent found. */
const taskResult = z.object({
  answer: z.string(),
  /** Model that gave the answer. */
  model: z.string(),
  /** Names of the tools that were used, in order. */
  tools: z.array(z.string()),
  /** Calls to models that the answer took. */
  modelCalls: z.number(),
});
export type TaskResult = z.infer<typeof taskResult>;

/** A task as the store has it. Times are ISO 8601. */
export interface Task {
  id: string;
  status: TaskStatus;
  /** Who asked; nobody else finds the task. Absent for a caller without a name. */
  user?: string;
  /** Name of the API key that asked: its limits hold for the task's calls, and it is charged. Absent for a login. */
  key?: string;
  input: TaskInput;
  /** Attempts begun so far that count: those that failed, those whose worker died, and the one that runs. */
  attempts: number;
  /** Attempts that failed by the task itself. */
  failures: number;
  /** Attempts whose worker died, or lost the task; it may have been another task's fault, or nobody's. */
  deaths: number;
  /** Those of them in which the task was all that the worker had. */
  deathsAlone: number;
  /** Time before which it is not tried, milliseconds since 1970; 0 for none. */
  notBefore: number;
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

/** A task from its stored fields; `undefined` for what is none. */
export function readTask(id: string, fields: Readonly<Record<string, string>>): Task | undefined {
  const { status, createdAt, user, key, startedAt, finishedAt, error, checkpoint } = fields;
  if (status !== "queued" && status !== "running" && status !== "done" && status !== "failed") return undefined;
  const input = taskInput.safeParse(parsed(fields["input"]));
  const result = taskResult.safeParse(parsed(fields["result"]));
  if (!input.success || createdAt === undefined || (status === "done" && !result.success)) return undefined;
  const task: Task = {
    id,
    status,
    user,
    key,
    input: input.data,
    attempts: count(fields["attempts"]),
    failures: count(fields["failures"]),
    deaths: count(fields["deaths"]),
    deathsAlone: count(fields["deathsAlone"]),
    notBefore: count(fields["notBefore"]),
    createdAt,
    startedAt,
    finishedAt,
    result: result.data,
    error,
  };
  return isFinal(task) ? task : { ...task, checkpoint };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const count = (text: string | undefined): number => Math.max(0, Math.trunc(Number(text ?? 0)) || 0);
