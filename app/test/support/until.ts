// eslint-disable-next-line no-restricted-syntax -- the one place where a test waits
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until `check` gives something truthy, and returns it: the one way in which a test waits for what happens beside it. The bound is for a machine
 * that others keep busy; nothing is asserted by it.
 *
 * @param how.withinMs time after which it fails. Default: 45,000, below jest's own bound on a test
 * @param how.everyMs time between two looks. Default: 20
 * @param how.what what is waited for, for the error
 */
export async function until<T>(
  check: () => T | Promise<T>,
  { withinMs = 45_000, everyMs = 20, what = "the condition" } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found) return found as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`${what} did not come true within ${withinMs} ms`);
    await sleep(everyMs);
  }
}
