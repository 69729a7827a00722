import * as fs from "node:fs";
import * as path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { checked } from "./digest";
import type { Descriptor } from "./digest";
import { ImageError, nameOf } from "./image";
import type { Image } from "./image";
import { readLayer } from "./layer";
import type { LayerFile, Listing } from "./layer";
import { locate } from "./locate";
import { readManifest } from "./manifest";
import type { Registry } from "./registry";

export interface PullOptions {
  registry: Registry;
  /** What the image's tag must name. Default: whatever it names. */
  digest?: string;
  /** File to write, which nobody else writes meanwhile. What is needed on the way stands beside it, under its name and `.layers`. */
  target: string;
  /** Told of each piece that has come, in bytes. */
  onBytes: (bytes: number) => void;
  /** Looks at the file before it counts; what it throws is thrown, and the file is removed. */
  accept?: (file: string) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Takes one file out of an image, without the rest of it: only the layers are fetched that decide about it, and each is unpacked only
 * after all of it was checked against its digest. The file is on the disk, and executable, once this returns; whatever ends this
 * early leaves nothing.
 *
 * @param file path in the image, links included
 * @returns digest of what the tag names
 * @throws ImageError when the registry does not give it, or gives something else, or the image has no such file
 * @throws the system's error when it cannot be written
 * @throws the signal's reason once it is aborted
 */
export async function pullFile(image: Image, file: string, options: PullOptions): Promise<{ digest: string }> {
  const { registry, target, signal } = options;
  const folder = `${target}.layers`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const { digest, layers } = await readManifest(registry, image, options.digest);
    const pulled = new Layers(image, layers, folder, options);
    const place = await locate(file, layers.length, (layer, wanted) => pulled.listing(layer, wanted));
    if (place === undefined) throw new ImageError(`${nameOf(image)} has no file ${file}`);
    await pulled.write(place.layer, place.path);
    await finish(target);
    await options.accept?.(target);
    return { digest };
  } catch (error) {
    fs.rmSync(target, { force: true });
    signal.throwIfAborted();
    throw error;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The layers of one image, each fetched at most once. */
class Layers {
  private readonly files = new Map<number, LayerFile>();
  private readonly listings = new Map<number, Listing>();
  private written: { layer: number; path: string } | undefined;

  constructor(
    private readonly image: Image,
    private readonly layers: readonly Descriptor[],
    private readonly folder: string,
    private readonly options: PullOptions,
  ) {}

  /** What a layer has. A file of it at the wanted path is written on the way: most often it is the one. */
  async listing(layer: number, wanted: string): Promise<Listing> {
    return this.listings.get(layer) ?? this.read(layer, wanted);
  }

  /** Writes a file of a layer to the target, unless that was the last that was written. */
  async write(layer: number, wanted: string): Promise<void> {
    if (this.written?.layer !== layer || this.written.path !== wanted) await this.read(layer, wanted);
  }

  private async read(layer: number, wanted: string): Promise<Listing> {
    const file = await this.file(layer);
    const { listing, written } = await readLayer(file, wanted, this.options.target, this.options.signal);
    if (written) this.written = { layer, path: wanted };
    this.listings.set(layer, listing);
    return listing;
  }

  private async file(layer: number): Promise<LayerFile> {
    const known = this.files.get(layer);
    if (known !== undefined) return known;
    const { registry, onBytes, signal } = this.options;
    const descriptor = this.layers[layer]!;
    const subject = nameOf(this.image);
    const name = `${subject}: layer ${descriptor.digest}`;
    const file = path.join(this.folder, String(layer));
    const answer = await registry.get(this.image.repository, "blobs", descriptor.digest, "*/*", subject);
    const counted = new Transform({
      transform(piece: Buffer, _, done) {
        onBytes(piece.length);
        done(null, piece);
      },
    });
    const pieces = Readable.from(checked(answer.body(), descriptor, name), { objectMode: false });
    await pipeline(pieces, counted, fs.createWriteStream(file, { mode: 0o600 }), { signal });
    const pulled = { file, mediaType: descriptor.mediaType, name };
    this.files.set(layer, pulled);
    return pulled;
  }
}

/** Makes a file executable, and sees to it that it outlives a loss of power once it is listed as whole. */
async function finish(file: string): Promise<void> {
  const handle = await fs.promises.open(file, "r+");
  try {
    await handle.chmod(0o755);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
