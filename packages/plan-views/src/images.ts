/** An image's name, taken apart. */
export interface Image {
  /** Host of its registry; `docker.io` where the name has none. */
  registry: string;
  /** Its repository there, without tag and digest; Docker Hub's own images are in `library`. */
  repository: string;
  /** Absent: it has none, which means `latest`. */
  tag: string | undefined;
  digest: string | undefined;
}

/**
 * Takes an image's name apart, as container runtimes do: a first part with a dot, a colon or a capital letter, or `localhost`, is a host
 * (splitDockerDomain of https://github.com/distribution/reference/blob/main/normalize.go).
 */
export function parseImage(image: string): Image {
  const [name = "", digest] = image.split("@");
  const [first = "", ...rest] = name.split("/");
  const hasHost = rest.length > 0 && (/[.:A-Z]/.test(first) || first === "localhost");
  const [path = "", tag] = (hasHost ? rest.join("/") : name).split(":");
  // Names of hosts have no case, and Docker Hub has an older name.
  const host = first.toLowerCase();
  const registry = hasHost && host !== "index.docker.io" ? host : "docker.io";
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, tag, digest };
}
