import { pause } from "./pause";

describe("pause", () => {
  test("waits", async () => {
    const before = performance.now();
    await pause(20, new AbortController().signal);
    // Timers of Node may fire up to a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  test("ends with the reason of the interruption, long before its time", async () => {
    const controller = new AbortController();
    const waiting = pause(3_600_000, controller.signal);
    controller.abort(new Error("interrupted by the user"));
    await expect(waiting).rejects.toThrow("interrupted by the user");
  });

  test("does not begin after an interruption", async () => {
    await expect(pause(3_600_000, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });
});
