import * as fs from "node:fs";
import { posix } from "node:path";
import { Transform, Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { Parser } from "tar";
import type { ReadEntry } from "tar";
import { ImageError } from "./image";

/** Most bytes that a layer may unpack to, and most entries of it: more than any image of one program has. */
const largestContent = 4 * 2 ** 30;
const mostEntries = 500_000;

/** What a layer has at a path. */
export interface Entry {
  type: "file" | "folder" | "symlink" | "hardlink" | "other";
  /** Where a link leads, as it is written. */
  target?: string;
}

/** What a layer has, by path from the root, without the first slash. */
export type Listing = ReadonlyMap<string, Entry>;

/** A layer on this machine, checked. */
export interface LayerFile {
  file: string;
  mediaType: string;
  /** What it is, for messages. */
  name: string;
}

/**
 * Reads a layer: what it has, and one of its files.
 *
 * @param wanted path of the file that is written to `target` if the layer has it
 * @throws ImageError when it cannot be unpacked
 * @throws the system's error when the file cannot be written
 */
export async function readLayer(
  layer: LayerFile,
  wanted: string,
  target: string,
  signal: AbortSignal,
): Promise<{ listing: Listing; written: boolean }> {
  const listing = new Map<string, Entry>();
  let written = false;
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    archive.destroy(error as Error);
  };
  const parser = new Parser({
    onwarn: (_, message) => fail(new ImageError(`${layer.name} is no archive that is known here: ${String(message)}`)),
    onReadEntry: (entry) => {
      const path = pathInImage(entry.path);
      listing.set(path, entryOf(entry));
      if (listing.size > mostEntries) fail(new ImageError(`${layer.name} has more than ${mostEntries} entries`));
      if (path !== wanted || listing.get(path)?.type !== "file") return void entry.resume();
      output = fs.createWriteStream(target, { mode: 0o600 });
      writing = finished(output).then(() => void (written = true), fail);
      entry.pipe(output);
    },
  });
  let [writing, output] = [Promise.resolve(), undefined as fs.WriteStream | undefined];
  const archive = writableOf(parser);
  try {
    const unpack = unpacker(layer);
    await pipeline(fs.createReadStream(layer.file), unpack, contentOf(layer.name), archive, { signal });
    await writing;
  } catch (error) {
    const first = failure;
    output?.destroy();
    await writing;
    signal.throwIfAborted();
    throw first === undefined ? unpackingError(layer, error) : (first as { error: unknown }).error;
  }
  if (failure !== undefined) throw failure.error;
  return { listing, written };
}

/** node-tar's parser is no stream of Node's. */
function writableOf(parser: Parser): Writable {
  let begun = false;
  return new Writable({
    write(chunk: Buffer, _, done) {
      begun = true;
      if (parser.write(chunk)) done();
      else parser.once("drain", () => done());
    },
    final(done) {
      if (!begun) return done();
      parser.once("end", () => done());
      parser.end();
    },
  });
}

function unpackingError({ name }: LayerFile, error: unknown): unknown {
  if (error instanceof ImageError) return error;
  return new ImageError(`${name} cannot be unpacked: ${(error as Error).message}`);
}

/** A path as it stands in a layer, from the root, and without what would lead out of it. */
export function pathInImage(name: string): string {
  return posix.join("/", name).replace(/^\/|\/$/g, "");
}

function entryOf({ type, linkpath }: ReadEntry): Entry {
  if (type === "File" || type === "OldFile" || type === "ContiguousFile") return { type: "file" };
  if (type === "Directory") return { type: "folder" };
  if (type === "SymbolicLink") return { type: "symlink", target: linkpath ?? "" };
  if (type === "Link") return { type: "hardlink", target: linkpath ?? "" };
  return { type: "other" };
}

/** By the media types of OCI and Docker (`…tar+gzip`, `…tar.gzip`, `…tar`, `…tar+zstd`). */
function unpacker({ mediaType, name }: LayerFile): Transform {
  if (/[.+]gzip$/.test(mediaType)) return zlib.createGunzip();
  if (/[.+]tar$/.test(mediaType)) return new Transform({ transform: (chunk, _, done) => done(null, chunk) });
  if (/[.+]zstd$/.test(mediaType)) {
    // From Node 22.15 on; the types of an older one do not know it.
    const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
    if (createZstdDecompress !== undefined) return createZstdDecompress();
    throw new ImageError(`${name} is packed with zstd, which Node ${process.versions.node} cannot unpack; 22.15 can`);
  }
  throw new ImageError(`${name} is of a kind that is not known here: ${mediaType}`);
}

/** Passes on the unpacked bytes of a layer, as far as they are its content. */
function contentOf(name: string): Transform {
  let [bytes, begun] = [0, false];
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      // An empty layer, which Docker makes for a step that changes no file, is zeros alone: to node-tar, no archive.
      begun ||= chunk.some((byte) => byte !== 0);
      if (bytes > largestContent) done(new ImageError(`${name} unpacks to more than ${largestContent / 2 ** 30} GiB`));
      else if (begun) done(null, chunk);
      else done();
    },
  });
}
