import { posix } from "node:path";
import { pathInImage } from "./layer";
import type { Listing } from "./layer";

/** Most links that are followed, as Linux has it (path_resolution(7)). */
const mostLinks = 40;

/** Where an image has a file. */
export interface Place {
  /** Index of the layer, 0 the lowest. */
  layer: number;
  /** Path in it, without the first slash. */
  path: string;
}

/**
 * Finds a file in the layers of an image as a container would see it: a later layer wins, what it removes is gone (whiteouts,
 * OCI image specification, "Layer Filesystem Changeset"), and links are followed inside the image. The layers are looked at from
 * the uppermost down, and none below the one that decides.
 *
 * @param layers how many layers there are
 * @param listingOf what a layer has; told the path that is looked for just now
 * @returns `undefined` when the image has no such file
 */
export async function locate(
  path: string,
  layers: number,
  listingOf: (layer: number, path: string) => Promise<Listing>,
): Promise<Place | undefined> {
  let wanted = pathInImage(path);
  for (let links = 0; links <= mostLinks; links++) {
    const found = await look(wanted, layers, listingOf);
    if (found === undefined || "layer" in found) return found;
    wanted = found.leadsTo;
  }
  return undefined;
}

async function look(
  path: string,
  layers: number,
  listingOf: (layer: number, path: string) => Promise<Listing>,
): Promise<Place | { leadsTo: string } | undefined> {
  const parts = path.split("/");
  // Each folder on the way, and the path itself.
  const way = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  for (let layer = layers - 1; layer >= 0; layer--) {
    const listing = await listingOf(layer, path);
    for (const step of way) {
      const entry = listing.get(step);
      const rest = path.slice(step.length);
      if (entry?.type === "symlink")
        return { leadsTo: pathInImage(posix.join(targetOf(step, entry.target ?? ""), rest)) };
      if (entry?.type === "hardlink" && rest === "") return { leadsTo: pathInImage(entry.target ?? "") };
      if (entry !== undefined && entry.type !== "folder")
        return entry.type === "file" && rest === "" ? { layer, path } : undefined;
      if (entry?.type === "folder" && rest === "") return undefined;
    }
    if (way.some((step) => isRemoved(step, listing))) return undefined;
  }
  return undefined;
}

/** The target of a symbolic link counts from the link's folder, or from the root. */
function targetOf(link: string, target: string): string {
  return target.startsWith("/") ? target : posix.join("/", posix.dirname(link), target);
}

/** Whether a layer removes what those below it have at a path. */
function isRemoved(path: string, listing: Listing): boolean {
  const [folder, name] = [posix.dirname(path), posix.basename(path)];
  const inFolder = (entry: string) => (folder === "." ? entry : `${folder}/${entry}`);
  return listing.has(inFolder(`.wh.${name}`)) || listing.has(inFolder(".wh..wh..opq"));
}
