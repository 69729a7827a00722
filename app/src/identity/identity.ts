import { ChatError, type Caller } from "../engine";
import { bearerTokenOf, cookieUserOf, type Credentials, userNameOf } from "./credentials";
import type { KeyBook, KnownKey } from "./key-book";
import type { TrustedEdge } from "./trusted-edge";

/** Who asks where nobody has to say. */
export const anonymous: Caller = Object.freeze({ user: "anonymous" });

/** By what a caller is known. */
export type Login = "key" | "edge" | "none";

/** What decides who a caller is. Without keys and without an edge everybody is let in: for development. */
export interface IdentityParts {
  keys?: KeyBook;
  edge?: TrustedEdge;
  /** Path at the edge that ends a login there. */
  logoutPath?: string;
  /** Milliseconds since 1970. Default: `Date.now` */
  now?: () => number;
}

/**
 * Says who asks, by HTTP and gRPC alike: the owner of the key that was presented, else the user that the edge has logged in. A user's name from
 * anybody but the edge counts for nothing, and neither does a cookie where there are keys or an edge.
 */
export class Identity {
  private readonly now: () => number;

  constructor(private readonly parts: IdentityParts) {
    this.now = parts.now ?? Date.now;
  }

  /** Whether everybody is let in. */
  get isOpen(): boolean {
    return this.parts.keys === undefined && this.parts.edge === undefined;
  }

  /**
   * The caller.
   *
   * @throws ChatError (401) without a credential that counts.
   */
  callerOf(credentials: Credentials): Caller {
    if (this.isOpen) {
      const user = cookieUserOf(credentials.cookie);
      return user === undefined ? anonymous : { user };
    }
    const key = this.keyOf(credentials);
    if (key !== undefined && !this.hasExpired(key)) return key.caller;
    const user = this.edgeUserOf(credentials);
    if (user !== undefined) return { user };
    throw this.refusal(credentials, key);
  }

  /** By what that caller is known. */
  loginOf(caller: Caller): Login {
    return this.isOpen ? "none" : caller.key === undefined ? "edge" : "key";
  }

  /** Where that caller ends its login; `undefined` where it has none, or where nobody said how one ends. */
  logoutOf(caller: Caller): string | undefined {
    return this.loginOf(caller) === "edge" ? this.parts.logoutPath : undefined;
  }

  private keyOf({ authorization, apiKey }: Credentials): KnownKey | undefined {
    const { keys } = this.parts;
    if (keys === undefined) return undefined;
    const token = authorization === undefined ? undefined : bearerTokenOf(authorization);
    const found = token === undefined ? undefined : keys.find(token);
    return found ?? (apiKey === undefined ? undefined : keys.find(apiKey.trim()));
  }

  private hasExpired({ entry: { expiresAt } }: KnownKey): boolean {
    return expiresAt !== undefined && expiresAt <= this.now();
  }

  private edgeUserOf({ userId, address }: Credentials): string | undefined {
    const user = userNameOf(userId);
    return user !== undefined && this.parts.edge?.trusts(address) === true ? user : undefined;
  }

  private refusal({ authorization, apiKey }: Credentials, key: KnownKey | undefined): ChatError {
    if (key !== undefined) {
      const ended = new Date(key.entry.expiresAt!).toISOString();
      return new ChatError("expired_api_key", `The API key "${key.entry.name}" ended at ${ended}.`);
    }
    if (this.parts.keys === undefined)
      return new ChatError("login_required", "Log in: this service answers only who has.");
    if (authorization === undefined && apiKey === undefined)
      return new ChatError("missing_api_key", "An API key is missing: send it as Authorization: Bearer.");
    return new ChatError("invalid_api_key", "The API key is not valid.");
  }
}
