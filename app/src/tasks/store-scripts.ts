/** The steps of a task's life, each on the one hash that is the task, each atomic. */

/** KEYS task; ARGV time to live in s, then fields and values. 1 when the task is new; else nothing changes. */
export const create = `
if redis.call("EXISTS", KEYS[1]) == 1 then return 0 end
redis.call("HSET", KEYS[1], unpack(ARGV, 2))
redis.call("EXPIRE", KEYS[1], ARGV[1])
return 1
`;

/**
 * KEYS task; ARGV attempt, time. The attempt begins, unless the task is answered already. Returns all fields as they are
 * then, or nothing when there is no such task.
 */
export const begin = `
local status = redis.call("HGET", KEYS[1], "status")
if not status then return {} end
if status == "queued" or status == "running" then
  redis.call("HSET", KEYS[1], "status", "running", "attempts", ARGV[1], "startedAt", ARGV[2])
end
return redis.call("HGETALL", KEYS[1])
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
redis.call("HDEL", KEYS[1], "checkpoint")
redis.call("EXPIRE", KEYS[1], ARGV[1])
return 1
`;
