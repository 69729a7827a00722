import { expectedWaitMs } from "./expected-wait";

const held = (workPerMs: number | undefined) => ({ workPerMs, isFree: false });

describe("an expected wait", () => {
  test("is the work before a request over the pace of all that may take it", () => {
    expect(expectedWaitMs(600, [held(1)])).toBe(600);
    expect(expectedWaitMs(600, [held(1), held(2)])).toBe(200);
  });

  test("is 0 while a limit follows what is asked for, or has no pace yet, and where none may take it: the deadline ends that wait", () => {
    expect(expectedWaitMs(1e9, [held(1), held(undefined)])).toBe(0);
    expect(expectedWaitMs(1e9, [held(1), { workPerMs: 1, isFree: true }])).toBe(0);
    expect(expectedWaitMs(1e9, [])).toBe(0);
  });
});
