#!lua flags=allow-oom
--[[
Notes in its run which mutex a step is about to ask for, so that whoever ends the step can free it.
KEYS  1 run  2 slots
ARGV  1 step  2 token  3 slot  4 now
Reply the slot that the step asked for first | '' fenced
Keeps a step asks for one mutex, whatever its key gives later.
]]
local run = redis.call('HMGET', KEYS[1], 'f:' .. ARGV[1], 'm:' .. ARGV[1])
if run[1] ~= ARGV[2] then
  return ''
end
local slot = run[2] or ARGV[3]
if not run[2] then
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[1], slot)
end
redis.call('ZADD', KEYS[2], ARGV[4], slot)
return slot
