import { afterString } from "./splice";

/**
 * Most values of one JSON text. 50 MB of brackets are 25 million values, for which `JSON.parse` blocks the process for seconds and takes gigabytes;
 * a conversation with every tool that there is has some thousands.
 */
export const mostValues = 250_000;

/** What a value takes in memory once it is parsed, bytes, besides its text. */
export const bytesPerValue = 80;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const openBrace = 0x7b;

/** Values of a JSON text, counted by what begins one; above `limit` it stops. It takes any bytes, and is done before anything is parsed. */
export function countValues(json: Buffer, limit: number): number {
  let count = 1;
  for (let at = 0; at < json.length && count <= limit;) {
    const byte = json[at];
    if (byte === quote) {
      at = afterString(json, at);
      continue;
    }
    if (byte === comma || byte === openBracket || byte === openBrace) count += 1;
    at += 1;
  }
  return count;
}
