import { apart, compareRecording, pairSteps } from "./compare";
import type { Step } from "./recording";
import { recordingOf, usualReasons } from "./testing";

const step = (t: number, from: number, to: number): Step => ({ t, from, to });

describe("steps", () => {
  test("that are the same are paired in their order, with how much later the simulated one is", () => {
    expect(pairSteps([step(10, 1, 4), step(25, 4, 8)], [step(11, 1, 4), step(24.5, 4, 8)])).toEqual([
      { t: 10, from: 1, to: 4, offset: 1 },
      { t: 25, from: 4, to: 8, offset: -0.5 },
    ]);
  });

  test("that only one of both took stand alone, and take no other's place", () => {
    const pairs = pairSteps(
      [step(10, 1, 4), step(25, 4, 8), step(100, 8, 7)],
      [step(10, 1, 2), step(25, 2, 4), step(40, 4, 8), step(101, 8, 7)],
    );
    expect(pairs.map(({ from, to, offset }) => [from, to, offset])).toEqual([
      [4, 8, 15],
      [8, 7, 1],
    ]);
  });
});

describe("courses", () => {
  const real = [step(15, 1, 4), step(58, 4, 8)];

  test("that are the same are not apart, and neither are two that never move", () => {
    expect(apart(real, real, 60)).toEqual({ largestDifference: 0, secondsApart: 0 });
    expect(apart([], [], 60)).toEqual({ largestDifference: 0, secondsApart: 0 });
  });

  test("are apart while one is later, until the end at most", () => {
    expect(apart(real, [step(17, 1, 4)], 60)).toEqual({ largestDifference: 4, secondsApart: 4 });
    expect(apart([], [step(50, 1, 2)], 60)).toEqual({ largestDifference: 1, secondsApart: 10 });
  });
});

describe("a recording", () => {
  const compare = (workload: ReturnType<typeof recordingOf>) =>
    compareRecording({ stack: "dev", epoch: 0, seconds: 60, kubernetes: "v1.36.3", workloads: [workload] })[0]!;

  test("of a controller that decides as the simulator has no difference", () => {
    const comparison = compare(
      recordingOf(
        [
          [0, 20],
          [20, 180],
        ],
        [
          [5, 1, 1],
          [20.05, 1, 1],
          [35, 1, 4, usualReasons.replace("ReadyForNewScale", "SucceededRescale")],
          [50, 4, 4],
        ],
      ),
    );
    expect(comparison).toMatchObject({ syncs: 4, sameReplicas: 4, differences: [] });
    expect(comparison.alone).toMatchObject({ realSteps: 1, simulatedSteps: 1, largestDifference: 0, secondsApart: 0 });
    expect(comparison.alone.pairs).toEqual([{ t: 35, from: 1, to: 4, offset: 0 }]);
    expect(comparison.syncSeconds).toEqual({ mean: 15, longest: expect.closeTo(15.05, 5) });
  });

  test("of one that decides otherwise tells each difference, with the reasons of both", () => {
    const comparison = compare(
      recordingOf(
        [[0, 180]],
        [
          [5, 1, 3],
          [20, 3, 4],
        ],
      ),
    );
    expect(comparison).toMatchObject({ syncs: 2, sameReplicas: 1 });
    expect(comparison.differences[0]).toMatchObject({
      t: 5,
      real: { currentReplicas: 1, desiredReplicas: 3, reasons: usualReasons },
      simulated: { desiredReplicas: 4 },
    });
    expect(comparison.alone.largestDifference).toBe(1);
    expect(comparison.alone.secondsApart).toBe(15);
  });
});
