/**
 * Adds what one process has used and returns what all have. KEYS the rates, the day, in one hash slot; ARGV process, number of the telling, then
 * requests a minute and their limit (0: none), tokens a minute and theirs, then the day's three amounts, and the three that it has at least.
 *
 * A telling that comes twice is counted once. A day that has less than a process knows of was lost (a failover, a restart without its file) and is
 * taken back to what is known. Rates drain as a bucket does, by this server's clock.
 */
export const tell = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local process, number = ARGV[1], ARGV[2]
local isNew = redis.call("HGET", KEYS[2], "told:" .. process) ~= number

local function level(name, added, limit)
  if limit == 0 then return "0" end
  local kept = redis.call("HMGET", KEYS[1], name, name .. ":at")
  local amount = math.max(0, (tonumber(kept[1]) or 0) - math.max(0, now - (tonumber(kept[2]) or now)) * limit / 60000)
  if isNew then amount = math.max(0, amount + added) end
  local text = string.format("%.3f", amount)
  redis.call("HSET", KEYS[1], name, text, name .. ":at", now)
  return text
end

local function count(name, added, atLeast)
  local amount = math.max(tonumber(redis.call("HGET", KEYS[2], name)) or 0, atLeast)
  if isNew then amount = amount + added end
  local text = string.format("%.0f", amount)
  redis.call("HSET", KEYS[2], name, text)
  return text
end

local requests = level("requests", tonumber(ARGV[3]), tonumber(ARGV[4]))
local tokens = level("tokens", tonumber(ARGV[5]), tonumber(ARGV[6]))
local dayRequests = count("requests", tonumber(ARGV[7]), tonumber(ARGV[10]))
local dayTokens = count("tokens", tonumber(ARGV[8]), tonumber(ARGV[11]))
local dayDollars = count("nanoDollars", tonumber(ARGV[9]), tonumber(ARGV[12]))
redis.call("HSET", KEYS[2], "told:" .. process, number)
redis.call("EXPIRE", KEYS[2], 172800)

redis.call("HSET", KEYS[1], "process:" .. process, now)
redis.call("EXPIRE", KEYS[1], 600)
local processes = 0
local fields = redis.call("HGETALL", KEYS[1])
for index = 1, #fields, 2 do
  if string.sub(fields[index], 1, 8) == "process:" then
    if now - fields[index + 1] < 30000 then processes = processes + 1
    else redis.call("HDEL", KEYS[1], fields[index]) end
  end
end
return { requests, tokens, dayRequests, dayTokens, dayDollars, tostring(processes) }
`;
