/** What a request says about who asks, by HTTP or gRPC. Nothing of it is checked. */
export interface Credentials {
  /** `Authorization`. */
  authorization: string | undefined;
  /** `api-key`, by which Azure's OpenAI clients send a key. */
  apiKey: string | undefined;
  /** `x-user-id`: a login that the edge has checked, if it comes from the edge. */
  userId: string | undefined;
  /** The browser's cookies. */
  cookie: string | undefined;
  /** Address of the peer: the other end of the connection, not what a header says. */
  address: string | undefined;
}

/** The bearer token of an `Authorization` header. The scheme is written in any case, and one or more blanks follow it (RFC 9110, 11.1 and 11.4). */
export function bearerTokenOf(authorization: string): string | undefined {
  return /^bearer[ \t]+(\S+)[ \t]*$/i.exec(authorization)?.[1];
}

/** What may stand as a user in a key of Redis and in a log. */
const userName = /^[\w.@:+-]{1,128}$/;

/** The name where it is fit to be one. */
export const userNameOf = (name: string | undefined): string | undefined =>
  name !== undefined && userName.test(name) ? name : undefined;

/** Name of the cookie that tells one browser from another in development. */
export const userCookie = "breakwater_user";

/** The user that the page's cookie names. */
export function cookieUserOf(cookies: string | undefined): string | undefined {
  const pair = cookies?.split("; ").find((candidate) => candidate.startsWith(`${userCookie}=`));
  return userNameOf(pair?.slice(userCookie.length + 1));
}
