import { loadWorkerSettings } from "./settings";
import { taskTimes } from "./task-times";

const timesOf = (environment: Record<string, string> = {}) =>
  taskTimes(loadWorkerSettings({ REDIS_HOST: "redis", HOLYSHEEP_API_KEY: "k", ...environment }));

test("a task has the time of all calls that it may make, each with the longest answer", () => {
  // 60 s to begin and 2,048 tokens at 10 a second; 30 s for a place, and two waits of 10 s.
  expect(timesOf()).toEqual({ callMs: 314_800, attemptMs: 6 * 314_800 });
  expect(timesOf({ AGENT_MAX_MODEL_CALLS: "2", MAX_TOKENS: "100" })).toEqual({ callMs: 120_000, attemptMs: 240_000 });
});

test.each([
  ["a model with a larger bound", { PARAMETERS: '{"models":{"gpt-4.1":{"maxTokens":4000}}}' }, 510_000],
  ["a use case with a larger bound", { PARAMETERS: '{"useCases":{"general":{"maxTokens":4000}}}' }, 510_000],
  ["a model without a bound", { PARAMETERS: '{"models":{"gpt-4.1":{"bound":"none"}}}' }, 650_000],
])("%s gives a call its time", (_name, environment, callMs) => {
  expect(timesOf(environment).callMs).toBe(callMs);
});

test("TASK_TIMEOUT bounds an attempt, where it is set", () => {
  expect(timesOf({ TASK_TIMEOUT: "300" })).toEqual({ callMs: 314_800, attemptMs: 300_000 });
});
