import { toClose } from "./opened";

/** Something that waits until the test lets it go on; at the end of the test it goes on by itself. */
export interface Gate {
  /** Resolves when the gate is open. */
  passed: Promise<void>;
  open(): void;
}

/** A closed gate. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  toClose(open);
  return { passed, open };
}

/** Resolves never, and rejects when the signal fires: work that only a cut ends. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
