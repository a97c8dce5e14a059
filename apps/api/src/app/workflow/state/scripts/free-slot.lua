#!lua flags=allow-oom
--[[
Gives a slot back, or a place in the line for one, and lets the next in.
KEYS  1 held  2 line  3 facts
ARGV  1 member  2 now
Reply [who was let in]
Keeps sent twice it does no more; nothing is left where nobody holds a slot or waits.
]]
--@include slots
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
local limit = redis.call('HGET', KEYS[3], 'limit')
if not limit then
  return {}
end
local admitted = letIn(tonumber(limit), ARGV[2])
if redis.call('ZCARD', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[3])
end
return admitted
