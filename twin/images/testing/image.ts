import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { digestOf } from "../digest";
import type { Descriptor } from "../digest";

/** An entry of a made layer: a file with a content, or a link. */
export interface MadeEntry {
  path: string;
  content?: string | Buffer;
  symlink?: string;
  hardlink?: string;
  folder?: true;
}

/** A made document or layer, with what a manifest says of it. */
export interface Blob extends Descriptor {
  bytes: Buffer;
}

/** A made image: its blobs, and the manifests that lead to them, the topmost last. */
export interface MadeImage {
  blobs: Blob[];
  manifests: Blob[];
}

const oci = "application/vnd.oci.image";

/** A tar archive of these entries. */
export function archiveOf(entries: readonly MadeEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = "", symlink, hardlink, folder }) => {
    const body = Buffer.from(content);
    const block = Buffer.alloc(512);
    const type =
      symlink !== undefined ? "SymbolicLink" : hardlink !== undefined ? "Link" : folder ? "Directory" : "File";
    new Header({
      path,
      type,
      linkpath: symlink ?? hardlink ?? "",
      size: body.length,
      mode: 0o755,
      mtime: new Date(0),
    }).encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Bytes as a blob of a kind. */
export function blobOf(bytes: Buffer, mediaType: string): Blob {
  return { bytes, mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** A layer of these entries, as most are packed. */
export function layerOf(entries: readonly MadeEntry[]): Blob {
  return blobOf(gzipSync(archiveOf(entries)), `${oci}.layer.v1.tar+gzip`);
}

/**
 * An image of these layers, from the lowest to the uppermost.
 *
 * @param platform kind of machine for which a list names it; without it there is no list
 */
export function imageOf(layers: readonly Blob[], platform?: string): MadeImage {
  const [os = "", architecture = ""] = (platform ?? "linux/amd64").split("/");
  const config = blobOf(
    Buffer.from(JSON.stringify({ os, architecture, rootfs: { type: "layers", diff_ids: [] } })),
    `${oci}.config.v1+json`,
  );
  const manifest = documentOf(`${oci}.manifest.v1+json`, {
    config: descriptorOf(config),
    layers: layers.map(descriptorOf),
  });
  const image = { blobs: [...layers, config], manifests: [manifest] };
  if (platform === undefined) return image;
  const manifests = [{ ...descriptorOf(manifest), platform: { os, architecture } }];
  return { ...image, manifests: [manifest, documentOf(`${oci}.index.v1+json`, { manifests })] };
}

function documentOf(mediaType: string, content: object): Blob {
  return blobOf(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content })), mediaType);
}

function descriptorOf({ mediaType, digest, size }: Blob): Descriptor {
  return { mediaType, digest, size };
}
