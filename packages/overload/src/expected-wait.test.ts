import { expectedWaitMs } from "./expected-wait";

describe("an expected wait", () => {
  test("is the work before a request over the pace of all that may take it", () => {
    expect(expectedWaitMs(600, [{ workPerMs: 1 }])).toBe(600);
    expect(expectedWaitMs(600, [{ workPerMs: 1 }, { workPerMs: 2 }])).toBe(200);
  });

  test("is 0 while a backend has no pace yet, and where none may take it: the deadline ends that wait", () => {
    expect(expectedWaitMs(1e9, [{ workPerMs: 1 }, { workPerMs: undefined }])).toBe(0);
    expect(expectedWaitMs(1e9, [])).toBe(0);
  });
});
