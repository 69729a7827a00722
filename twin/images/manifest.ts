import { z } from "zod";
import { problemsOf } from "../files/input";
import { digestOf, digestSchema } from "./digest";
import type { Descriptor } from "./digest";
import { ImageError, nameOf } from "./image";
import type { Image } from "./image";
import { parseJson, readDocument } from "./registry";
import type { Registry } from "./registry";

/** Of a list for several kinds of machine and of an image, by OCI's names and by Docker's. */
const accepted = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Most layers of an image, and most bytes of one of them: images of one program are far below both. */
const mostLayers = 128;
const largestLayer = 2 ** 30;

const descriptor = z.object({
  mediaType: z.string().max(200),
  digest: digestSchema,
  size: z.int().min(0).max(largestLayer),
});
const platform = z.object({ os: z.string(), architecture: z.string() });
const schemas = {
  index: z.object({
    schemaVersion: z.literal(2),
    manifests: z.array(descriptor.extend({ platform: platform.optional() })),
  }),
  image: z.object({ schemaVersion: z.literal(2), layers: z.array(descriptor).min(1).max(mostLayers) }),
};

/** An image for this kind of machine. */
export interface Manifest {
  /** Digest of what the tag names, which is the list for all kinds of machine where there is one. */
  digest: string;
  /** From the lowest to the uppermost. */
  layers: Descriptor[];
}

/** What images call a processor, by Node's name for it. */
const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64" };

/** The kind of machine in the words of images: `linux/amd64`. */
export function platformOf(arch: string = process.arch): string {
  return `linux/${architectures[arch] ?? arch}`;
}

/**
 * Reads the manifest of an image for a kind of machine.
 *
 * @param digest what its tag must name. Default: whatever it names
 * @throws ImageError when there is none, or it is not what its digest says
 */
export async function readManifest(
  registry: Registry,
  image: Image,
  digest?: string,
  wanted = platformOf(),
): Promise<Manifest> {
  const name = nameOf(image);
  const top = await document(registry, image, digest ?? image.tag, digest);
  if (!isIndex(top.content)) return { digest: top.digest, layers: valid("image", top.content, name).layers };
  const { manifests } = valid("index", top.content, name);
  const [os, architecture] = wanted.split("/");
  const found = manifests.find((entry) => entry.platform?.os === os && entry.platform?.architecture === architecture);
  if (found === undefined) {
    const offered = manifests.flatMap((entry) =>
      entry.platform ? [`${entry.platform.os}/${entry.platform.architecture}`] : [],
    );
    throw new ImageError(
      `${name} is not there for ${wanted}, but for ${[...new Set(offered)].join(", ") || "nothing"}`,
    );
  }
  const { content } = await document(registry, image, found.digest, found.digest);
  return { digest: top.digest, layers: valid("image", content, name).layers };
}

async function document(registry: Registry, image: Image, reference: string, digest: string | undefined) {
  const name = nameOf(image);
  const answer = await registry.get(image.repository, "manifests", reference, accepted, name);
  const bytes = await readDocument(answer, `${name}: the manifest`);
  const found = digestOf(bytes);
  const announced = digest ?? answer.headers.get("docker-content-digest") ?? found;
  if (found !== announced) throw new ImageError(`${name}: the manifest is not ${announced}, but ${found}`);
  return { digest: found, content: parseJson(bytes.toString("utf8")) };
}

function isIndex(content: unknown): boolean {
  return typeof content === "object" && content !== null && "manifests" in content;
}

function valid<Kind extends keyof typeof schemas>(kind: Kind, content: unknown, name: string) {
  const problems = problemsOf(schemas[kind], content);
  if (problems.length > 0)
    throw new ImageError(`${name}: the manifest is none that is known here: ${problems.slice(0, 3).join("; ")}`);
  return schemas[kind].parse(content) as z.output<(typeof schemas)[Kind]>;
}
