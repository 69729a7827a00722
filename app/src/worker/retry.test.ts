import { backoffMs, untilItWorks } from "./retry";

describe("the waits between attempts", () => {
  test("doubles up to a minute, and spreads what failed together", () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => backoffMs(attempt, () => 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backoffMs(1, () => 0)).toBe(500);
    // An uncounted attempt can be number 0 for the next look.
    expect(backoffMs(0, () => 1)).toBe(1_000);
  });
});

describe("a write that must not be lost", () => {
  test("is tried again until it works", async () => {
    let tries = 0;
    const write = async (): Promise<number> => {
      tries += 1;
      if (tries < 3) throw new Error("away");
      return tries;
    };
    expect(await untilItWorks(write, new AbortController().signal)).toBe(3);
  });

  test("is given up when the worker must go", async () => {
    await expect(untilItWorks(() => Promise.reject(new Error("away")), AbortSignal.abort())).rejects.toThrow("away");
  });
});
