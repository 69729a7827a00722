import { createHash } from "node:crypto";
import { z } from "zod";
import { ImageError } from "./image";

/** What a manifest says of a document or a layer. */
export interface Descriptor {
  mediaType: string;
  /** `sha256:…`. */
  digest: string;
  /** Bytes. */
  size: number;
}

const allowed = "a digest, sha256: and 64 hexadecimal digits";

/** A digest in a file or an answer. */
export const digestSchema = z.string(allowed).regex(/^sha256:[0-9a-f]{64}$/, allowed);

/** The digest of bytes, `sha256:…`. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/**
 * The same pieces, whose end is an error unless they are all that a descriptor announces, and nothing else.
 *
 * @param what what they are, for the message
 * @throws ImageError at the first byte too many, or at the end
 */
export async function* checked(
  pieces: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  what: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > size) throw new ImageError(`${what} is longer than the ${size} bytes that are announced`);
    hash.update(piece);
    yield piece;
  }
  if (bytes < size) throw new ImageError(`${what} ends after ${bytes} of ${size} bytes`);
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw new ImageError(`${what} is not what is announced: ${found}`);
}
