import * as fc from "fast-check";
import {
  deathNoticedSeconds,
  hangEndedSeconds,
  heartbeatBudgetSeconds,
  livenessBudgetSeconds,
  startupBudgetSeconds,
} from "./probe-budgets";
import { apiProbes, heartbeatProbes, modelServerProbes, type Probe, workerProbes } from "./probes";

const heartbeat = heartbeatProbes(["node", "check.js"]).liveness;

test.each([
  ["C9: an API may block for its 5 s and for 25 s at most", livenessBudgetSeconds(apiProbes().liveness), 25],
  ["D2: a worker may block for its 60 s and for 90 s at most", livenessBudgetSeconds(workerProbes().liveness), 90],
  ["D4: a heartbeat may stop for 50 s", heartbeatBudgetSeconds(heartbeat), 50],
  ["C9: a dead API is noticed within 35 s", deathNoticedSeconds(apiProbes().liveness), 35],
  ["D2: a dead worker is noticed within 2 min", deathNoticedSeconds(workerProbes().liveness), 120],
  // The detection, then the grace period that a liveness kill waits for (kubernetes#64715).
  ["a hung API ends within 105 s, of which 70 are the pod's grace", hangEndedSeconds(apiProbes().liveness, 70), 105],
  ["a hung worker ends within 130 s, whatever the pod's grace", hangEndedSeconds(workerProbes().liveness, 65), 130],
  ["F1: a hung model server ends within 2 min", hangEndedSeconds(modelServerProbes(8000, 300).liveness, 75), 120],
  ["F1: a model server may be silent for 90 s", livenessBudgetSeconds(modelServerProbes(8000, 300).liveness), 90],
  ["F1: a model server may load for 10 min", startupBudgetSeconds(modelServerProbes(8000, 300).startup), 600],
  ["an initial delay counts", startupBudgetSeconds({ ...apiProbes().liveness, initialDelaySeconds: 7 }), 37],
])("%s", (_case, seconds, expected) => {
  expect(seconds).toBe(expected);
});

/** Whether the kubelet restarts a container that is silent from 0 to `silentFor`, when a check begins at `firstCheck`. */
function isRestarted(probe: Probe, firstCheck: number, silentFor: number): boolean {
  let failures = 0;
  for (let check = firstCheck; check < silentFor;) {
    const timesOut = check + probe.timeoutSeconds;
    if (silentFor < timesOut) return false;
    failures += 1;
    if (failures === probe.failureThreshold) return true;
    check = Math.max(check + probe.periodSeconds, timesOut);
  }
  return false;
}

const anyProbe: fc.Arbitrary<Probe> = fc.record({
  periodSeconds: fc.integer({ min: 1, max: 60 }),
  timeoutSeconds: fc.integer({ min: 1, max: 60 }),
  failureThreshold: fc.integer({ min: 1, max: 10 }),
});

describe("against a kubelet that runs one check at a time", () => {
  test("a silence below the liveness budget is always survived, whenever it begins", () => {
    fc.assert(
      fc.property(anyProbe, fc.nat(60), fc.nat(1000), (probe, firstCheck, shorter) => {
        expect(isRestarted(probe, firstCheck, livenessBudgetSeconds(probe) - 1 - shorter)).toBe(false);
      }),
    );
  });

  test("a silence of the budget that begins with a check is not", () => {
    fc.assert(
      fc.property(anyProbe, (probe) => {
        expect(isRestarted(probe, 0, livenessBudgetSeconds(probe))).toBe(true);
      }),
    );
  });

  test("a container that is dead for good is restarted within the time of notice, whenever it dies", () => {
    fc.assert(
      fc.property(anyProbe, fc.nat(59), (probe, offset) => {
        expect(isRestarted(probe, offset % probe.periodSeconds, deathNoticedSeconds(probe))).toBe(true);
      }),
    );
  });
});
