#!lua flags=allow-oom
--[[
Tells a step how its child run has ended, if the attempt that started the child still runs.
KEYS  1 run  2 timeline  3 wake
ARGV  1 step  2 attempt  3 the child's end  4 now  5 wake member  6 event data  7 channel  8 member
Reply 1 told, now or before | 0 the attempt runs no more
Keeps what the step was told first stands; its parked job is owed to be woken from the same moment on.
]]
--@include timeline
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 's:' .. step, 'a:' .. step, 'u:' .. step)
if run[1] ~= 'r' or run[2] ~= ARGV[2] then
  return 0
end
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5])
if run[3] then
  return 1
end
redis.call('HSET', KEYS[1], 'u:' .. step, ARGV[3])
tell('step.child_ended', step, tonumber(run[2]), ARGV[6])
redis.call('PUBLISH', ARGV[7], ARGV[8])
return 1
