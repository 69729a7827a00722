import { SettingError } from "../files";

/** Where the API of a registry answers. */
export interface Address {
  /** `https://registry.k8s.io`. */
  origin: string;
  /** Stands before the name of each repository: empty, or `mirror/registry.k8s.io/`. */
  prefix: string;
}

/**
 * Where a registry is asked: at its own host, or at the mirror that `BREAKWATER_REGISTRY` names. A mirror has each registry's
 * repositories below the registry's own name (`https://mirror.example/registry.k8s.io/kwok/kwok`), as proxy caches keep them.
 *
 * @param registry host of the registry
 * @throws SettingError when the setting is no URL that may be used: HTTPS, or HTTP to this machine itself
 */
export function addressOf(registry: string, env: NodeJS.ProcessEnv = process.env): Address {
  const mirror = env["BREAKWATER_REGISTRY"];
  if (!mirror) return { origin: `https://${registry}`, prefix: "" };
  const url = URL.canParse(mirror) ? new URL(mirror) : undefined;
  const plain = url !== undefined && [url.username, url.password, url.search, url.hash].every((part) => part === "");
  if (!plain || !isSafe(url)) {
    throw new SettingError(
      "BREAKWATER_REGISTRY",
      mirror,
      "a URL such as https://mirror.example/path, without user, query and fragment; http:// is for this machine's own addresses alone",
    );
  }
  return { origin: url.origin, prefix: `${url.pathname.replace(/^\/+|\/+$/g, "")}/${registry}/`.replace(/^\//, "") };
}

/** Whether what is asked of a URL, and what it answers, stays unseen on the way: HTTPS, or this machine itself. */
export function isSafe({ protocol, hostname }: URL): boolean {
  if (protocol === "https:") return true;
  return protocol === "http:" && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
