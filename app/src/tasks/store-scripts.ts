/** The steps of a task's life, each on the one hash that is the task, each atomic. */

/** KEYS task; ARGV time to live of a task that comes on no queue in s, then fields and values. 1 when the task is new; else nothing changes. */
export const create = `
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("EXPIRE", KEYS[1], ARGV[1])
return 1
`;

/** KEYS task. The task is on the queue: from now on it has no time to live, and a full store evicts it not. 0 when it is gone. */
export const sent = `
if redis.call("EXISTS", KEYS[1]) == 0 then return 0 end
local status = redis.call("HGET", KEYS[1], "status")
if status ~= "queued" and status ~= "running" then return 1 end
redis.call("HSET", KEYS[1], "sent", "1")
redis.call("PERSIST", KEYS[1])
return 1
`;

const counts = `
local function count(field) return tonumber(redis.call("HGET", KEYS[1], field) or "") or 0 end
`;

/**
 * KEYS task; ARGV time, "alone" or "beside others", time in ms, deaths from which on it waits before it is tried again, first and longest such wait in ms.
 * The attempt begins, unless the task is answered already. An earlier attempt that is still open has ended without a word: its worker died, or lost
 * it. Returns all fields as they are then, or nothing when there is no such task.
 */
export const begin = `${counts}
local status = redis.call("HGET", KEYS[1], "status")
if not status then return {} end
if status == "queued" or status == "running" then
  redis.call("PERSIST", KEYS[1])
  local open = redis.call("HGET", KEYS[1], "open")
  local deaths = count("deaths")
  if open then
    deaths = deaths + 1
    redis.call("HSET", KEYS[1], "deaths", deaths)
    if open == "alone" then redis.call("HSET", KEYS[1], "deathsAlone", count("deathsAlone") + 1) end
    local over = deaths - ARGV[4]
    if over >= 0 then
      local wait = math.min(ARGV[6], ARGV[5] * 2 ^ math.min(over, 30))
      redis.call("HSET", KEYS[1], "notBefore", string.format("%.0f", ARGV[3] + wait))
    end
  end
  redis.call("HSET", KEYS[1], "status", "running", "open", ARGV[2], "startedAt", ARGV[1],
    "attempts", count("failures") + deaths + 1)
end
return redis.call("HGETALL", KEYS[1])
`;

/** KEYS task; ARGV "failed" where the task itself was at fault. The attempt ended without an answer, and another will come. */
export const requeue = `${counts}
local status = redis.call("HGET", KEYS[1], "status")
if status ~= "queued" and status ~= "running" then return 0 end
if ARGV[1] == "failed" then redis.call("HSET", KEYS[1], "failures", count("failures") + 1) end
redis.call("HSET", KEYS[1], "status", "queued")
redis.call("HDEL", KEYS[1], "open")
return 1
`;

/**
 * KEYS task; ARGV fields and values. Changes a task that is not answered; 0 when it is, or is gone.
 */
export const update = `
local status = redis.call("HGET", KEYS[1], "status")
if status ~= "queued" and status ~= "running" then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV))
return 1
`;

/**
 * KEYS task; ARGV time to live in s, then fields and values. The answer, stored once: the first one wins, and 0 tells the
 * second that it came too late. What only an unanswered task needs goes.
 */
export const finish = `
local status = redis.call("HGET", KEYS[1], "status")
if status ~= "queued" and status ~= "running" then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("HDEL", KEYS[1], "checkpoint", "open", "notBefore")
redis.call("EXPIRE", KEYS[1], ARGV[1])
return 1
`;
