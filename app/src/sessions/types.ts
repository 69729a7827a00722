/** A message of a conversation. */
export interface SessionMessage {
  role: "user" | "assistant";
  content: string;
}

/** What `session:<uuid>` holds. */
export interface Session {
  user: string;
  messages: SessionMessage[];
  /** ISO 8601. */
  createdAt: string;
}

/** The store cannot be asked now; a chat goes on without its history. */
export class SessionsUnavailableError extends Error {
  override readonly name = "SessionsUnavailableError";
}

/** Bounds of a conversation. */
export interface SessionBounds {
  /** Life after the last message, seconds. */
  ttlSeconds: number;
  /** Most messages; the oldest go first. */
  maxMessages: number;
  /** Most bytes of JSON; the oldest messages go first. */
  maxBytes: number;
}

/** Conversations by id. Both methods fail with a `SessionsUnavailableError` while the store is away. */
export interface SessionStore {
  /** A user's conversation; `undefined` where there is none, or it is another user's: the two cannot be told apart. */
  find(id: string, user: string): Promise<Session | undefined>;
  /** Adds messages, beginning the conversation where there is none, and renews its life. False where it is another user's. */
  append(id: string, user: string, messages: readonly SessionMessage[]): Promise<boolean>;
}
