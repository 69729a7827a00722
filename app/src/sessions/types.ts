import type { Settings } from "../settings";

/** A message of a conversation. */
export interface SessionMessage {
  /** Unique in its conversation. */
  readonly id: string;
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
  /** Model that wrote an answer. */
  readonly model?: string;
  /** How an answer ended: OpenAI's `finish_reason`, or `stopped` where its reader stopped it. */
  readonly finishReason?: string;
}

/** A conversation as its store gives it. */
export interface Session {
  readonly user: string;
  readonly messages: readonly SessionMessage[];
  readonly title: string;
  /** Times are ISO 8601. */
  readonly createdAt: string;
  /** Time of the last message. */
  readonly updatedAt: string;
  /** Older turns were dropped from the store, for its bounds. */
  readonly dropped: boolean;
  /** The model did not see all turns before its last answer, because they did not fit. */
  readonly trimmed: boolean;
  /** Dollars that all its answers have cost, those that were replaced or dropped since among them. Default: none */
  readonly costDollars?: number;
}

/** A line of a user's list of conversations. */
export interface SessionSummary {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Number of messages. */
  readonly messages: number;
}

/** The store cannot be asked now; a chat goes on without its history. */
export class SessionsUnavailableError extends Error {
  override readonly name = "SessionsUnavailableError";
}

/** Bounds of a conversation. */
export interface SessionBounds {
  /** Life after the last question or answer, seconds. */
  ttlSeconds: number;
  /** Most messages; the oldest turns go first. */
  maxMessages: number;
  /** Most bytes of JSON; the oldest turns go first. */
  maxBytes: number;
}

/** The settings' bounds. */
export const sessionBounds = (settings: Settings): SessionBounds => ({
  ttlSeconds: settings.SESSION_TTL,
  maxMessages: settings.SESSION_MAX_MESSAGES,
  maxBytes: settings.SESSION_MAX_BYTES,
});

/** Most conversations that a user's list has; the one that was silent the longest leaves it first. */
export const maxListed = 100;

/** Makes a conversation's next state from its present one; `undefined` leaves it as it is. May be called more than once. */
export type SessionChange = (current: Session | undefined) => Session | undefined;

/**
 * Conversations by id, each its user's alone: another user's is as if there were none. Every method fails with a `SessionsUnavailableError`
 * while the store is away. What stands there and is no conversation (another type, broken JSON) is as if there were none, too.
 */
export interface SessionStore {
  /** @param how.renew whether its life begins anew, as with every question: the answer may come when it would have ended. Default: false */
  find(id: string, user: string, how?: { renew: boolean }): Promise<Session | undefined>;
  /**
   * Changes a conversation, or begins one, in one atomic step: no other change comes between what `change` is given and what it returns.
   *
   * @param how.renew whether the conversation's life begins anew, as with every message
   * @returns what is stored then; `undefined` where nothing was changed, or it is another user's
   */
  change(id: string, user: string, change: SessionChange, how: { renew: boolean }): Promise<Session | undefined>;
  /** False where there is none. */
  remove(id: string, user: string): Promise<boolean>;
  /** The user's conversations, the latest first, at most `maxListed`. */
  list(user: string): Promise<SessionSummary[]>;
}
