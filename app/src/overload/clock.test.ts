import { processClock } from "./clock";

test("nobody is called back before the time is over by the clock's own measure", async () => {
  const early: number[] = [];
  for (let round = 0; round < 20; round++) {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const [milliseconds, from] = [index / 3 + 1, processClock.now()];
        return new Promise<void>((resolve) =>
          processClock.later(milliseconds, () => {
            const passed = processClock.now() - from;
            if (passed < milliseconds) early.push(milliseconds - passed);
            resolve();
          }),
        );
      }),
    );
  }
  expect(early).toEqual([]);
});
