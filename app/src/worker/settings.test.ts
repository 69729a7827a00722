import { SettingsError } from "../settings";
import { loadWorkerSettings } from "./settings";

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadWorkerSettings(environment);
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
};

describe("the worker's settings", () => {
  test("are the app's with the worker's defaults", () => {
    const settings = loadWorkerSettings({ REDIS_HOST: "redis", LONGEST_BLOCK: "" });
    expect(settings).toMatchObject({ LONGEST_BLOCK: 60, DRAIN_NOTICE: 0, WORKER_CONCURRENCY: 1, TASK_LOCK: 120 });
  });

  test("name everything that is wrong at once", () => {
    expect(problemsOf({ LONGEST_BLOCK: "100" })).toEqual([
      expect.stringContaining("REDIS_HOST"),
      expect.stringContaining('TASK_LOCK: "120" is not allowed: above 125'),
    ]);
  });

  test("need the namespace of Service Bus where that is the queue", () => {
    expect(problemsOf({ REDIS_HOST: "redis", TASK_QUEUE: "servicebus" })).toEqual([
      expect.stringContaining("SERVICEBUS_NAMESPACE"),
    ]);
  });
});
