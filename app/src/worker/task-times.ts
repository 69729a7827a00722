import { wholeAnswerMs } from "@breakwater/overload";
import type { Settings } from "../settings";

/** How long a task may take. */
export interface TaskTimes {
  /** One call to a model, milliseconds: its wait for a place, the waits between its tries, and the longest answer. */
  callMs: number;
  /** One attempt, milliseconds: as many calls as it may make, unless `TASK_TIMEOUT` says another. */
  attemptMs: number;
}

type TimeSettings = Pick<
  Settings,
  | "routes"
  | "HTTP_TIMEOUT"
  | "SLOWEST_TOKENS_PER_SECOND"
  | "ANSWER_TIMEOUT"
  | "QUEUE_DEADLINE_BATCH"
  | "RETRY_ATTEMPTS"
  | "RETRY_MAX_WAIT"
  | "AGENT_MAX_MODEL_CALLS"
  | "TASK_TIMEOUT"
>;

/** The times of tasks, as they follow from those of answers. */
export function taskTimes(settings: TimeSettings): TaskTimes {
  const { models, useCases } = settings.routes;
  const entries = [...Object.values(models), ...Object.values(useCases)].flat();
  // An answer without a bound has the longest time that there is.
  const isBounded = entries.every(({ parameters }) => parameters?.bound !== "none");
  const mostTokens = Math.max(...entries.map(({ parameters }) => parameters?.maxTokens ?? 0));
  const answerMs = wholeAnswerMs(isBounded ? mostTokens : undefined, {
    beginMs: settings.HTTP_TIMEOUT * 1_000,
    tokensPerSecond: settings.SLOWEST_TOKENS_PER_SECOND,
    longestMs: settings.ANSWER_TIMEOUT * 1_000,
  });
  const waitSeconds = settings.QUEUE_DEADLINE_BATCH + (settings.RETRY_ATTEMPTS - 1) * settings.RETRY_MAX_WAIT;
  const callMs = Math.ceil(answerMs + waitSeconds * 1_000);
  const attemptMs = settings.TASK_TIMEOUT === undefined ? undefined : settings.TASK_TIMEOUT * 1_000;
  return { callMs, attemptMs: attemptMs ?? callMs * settings.AGENT_MAX_MODEL_CALLS };
}
