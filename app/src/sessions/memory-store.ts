import { summaryOf } from "./record";
import { maxListed, type Session, type SessionBounds, type SessionChange, type SessionStore } from "./types";

/** Most conversations in memory; the one that was silent the longest goes first. */
const maxSessions = 1_000;

/** Conversations of one process, for local development: they end with it, and no other pod knows them. */
export class MemorySessionStore implements SessionStore {
  /** In the order of their last messages. */
  private readonly sessions = new Map<string, { session: Session; expiresAt: number }>();

  constructor(
    private readonly bounds: Pick<SessionBounds, "ttlSeconds">,
    private readonly now: () => number = Date.now,
  ) {}

  find(id: string, user: string, { renew } = { renew: false }): Promise<Session | undefined> {
    const entry = this.living(id);
    if (entry?.session.user !== user) return Promise.resolve(undefined);
    if (renew) entry.expiresAt = this.endOfLife();
    return Promise.resolve(entry.session);
  }

  change(id: string, user: string, change: SessionChange, { renew }: { renew: boolean }): Promise<Session | undefined> {
    const entry = this.living(id);
    if (entry !== undefined && entry.session.user !== user) return Promise.resolve(undefined);
    const session = change(entry?.session);
    if (session === undefined) return Promise.resolve(undefined);
    if (entry !== undefined && !renew) {
      entry.session = session;
      return Promise.resolve(session);
    }
    this.sessions.delete(id);
    this.sessions.set(id, { session, expiresAt: this.endOfLife() });
    for (const oldest of this.sessions.keys()) {
      if (this.sessions.size <= maxSessions) break;
      this.sessions.delete(oldest);
    }
    return Promise.resolve(session);
  }

  remove(id: string, user: string): Promise<boolean> {
    return Promise.resolve(this.living(id)?.session.user === user && this.sessions.delete(id));
  }

  list(user: string): Promise<ReturnType<typeof summaryOf>[]> {
    const own = [...this.sessions.keys()].flatMap((id) => {
      const session = this.living(id)?.session;
      return session?.user === user ? [summaryOf(id, session)] : [];
    });
    return Promise.resolve(own.reverse().slice(0, maxListed));
  }

  private endOfLife(): number {
    return this.now() + this.bounds.ttlSeconds * 1_000;
  }

  private living(id: string): { session: Session; expiresAt: number } | undefined {
    const entry = this.sessions.get(id);
    if (entry === undefined || entry.expiresAt > this.now()) return entry;
    this.sessions.delete(id);
    return undefined;
  }
}
