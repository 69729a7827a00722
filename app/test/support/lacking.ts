/**
 * `describe`, or one that is skipped and says why in its title, so that the reason stands wherever skipped tests are listed.
 *
 * @param lack what this machine lacks, and what brings it; nothing where it lacks nothing
 */
export function describeUnless(lack: string | undefined): (title: string, tests: () => void) => void {
  return lack ? (title, tests) => describe.skip(`${title} (skipped: ${lack})`, tests) : describe;
}

/** The same for one test. */
export function testUnless(lack: string | undefined): (title: string, run: () => void, timeoutMs?: number) => void {
  return lack ? (title, run, timeoutMs) => test.skip(`${title} (skipped: ${lack})`, run, timeoutMs) : test;
}
