import { lastAt, startTimes } from "./recording";
import { decideBeside, runAlone } from "./simulate";
import { podNamed, recordingOf } from "./testing";

describe("beside the real controller", () => {
  test("each sync is told the replicas that the real one found, and the values that were there a moment before", () => {
    const decided = decideBeside(
      recordingOf(
        [
          [0, 20],
          [20, 180],
          // Put on after the sync at 50 s had asked.
          [49.95, 400],
        ],
        [
          [5, 1, 1],
          [20.01, 1, 1],
          [35, 1, 4],
          [50, 4, 4],
          [65, 4, 8],
        ],
      ),
      0,
    );
    expect(decided.map(({ desiredReplicas }) => desiredReplicas)).toEqual([1, 1, 4, 4, 8]);
  });

  test("a decision that is another is no reason for the next to be told so", () => {
    const decided = decideBeside(
      recordingOf(
        [[0, 180]],
        [
          [5, 1, 1],
          [20, 1, 1],
        ],
      ),
      0,
    );
    expect(decided.map(({ currentReplicas, desiredReplicas }) => [currentReplicas, desiredReplicas])).toEqual([
      [1, 4],
      [1, 4],
    ]);
  });

  test("a value that nobody measured is a metric that fails", () => {
    const [decided] = decideBeside(recordingOf([], [[5, 3, 3]]), 0);
    expect(decided).toMatchObject({ desiredReplicas: 3, reasons: expect.stringContaining("FailedGetExternalMetric") });
  });
});

describe("on its own", () => {
  test("it begins with the first real sync, comes every 15 s, and goes by its own replicas", () => {
    const steps = runAlone(
      recordingOf(
        [
          [0, 20],
          [30, 400],
        ],
        [
          [7, 1, 1],
          [23, 7, 7],
        ],
      ),
      0,
      70,
    );
    expect(steps).toEqual([
      { t: 37, from: 1, to: 5 },
      { t: 52, from: 5, to: 8 },
    ]);
  });

  test("KEDA takes the last replica after the cooldown and wakes the first, at polls in step with the real ones", () => {
    const recording = recordingOf(
      [
        [0, 20],
        [20, 0],
        [100, 60],
      ],
      [[7, 1, 1]],
    );
    const spec = { ...(recording.spec as object), minReplicaCount: 0, cooldownPeriod: 30 };
    // Active at 9 s for the last time, and cool 30 s later.
    expect(runAlone({ ...recording, spec, polls: [9] }, 0, 130)).toEqual([
      { t: 39, from: 1, to: 0 },
      { t: 114, from: 0, to: 1 },
      { t: 127, from: 1, to: 2 },
    ]);
  });

  test("without a real sync there is nothing to begin with", () => {
    expect(runAlone(recordingOf([[0, 20]], []), 0, 60)).toEqual([]);
  });
});

describe("a recording", () => {
  test("knows what was last seen, and before that the first", () => {
    const entries = [{ t: 1 }, { t: 2 }, { t: 4 }];
    expect([0, 1, 3.9, 4, 9].map((t) => lastAt(entries, t)?.t)).toEqual([1, 1, 2, 4, 4]);
    expect(lastAt([], 1)).toBeUndefined();
  });

  test("knows how long each new pod took, in the order of their creation", () => {
    const [old, first, second] = [podNamed("old", -60), podNamed("first", 10, 2), podNamed("second", 20, 5)];
    const sample = (t: number, ...pods: (typeof old)[]) => ({ t, statusReplicas: pods.length, pods });
    const samples = [sample(0, old), sample(30, old, second, { ...first, ready: false }), sample(40, first, second)];
    expect(startTimes({ samples })).toEqual([2, 5]);
  });
});
