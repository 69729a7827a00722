import { ChatError } from "../engine";
import type { Logger } from "../logging";
import { SessionsUnavailableError, type SessionMessage, type SessionStore } from "../sessions";

/** What was said before. */
export interface History {
  messages: readonly SessionMessage[];
  /** False while the store is away. */
  available: boolean;
  /** Whether the request named a conversation. */
  continued: boolean;
}

/** Conversations as the chat sees them: it goes on without them while their store is away. */
export class Conversations {
  private down = false;

  constructor(
    private readonly store: SessionStore,
    private readonly logger: Logger,
  ) {}

  /** The history of a user's conversation, or an empty one for a new conversation. Fails with 404 where there is none. */
  async of(id: string | undefined, user: string): Promise<History> {
    if (id === undefined) return { messages: [], available: true, continued: false };
    try {
      const session = await this.store.find(id, user);
      if (session === undefined) {
        throw new ChatError("session_not_found", "There is no such conversation.", {
          param: "session_id",
        });
      }
      this.note(undefined);
      return { messages: session.messages, available: true, continued: true };
    } catch (error) {
      if (!(error instanceof SessionsUnavailableError)) throw error;
      this.note(error);
      return { messages: [], available: false, continued: true };
    }
  }

  /** Whether the messages could be kept. */
  async keep(id: string, user: string, messages: readonly SessionMessage[]): Promise<boolean> {
    try {
      const kept = await this.store.append(id, user, messages);
      this.note(undefined);
      return kept;
    } catch (error) {
      if (!(error instanceof SessionsUnavailableError)) throw error;
      this.note(error);
      return false;
    }
  }

  /** Logs when the store goes and when it is back, not every request in between. */
  private note(error: SessionsUnavailableError | undefined): void {
    if ((error !== undefined) === this.down) return;
    this.down = error !== undefined;
    if (error !== undefined)
      this.logger.warn({ reason: String(error.cause) }, "conversations are unavailable; chats go on without");
    else this.logger.info("conversations are available again");
  }
}
