import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { isObject } from "../json";
import { RedisScript } from "../redis-script";
import { maxListed, type SessionSummary } from "./types";

/**
 * KEYS order, lines; ARGV id, its line, time of its last message in ms, time to live in s, most that are listed. The two keys share a hash
 * slot, so a clustered Redis runs the script too.
 */
const note = new RedisScript<number>(`
redis.call("ZADD", KEYS[1], ARGV[3], ARGV[1])
redis.call("HSET", KEYS[2], ARGV[1], ARGV[2])
local old = redis.call("ZRANGE", KEYS[1], 0, -1 - ARGV[5])
if #old > 0 then
  redis.call("ZREM", KEYS[1], unpack(old))
  redis.call("HDEL", KEYS[2], unpack(old))
end
redis.call("EXPIRE", KEYS[1], ARGV[4])
redis.call("EXPIRE", KEYS[2], ARGV[4])
return 1
`);

/** KEYS order, lines; ARGV ids. */
const forget = new RedisScript<number>(`
redis.call("ZREM", KEYS[1], unpack(ARGV))
redis.call("HDEL", KEYS[2], unpack(ARGV))
return 1
`);

/** KEYS order, lines. Ids and lines by turns, the latest first. */
const read = new RedisScript<string[]>(`
local all = {}
for _, id in ipairs(redis.call("ZREVRANGE", KEYS[1], 0, -1)) do
  local line = redis.call("HGET", KEYS[2], id)
  if line then
    all[#all + 1] = id
    all[#all + 1] = line
  end
end
return all
`);

/**
 * Which conversations a user has: an aid to find them, beside the conversations and not above them. It is bounded, expires with the last of them, and is
 * written after the conversation itself; what it names and what is no more is taken out when the list is read.
 */
export class RedisSessionIndex {
  constructor(
    private readonly redis: Redis,
    private readonly ttlSeconds: number,
  ) {}

  async note(user: string, { id, ...line }: SessionSummary): Promise<void> {
    const args = [id, JSON.stringify(line), Date.parse(line.updatedAt) || 0, this.ttlSeconds, maxListed];
    await this.mended(user, () => note.run(this.redis, keysOf(user), args));
  }

  async forget(user: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.mended(user, () => forget.run(this.redis, keysOf(user), ids));
  }

  /** The lines, the latest first; `isThere` tells which conversations still are. */
  async list(user: string, isThere: (ids: readonly string[]) => Promise<boolean[]>): Promise<SessionSummary[]> {
    const flat = await this.mended(user, () => read.run(this.redis, keysOf(user), []));
    const entries = Array.from({ length: flat.length / 2 }, (_, at) => ({
      id: flat[2 * at]!,
      line: flat[2 * at + 1]!,
    }));
    const there = await isThere(entries.map(({ id }) => id));
    const lines = entries.map(({ id, line }, at) => (there[at] === true ? lineOf(id, line) : undefined));
    await this.forget(
      user,
      entries.filter((_entry, at) => lines[at] === undefined).map(({ id }) => id),
    );
    return lines.filter((line) => line !== undefined);
  }

  /** A key of another type is no index: it is made anew, and fills again with the conversations' next messages. */
  private async mended<T>(user: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes("WRONGTYPE")) throw error;
      for (const key of keysOf(user)) await this.redis.del(key);
      return act();
    }
  }
}

/** Users' names are what credentials say, of any length and character; a key is not. */
function keysOf(user: string): [string, string] {
  const name = createHash("sha256").update(user).digest("hex").slice(0, 32);
  return [`sessions-of:{${name}}:order`, `sessions-of:{${name}}:lines`];
}

function lineOf(id: string, line: string): SessionSummary | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed)) return undefined;
    const { title, createdAt, updatedAt, messages } = parsed;
    const whole =
      typeof title === "string" &&
      typeof createdAt === "string" &&
      typeof updatedAt === "string" &&
      typeof messages === "number";
    return whole ? { id, title, createdAt, updatedAt, messages } : undefined;
  } catch {
    return undefined;
  }
}
