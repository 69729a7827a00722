import type { Session, SessionBounds, SessionMessage, SessionStore } from "./types";

/** Most conversations in memory; the one that was silent the longest goes first. */
const maxSessions = 1_000;

/** Conversations of one process, for local development: they end with it, and no other pod knows them. */
export class MemorySessionStore implements SessionStore {
  /** In the order of their last messages. */
  private readonly sessions = new Map<string, { session: Session; expiresAt: number }>();

  constructor(
    private readonly bounds: SessionBounds,
    private readonly now: () => number = Date.now,
  ) {}

  find(id: string, user: string): Promise<Session | undefined> {
    const session = this.living(id);
    return Promise.resolve(session?.user === user ? structuredClone(session) : undefined);
  }

  append(id: string, user: string, messages: readonly SessionMessage[]): Promise<boolean> {
    const session = this.living(id) ?? { user, messages: [], createdAt: new Date(this.now()).toISOString() };
    if (session.user !== user) return Promise.resolve(false);
    session.messages = within(this.bounds, [...session.messages, ...messages]);
    this.sessions.delete(id);
    this.sessions.set(id, { session, expiresAt: this.now() + this.bounds.ttlSeconds * 1_000 });
    for (const oldest of this.sessions.keys()) {
      if (this.sessions.size <= maxSessions) break;
      this.sessions.delete(oldest);
    }
    return Promise.resolve(true);
  }

  private living(id: string): Session | undefined {
    const entry = this.sessions.get(id);
    if (entry === undefined || entry.expiresAt > this.now()) return entry?.session;
    this.sessions.delete(id);
    return undefined;
  }
}

/** The youngest messages that fit. */
function within({ maxMessages, maxBytes }: SessionBounds, messages: readonly SessionMessage[]): SessionMessage[] {
  const kept = messages.slice(-maxMessages);
  let bytes = kept.reduce((sum, message) => sum + sizeOf(message), 0);
  while (kept.length > 0 && bytes > maxBytes) bytes -= sizeOf(kept.shift()!);
  return kept;
}

const sizeOf = (message: SessionMessage): number => Buffer.byteLength(JSON.stringify(message)) + 1;
