#!lua flags=allow-oom
--[[
Wakes a step that was let into its mutex while it waited for it.
KEYS  1 run  2 wake
ARGV  1 step  2 slot  3 wake member  4 now
Reply 1 its parked job is to be promoted | 0 it goes on by itself | -1 it has ended, and does not want the mutex
]]
--@include terminal
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 'st', 's:' .. step, 'm:' .. step, 'a:' .. step, 'r:' .. step)
local status, state = run[1], run[2]
if isTerminal(status) then
  return -1
end
if state ~= 'q' and state ~= 'r' and state ~= 'w' and state ~= 'u' or run[3] ~= ARGV[2] then
  return -1
end
-- A step that was never begun and has no moment at which it goes on waits for its mutex alone.
if state ~= 'w' or (run[4] or '0') ~= '0' or run[5] then
  return 0
end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
return 1
