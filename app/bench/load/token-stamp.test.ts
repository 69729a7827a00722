import { readStamps, stampedToken } from "./token-stamp";

function delays(pieces: string[]): number[] {
  const found: number[] = [];
  let rest = "";
  for (const piece of pieces) rest = readStamps(rest + piece, (delayMs) => found.push(delayMs));
  return found;
}

test("a stamp tells how long ago it was written", () => {
  const [delayMs] = delays([`{"content":"${stampedToken()}"}`]);
  expect(delayMs).toBeGreaterThanOrEqual(-0.01);
  expect(delayMs).toBeLessThan(1_000);
});

test("a stamp that comes in two pieces is read once, wherever it is cut", () => {
  const text = `data: ${stampedToken()} and ${stampedToken()}\n\n`;
  for (let at = 0; at <= text.length; at++) expect(delays([text.slice(0, at), text.slice(at)])).toHaveLength(2);
});
