/** An image of a registry, by its tag. */
export interface Image {
  /** Host of the registry: `registry.k8s.io`. */
  registry: string;
  /** Name in it: `kwok/kwok`. */
  repository: string;
  tag: string;
}

/** An image as a person writes it: `registry.k8s.io/kwok/kwok:v0.8.0`. */
export function nameOf({ registry, repository, tag }: Image): string {
  return `${registry}/${repository}:${tag}`;
}

/**
 * A registry or an image cannot be used, for a reason that the message states in full. Nothing is left behind, and whoever asked may
 * take another way.
 */
export class ImageError extends Error {
  override name = "ImageError";
}
