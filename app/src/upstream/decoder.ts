import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
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
  if (!known.has(name)) return "unknown";
  let stream: Transform | undefined;
  const begin = (first: Buffer): Transform => {
    const begun = streamFor(name, first);
    begun.on("data", (chunk: Buffer) => sink.onBody(chunk));
    begun.on("end", () => sink.onBodyEnd());
    begun.on("error", (error: Error) => sink.onBodyError(error));
    return begun;
  };
  return {
    push: (chunk) => void (stream ??= begin(chunk)).write(chunk),
    // A body without a byte is empty in every encoding.
    end: () => void (stream === undefined ? sink.onBodyEnd() : stream.end()),
    pause: () => void stream?.pause(),
    resume: () => void stream?.resume(),
    destroy: () => void stream?.destroy(),
  };
}

const known: ReadonlySet<string> = new Set(["gzip", "x-gzip", "deflate", "br", "zstd"]);

/** Each piece is given on as soon as it can be decoded: a stream's token must not wait for the next. */
function streamFor(name: string, first: Buffer): Transform {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush: zstdFlush } = constants;
  switch (name) {
    case "deflate":
      // Some send it without zlib's frame (RFC 9110, 8.4.1.2). The frame's first byte says 8, for its method (RFC 1950, 2.2).
      return ((first[0] ?? 0) & 0x0f) === 8
        ? createInflate({ flush: Z_SYNC_FLUSH })
        : createInflateRaw({ flush: Z_SYNC_FLUSH });
    case "br":
      return createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH });
    case "zstd":
      return createZstdDecompress({ flush: zstdFlush });
    default:
      return createGunzip({ flush: Z_SYNC_FLUSH });
  }
}
