import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `check` gives something truthy, and returns it. Fails after `withinMs`. */
export async function until<T>(
  check: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 20, what = "the condition" } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found) return found as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`${what} did not come true within ${withinMs} ms`);
    await sleep(everyMs);
  }
}
