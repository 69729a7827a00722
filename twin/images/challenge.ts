/** What a registry asks for before it answers: a token of that server (RFC 6750, as the Distribution specification uses it). */
export interface Challenge {
  realm: string;
  service?: string;
  scope?: string;
}

/**
 * Reads a `WWW-Authenticate` header.
 *
 * @returns `undefined` when it does not ask for a bearer token, or does not say where to get it
 */
export function parseChallenge(header: string): Challenge | undefined {
  const parameters = /^\s*Bearer\s+(.*)$/is.exec(header)?.[1];
  if (parameters === undefined) return undefined;
  const found: Record<string, string> = {};
  for (const [, name = "", quoted, plain] of parameters.matchAll(
    /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi,
  )) {
    found[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
  }
  const { realm, service, scope } = found;
  if (realm === undefined) return undefined;
  return { realm, ...(service !== undefined && { service }), ...(scope !== undefined && { scope }) };
}
