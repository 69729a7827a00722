/** Resolves after `ms`, or as soon as the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    // The listener goes with the wait: the signal of a long-lived worker would otherwise collect one for every wait.
    signal.addEventListener("abort", end, { once: true, signal: over.signal });
    if (signal.aborted) end();
  });
}
