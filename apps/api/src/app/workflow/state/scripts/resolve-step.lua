#!lua flags=allow-oom
--[[
Records how a person settles a send of unknown outcome, and wakes the step's parked job, whose next claim settles it.
KEYS  1 run  2 timeline  3 wake
ARGV  1 step  2 resolution  3 now  4 wake member  5 event data
Reply {1} | {0, status code of the step, run status}
Keeps the first resolution stands.
]]
--@include timeline
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 'st', 's:' .. step, 'u:' .. step, 'a:' .. step)
if run[2] ~= 'u' or run[3] then
  return { 0, run[2] or '', run[1] or '' }
end
redis.call('HSET', KEYS[1], 'u:' .. step, ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[4])
tell('step.resolved', step, tonumber(run[4] or '0'), ARGV[5])
return { 1 }
