import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Transform } from "node:stream";

/** Decodes a body piece by piece. */
export interface Decoder {
  push(chunk: Buffer): void;
  end(): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Where what was decoded goes. */
export interface DecoderSink {
  onBody(chunk: Buffer): void;
  onBodyEnd(): void;
  onBodyError(error: Error): void;
}

const plain = new Set(["", "identity"]);

/**
 * The decoder for a `content-encoding`, or `undefined` for a body that is plain. Backends are asked for plain bodies, and some encode all the same
 * (RFC 9110, 12.5.3: a server may disregard `accept-encoding`). What comes out is bounded by who takes it, piece by piece.
 *
 * @returns "unknown" for an encoding that nobody here knows
 */
export function decoderFor(
  encoding: string | string[] | undefined,
  sink: DecoderSink,
): Decoder | "unknown" | undefined {
  const name = String(encoding ?? "")
    .trim()
    .toLowerCase();
  if (plain.has(name)) return undefined;
  const stream = streamFor(name);
  if (stream === undefined) return "unknown";
  stream.on("data", (chunk: Buffer) => sink.onBody(chunk));
  stream.on("end", () => sink.onBodyEnd());
  stream.on("error", (error: Error) => sink.onBodyError(error));
  return {
    push: (chunk) => void stream.write(chunk),
    end: () => void stream.end(),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    destroy: () => void stream.destroy(),
  };
}

/** Each piece is given on as soon as it can be decoded: a stream's token must not wait for the next. */
function streamFor(name: string): Transform | undefined {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;
  switch (name) {
    case "gzip":
    case "x-gzip":
      return createGunzip({ flush: Z_SYNC_FLUSH });
    case "deflate":
      return createInflate({ flush: Z_SYNC_FLUSH });
    case "br":
      return createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
