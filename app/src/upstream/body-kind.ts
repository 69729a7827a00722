const openBrace = 0x7b;
const openBracket = 0x5b;
const lessThan = 0x3c;
/** White space, and the bytes of a byte order mark. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/**
 * What a body is that was to be a stream, by its first byte: types are missing, wrong or written in any case, and some gateways answer a stream's
 * request as a whole. `undefined` for blanks, which say nothing yet.
 */
export function bodyKindOf(chunk: Buffer): "events" | "json" | "page" | undefined {
  const first = chunk.find((byte) => !blanks.has(byte));
  if (first === undefined) return undefined;
  if (first === openBrace || first === openBracket) return "json";
  return first === lessThan ? "page" : "events";
}
