import type { CancelSignal } from "../engine";
import type { Clock } from "../overload";
import { clientHasGone } from "../upstream";

/** Waits for so many milliseconds. Fails with a `ChatError` as soon as the client has gone. */
export function pause(milliseconds: number, signal: CancelSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(clientHasGone());
    const onAbort = (): void => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      reject(clientHasGone());
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort);
  });
}
