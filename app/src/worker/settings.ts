import { loadSettings, type Settings, SettingsError } from "../settings";

/** Where the worker's defaults differ from the API's. */
const workerDefaults: Readonly<Record<string, string>> = {
  OTEL_SERVICE_NAME: "agent-worker",
  // The longest call to a model.
  LONGEST_BLOCK: "60",
  // No load balancer knows a pod that pulls from a queue.
  DRAIN_NOTICE: "0",
  // Sessions are the API's; the worker's Redis is that of its tasks.
  SESSION_STORE: "memory",
};

/**
 * The worker's settings: the app's, with the worker's defaults.
 *
 * @throws SettingsError that names everything that is wrong.
 */
export function loadWorkerSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== "");
  const settings = loadSettings({ ...workerDefaults, ...Object.fromEntries(given) });
  const problems: string[] = [];
  if (settings.REDIS_HOST === undefined) {
    problems.push(
      "REDIS_HOST: unset is not allowed: tasks and their answers stand in Redis, whatever queue delivers them",
    );
  }
  // A worker that was blocked could otherwise find its task with another one, and both would pay for the answer.
  if (settings.TASK_LOCK <= settings.LONGEST_BLOCK * 1.25) {
    const least = settings.LONGEST_BLOCK * 1.25;
    problems.push(
      `TASK_LOCK: "${settings.TASK_LOCK}" is not allowed: above ${least}, LONGEST_BLOCK and a quarter, in which the lock is extended`,
    );
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}
