import { setTimeout as sleep } from "node:timers/promises";
import { ChatError } from "../engine";
import type { Logger } from "../logging";
import {
  addTurn,
  type NewTurn,
  type Session,
  type SessionBounds,
  type SessionMessage,
  type SessionStore,
  type SessionSummary,
  SessionsUnavailableError,
} from "../sessions";

/** What was said before. */
export interface History {
  messages: readonly SessionMessage[];
  /** False while the store is away. */
  available: boolean;
  /** Whether the request named a conversation. */
  continued: boolean;
  /** Whether there was more, which is no longer kept. */
  dropped: boolean;
  /** Ids of the messages that the new turn comes in the place of. */
  replaces: readonly string[];
}

/** What became of a turn; `gone` where its conversation was there no more, `changed` where what it replaces was not. */
export type Kept =
  | { kind: "kept"; session: Session }
  | { kind: "tooLarge" }
  | { kind: "gone" }
  | { kind: "changed" }
  | { kind: "unavailable" };

/** When to ask again for a store that is away, seconds. */
const retryAfterSeconds = 5;

/**
 * Waits before one looks again for a conversation, or a message, that is not there, milliseconds. Who stops an answer and asks again at once names what is
 * only now being kept, at this pod or another.
 */
const lookAgainAfterMs = [50, 150, 400];

/** Conversations as HTTP sees them. A chat goes on without them while their store is away; what asks for nothing else fails with 503. */
export class Conversations {
  private down = false;

  constructor(
    private readonly store: SessionStore,
    readonly bounds: SessionBounds,
    private readonly logger: Logger,
  ) {}

  /**
   * What was said before a new turn, or nothing for a new conversation. Fails with 404 where there is no such conversation, or no message of a user
   * that is to be replaced.
   */
  async before(id: string | undefined, user: string, replace?: string): Promise<History> {
    for (const waitMs of lookAgainAfterMs) {
      const history = await this.look(id, user, replace);
      if (!(history instanceof ChatError)) return history;
      await sleep(waitMs);
    }
    const history = await this.look(id, user, replace);
    if (history instanceof ChatError) throw history;
    return history;
  }

  private async look(id: string | undefined, user: string, replace?: string): Promise<History | ChatError> {
    const none: History = { messages: [], available: true, continued: id !== undefined, dropped: false, replaces: [] };
    if (id === undefined) return none;
    const session = await this.noted(() => this.store.find(id, user, { renew: true }));
    if (session === "unavailable") return { ...none, available: false };
    if (session === undefined) return noConversation("session_id");
    const { messages, dropped } = session;
    if (replace === undefined) return { ...none, messages, dropped };
    const ids = [replace, replace.toLowerCase()];
    const at = messages.findIndex((message) => ids.includes(message.id) && message.role === "user");
    if (at === -1) {
      return new ChatError("message_not_found", "The conversation has no such message of yours.", { param: "replace" });
    }
    return { ...none, messages: messages.slice(0, at), dropped, replaces: messages.slice(at).map((old) => old.id) };
  }

  /** Adds a turn, and says what became of it. Never fails. */
  async keep(id: string, turn: NewTurn): Promise<Kept> {
    let refused: Exclude<Kept, { kind: "kept" }> = { kind: "gone" };
    const add = (current: Session | undefined): Session | undefined => {
      const added = addTurn(current, turn, this.bounds);
      if (added.kind === "kept") return added.session;
      refused = added;
      return undefined;
    };
    const session = await this.noted(() => this.store.change(id, turn.user, add, { renew: true }));
    if (session === "unavailable") return { kind: "unavailable" };
    return session === undefined ? refused : { kind: "kept", session };
  }

  /** The user's conversations, the latest first. */
  async list(user: string): Promise<SessionSummary[]> {
    return there(await this.noted(() => this.store.list(user)));
  }

  /** Fails with 404 where there is none. */
  async get(id: string, user: string): Promise<Session> {
    const session = there(await this.noted(() => this.store.find(id, user)));
    if (session === undefined) throw noConversation("id");
    return session;
  }

  /** Gives a conversation another title. Fails with 404 where there is none. */
  async rename(id: string, user: string, title: string): Promise<Session> {
    const named = (current: Session | undefined): Session | undefined => current && { ...current, title };
    const session = there(await this.noted(() => this.store.change(id, user, named, { renew: false })));
    if (session === undefined) throw noConversation("id");
    return session;
  }

  /** Fails with 404 where there is none. */
  async remove(id: string, user: string): Promise<void> {
    if (!there(await this.noted(() => this.store.remove(id, user)))) throw noConversation("id");
  }

  /** Asks the store. Logs when it goes and when it is back, not every request in between. */
  private async noted<T>(ask: () => Promise<T>): Promise<T | "unavailable"> {
    try {
      const answer = await ask();
      if (this.down) this.logger.info("conversations are available again");
      this.down = false;
      return answer;
    } catch (error) {
      if (!(error instanceof SessionsUnavailableError)) throw error;
      if (!this.down) {
        this.logger.warn({ reason: String(error.cause) }, "conversations are unavailable; chats go on without");
      }
      this.down = true;
      return "unavailable";
    }
  }
}

function there<T>(answer: T | "unavailable"): T {
  if (answer !== "unavailable") return answer;
  throw new ChatError("sessions_unavailable", "Conversations are not available at the moment.", { retryAfterSeconds });
}

/** Another user's conversation is not to be told from none. */
function noConversation(param: string): ChatError {
  return new ChatError("session_not_found", "There is no such conversation.", { param });
}
