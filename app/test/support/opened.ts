import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a test file has opened is closed after it, the latest first, whether the test passed, threw or ran out of time: what stays open keeps the runner
 * from ending. What is opened while a test runs (its `beforeEach` included) goes with that test, the rest with the file.
 */
const opened = { byTest: [] as Close[], byFile: [] as Close[] };
let inTest = false;

type Close = () => Promise<void>;

beforeEach(() => void (inTest = true));
afterEach(async () => {
  inTest = false;
  await closeAll(opened.byTest);
});
afterAll(() => closeAll(opened.byFile));

/** Says how something is closed that was just opened. Returns the function that closes it sooner; it is closed once. */
export function toClose(close: () => unknown): Close {
  let closed: Promise<void> | undefined;
  const once: Close = () =>
    (closed ??= Promise.resolve()
      .then(close)
      .then(() => undefined));
  (inTest ? opened.byTest : opened.byFile).push(once);
  return once;
}

/** A folder of its own for a test, or for a file, and gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-app-test-"));
  toClose(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server of Node's that can be listened with, HTTP or TCP. */
interface Listening {
  listen(port: number, host: string, done: () => void): unknown;
  once(event: "error", fail: (error: Error) => void): unknown;
  address(): AddressInfo | string | null;
  close(): unknown;
  closeAllConnections?(): void;
}

/** Listens on a free loopback port until the end of the test; resolves to the port. */
export async function listen(server: Listening): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  toClose(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Closes all, also when one of them fails, and then fails as it did. */
async function closeAll(list: Close[]): Promise<void> {
  const failed: unknown[] = [];
  for (const close of list.splice(0).reverse()) await close().catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}
