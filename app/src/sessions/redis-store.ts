import type { Redis } from "ioredis";
import type { Metrics } from "../metrics";
import {
  SessionsUnavailableError,
  type Session,
  type SessionBounds,
  type SessionMessage,
  type SessionStore,
} from "./types";

/**
 * Appends in one step: two messages of one conversation may come at the same time, through two pods. An empty Lua table is
 * an object to cjson, hence the "[]".
 */
const appendScript = `
local session = { user = ARGV[1], messages = {}, createdAt = ARGV[3] }
local raw = redis.call('GET', KEYS[1])
if raw then
  session = cjson.decode(raw)
  if session.user ~= ARGV[1] then return 0 end
end
for _, message in ipairs(cjson.decode(ARGV[2])) do table.insert(session.messages, message) end
local sizes, total = {}, 0
for index, message in ipairs(session.messages) do
  sizes[index] = #cjson.encode(message) + 1
  total = total + sizes[index]
end
local first = 1
while #session.messages - first + 1 > tonumber(ARGV[5]) or (total > tonumber(ARGV[6]) and first <= #session.messages) do
  total = total - sizes[first]
  first = first + 1
end
local kept = {}
for index = first, #session.messages do table.insert(kept, session.messages[index]) end
local messages = #kept == 0 and '[]' or cjson.encode(kept)
local value = '{"user":' .. cjson.encode(session.user) .. ',"messages":' .. messages .. ',"createdAt":' .. cjson.encode(session.createdAt) .. '}'
redis.call('SET', KEYS[1], value, 'EX', ARGV[4])
return 1
`;

/** Conversations in Redis, so that they survive every pod. */
export class RedisSessionStore implements SessionStore {
  constructor(
    private readonly redis: Redis,
    private readonly bounds: SessionBounds,
    private readonly metrics: Metrics,
  ) {}

  async find(id: string, user: string): Promise<Session | undefined> {
    const raw = await this.ask(() => this.redis.get(keyOf(id)));
    if (raw === null) return undefined;
    const session = JSON.parse(raw) as Session;
    return session.user === user ? session : undefined;
  }

  async append(id: string, user: string, messages: readonly SessionMessage[]): Promise<boolean> {
    const { ttlSeconds, maxMessages, maxBytes } = this.bounds;
    const createdAt = new Date().toISOString();
    const values = [user, JSON.stringify(messages), createdAt, ttlSeconds, maxMessages, maxBytes];
    return (await this.ask(() => this.redis.eval(appendScript, 1, keyOf(id), ...values))) === 1;
  }

  private async ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      const answer = await command();
      this.metrics.sessionsAvailable.set(1);
      return answer;
    } catch (cause) {
      this.metrics.sessionsAvailable.set(0);
      throw new SessionsUnavailableError("the session store does not answer", { cause });
    }
  }
}

const keyOf = (id: string): string => `session:${id}`;
