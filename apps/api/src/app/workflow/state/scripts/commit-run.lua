#!lua flags=allow-oom
--[[
Writes what the run rules decided, if the grounds of the decision still stand.
KEYS  1 run  2 timeline  3 key of a large output  4 runs of the status found  5 runs of the next status  6 wake
      7 stopping, then lists of armed waits that steps are struck from
ARGV  1 step whose fence is asked, or ''  2 token  3 now  4 channel  5 member  6 run id  7 large output or ''
      8 step that takes the next place in the order of completion, or ''
      9 number of expected fields, then field, value ('' for absent) of each
      then number of written fields, then field, value of each ('' removes)
      then number of events, then type, step, attempt, data of each
      then number of jobs to be called off, then the wake member of each
      then 1 when the decision ends the run early, and whatever has not begun is to be called off
      then for each list of armed waits the member that is struck from it
Reply 1 written | 0 the grounds changed: read again, decide again | -1 fenced
Keeps all or nothing; a repetition finds its own writes and answers 0.
]]
--@include timeline
local at = 9
local function take()
  local value = ARGV[at]
  at = at + 1
  return value
end
if ARGV[1] ~= '' and redis.call('HGET', KEYS[1], 'f:' .. ARGV[1]) ~= ARGV[2] then
  return -1
end
for _ = 1, tonumber(take()) do
  local field, expected = take(), take()
  if (redis.call('HGET', KEYS[1], field) or '') ~= expected then
    return 0
  end
end
for _ = 1, tonumber(take()) do
  local field, value = take(), take()
  if value == '' then
    redis.call('HDEL', KEYS[1], field)
  else
    redis.call('HSET', KEYS[1], field, value)
  end
end
if ARGV[7] ~= '' then
  redis.call('SET', KEYS[3], ARGV[7])
end
if ARGV[8] ~= '' then
  redis.call('HSET', KEYS[1], 'n:' .. ARGV[8], redis.call('HINCRBY', KEYS[1], 'seq', 1))
end
if KEYS[4] ~= KEYS[5] then
  redis.call('ZREM', KEYS[4], ARGV[6])
  redis.call('ZADD', KEYS[5], redis.call('HGET', KEYS[1], 'at'), ARGV[6])
end
for _ = 1, tonumber(take()) do
  tell(take(), take(), take(), take())
end
for _ = 1, tonumber(take()) do
  redis.call('ZADD', KEYS[6], ARGV[3], take())
end
if take() == '1' then
  redis.call('ZADD', KEYS[7], ARGV[3], ARGV[5])
end
for i = 8, #KEYS do
  redis.call('ZREM', KEYS[i], take())
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
