/**
 * The steps of the Redis queue that must happen together or not at all. Times are the server's: workers' clocks differ. All
 * keys share a hash slot with the waiting list, so a clustered Redis runs them too.
 */
const nowMs = `
local clock = redis.call("TIME")
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
`;

/** KEYS waiting; ARGV id, most that may wait. 1 when it was added. */
export const send = `
if redis.call("LLEN", KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call("LPUSH", KEYS[1], ARGV[1])
return 1
`;

/**
 * KEYS waiting, processing, leases, consumers; ARGV consumer, lease in ms. Moves the next id to the consumer's list and leases it in one step: no
 * moment is left in which a SIGKILL leaves an id that is nobody's.
 */
export const claim = `${nowMs}
redis.call("ZADD", KEYS[4], now, ARGV[1])
-- Fails here, and not after the move, where the leases are of another type: what a script has done stays done.
redis.call("ZCARD", KEYS[3])
local id = redis.call("LMOVE", KEYS[1], KEYS[2], "RIGHT", "LEFT")
if not id then return false end
redis.call("ZADD", KEYS[3], now + ARGV[2], id)
return id
`;

/**
 * KEYS processing, leases, consumers; ARGV id, consumer, lease in ms. 0 when the id is no longer this consumer's. A lease
 * may also be shortened to less than it was: `retryLater` lets an id come back by letting its lease run out.
 */
export const lease = `${nowMs}
if not redis.call("LPOS", KEYS[1], ARGV[1]) then return 0 end
redis.call("ZADD", KEYS[2], now + ARGV[3], ARGV[1])
redis.call("ZADD", KEYS[3], now, ARGV[2])
return 1
`;

/**
 * KEYS processing, leases, target; ARGV id, then what becomes of it: "done" forgets it, "back" makes it the next one out, anything else is pushed
 * to the target list in its place. 0 when it is not ours.
 */
export const settle = `
if redis.call("LREM", KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call("ZREM", KEYS[2], ARGV[1])
if ARGV[2] == "back" then
  redis.call("RPUSH", KEYS[3], ARGV[1])
elseif ARGV[2] ~= "done" then
  redis.call("LPUSH", KEYS[3], ARGV[2])
  redis.call("LTRIM", KEYS[3], 0, ARGV[3] - 1)
end
return 1
`;

/**
 * KEYS waiting, leases, consumers, one consumer's processing; ARGV consumer, lease in ms, age in ms at which a consumer is
 * forgotten. Requeues what the consumer holds without a lease that is still good, as the next ones out. An id without any
 * lease (a restored backup, a hand-made change) gets one first, and so comes back too. Returns how many were requeued.
 */
export const reap = `${nowMs}
local requeued = 0
local ids = redis.call("LRANGE", KEYS[4], 0, -1)
for _, id in ipairs(ids) do
  local expires = redis.call("ZSCORE", KEYS[2], id)
  if not expires then
    redis.call("ZADD", KEYS[2], now + ARGV[2], id)
  elseif tonumber(expires) <= now then
    redis.call("LREM", KEYS[4], 1, id)
    redis.call("ZREM", KEYS[2], id)
    redis.call("RPUSH", KEYS[1], id)
    requeued = requeued + 1
  end
end
local seen = redis.call("ZSCORE", KEYS[3], ARGV[1])
if #ids == 0 and seen and tonumber(seen) + ARGV[3] <= now then redis.call("ZREM", KEYS[3], ARGV[1]) end
return requeued
`;

/**
 * KEYS waiting, leases; ARGV lease in ms. Requeues what has a lease that ran out so long ago in the list of no consumer that is known: who held it was taken out of the consumers by
 * hand, or they are gone. Comes after `reap` of all that are known. What is answered already is only settled.
 */
export const reapUnheld = `${nowMs}
local ids = redis.call("ZRANGEBYSCORE", KEYS[2], "-inf", now - ARGV[1], "LIMIT", 0, 100)
for _, id in ipairs(ids) do
  redis.call("ZREM", KEYS[2], id)
  redis.call("RPUSH", KEYS[1], id)
end
return #ids
`;
