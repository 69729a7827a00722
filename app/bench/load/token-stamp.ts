/**
 * The upstream writes into each token when it wrote it, the generator reads how long ago that was. Both run on one machine,
 * whose monotonic clock is the same for every process.
 */
export function stampedToken(): string {
  return `@${nowMs().toFixed(3)}@`;
}

/** The delay in milliseconds of every token whose stamp ends in `text`, and what of the text may be the start of another. */
export function readStamps(text: string, delay: (ms: number) => void): string {
  const now = nowMs();
  let end = 0;
  for (const match of text.matchAll(/@(\d+\.\d{3})@/g)) {
    delay(now - Number(match[1]));
    end = match.index + match[0].length;
  }
  const cut = text.indexOf("@", end);
  return cut < 0 ? "" : text.slice(cut);
}

/** `performance.now()` counts from the start of its process; this counts from the start of the machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
