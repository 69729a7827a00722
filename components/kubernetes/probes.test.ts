import * as fc from "fast-check";
import {
  apiProbes,
  heartbeatDeadAfterSeconds,
  heartbeatEverySeconds,
  heartbeatProbes,
  modelServerProbes,
  workerProbes,
} from "./probes";

test("C9: the API is asked on 8080, and readiness reacts before liveness does", () => {
  expect(apiProbes()).toEqual({
    liveness: {
      httpGet: { path: "/health", port: 8080 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
      terminationGracePeriodSeconds: 70,
    },
    readiness: {
      httpGet: { path: "/ready", port: 8080 },
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  });
});

test("D2: the worker is asked on 8000, with patience", () => {
  expect(workerProbes()).toEqual({
    liveness: {
      httpGet: { path: "/health/live", port: 8000 },
      initialDelaySeconds: 60,
      periodSeconds: 30,
      timeoutSeconds: 30,
      failureThreshold: 3,
      terminationGracePeriodSeconds: 10,
    },
    readiness: {
      httpGet: { path: "/health/ready", port: 8000 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  });
});

test("D4: the heartbeat is touched every 10 s, old at 30 s, and checked by a command of the app", () => {
  expect([heartbeatEverySeconds, heartbeatDeadAfterSeconds]).toEqual([10, 30]);
  expect(heartbeatProbes(["node", "check.js"])).toEqual({
    liveness: {
      exec: { command: ["node", "check.js"] },
      initialDelaySeconds: 30,
      periodSeconds: 15,
      timeoutSeconds: 5,
      failureThreshold: 3,
      terminationGracePeriodSeconds: 10,
    },
  });
});

test("profiles listen on the port that they are told", () => {
  expect(apiProbes(80).readiness.httpGet?.port).toBe(80);
  expect(workerProbes(81).liveness.httpGet?.port).toBe(81);
});

describe("F1: a model server has a start-up probe instead of an initial delay", () => {
  test.each([
    ["KServe's 600 s for a short load", 60, 600],
    ["still 600 s when that is twice the load", 300, 600],
    ["twice the load where it is longer: KAITO's 30 min", 900, 1800],
    ["a load that is no multiple of the period, rounded up", 301, 610],
  ])("allows %s", (_case, loadSeconds, budget) => {
    const { startup } = modelServerProbes(8000, loadSeconds);
    expect(startup.failureThreshold * startup.periodSeconds).toBe(budget);
    expect(startup.initialDelaySeconds).toBeUndefined();
  });

  test("allows twice the load and 600 s for every load", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1800 }), (loadSeconds) => {
        const { startup } = modelServerProbes(8000, loadSeconds);
        const budget = startup.failureThreshold * startup.periodSeconds;
        expect(budget).toBeGreaterThanOrEqual(Math.max(600, 2 * loadSeconds));
        expect(budget).toBeLessThan(Math.max(600, 2 * loadSeconds) + startup.periodSeconds);
      }),
    );
  });
});
