/** What stands in place of an address that cannot be decoded. No route has it. */
export const unreadableTarget = "/.unreadable";

const slash = 0x2f;

/**
 * The path and query that a request asks for. A client may send the whole address, which a server must take (RFC 9112, 3.2.2); what cannot be decoded
 * would be refused by the router before there is a request to log.
 */
export function targetOf(url: string): string {
  const target = url.charCodeAt(0) === slash ? url : withoutOrigin(url);
  return target.includes("%") && !isDecodable(target) ? unreadableTarget : target;
}

function withoutOrigin(url: string): string {
  const path = /^https?:\/\/[^/?#]*(\/?[^]*)$/i.exec(url)?.[1];
  if (path === undefined) return url;
  return path.startsWith("/") ? path : `/${path}`;
}

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?", 1)[0]!);
    return true;
  } catch {
    return false;
  }
}
