#!lua flags=allow-oom
--[[
Takes one of the few slots of something, or a place in the line for it: by priority, then first come first served.
KEYS  1 held  2 line  3 facts
ARGV  1 member  2 slots that there are  3 priority, the lower first  4 now
Reply {1 when it holds a slot, else 0, [who was let in by this, itself included], who has held one longest}
Keeps whoever holds a slot or stands in the line keeps it; sent twice it does no more.
]]
--@include slots
local member = ARGV[1]
local limit = tonumber(ARGV[2])
if redis.call('ZSCORE', KEYS[1], member) then
  return { 1, {}, member }
end
if not redis.call('ZSCORE', KEYS[2], member) then
  local number = redis.call('HINCRBY', KEYS[3], 'last', 1)
  redis.call('ZADD', KEYS[2], string.format('%.0f', tonumber(ARGV[3]) * 1e12 + number), member)
end
redis.call('HSET', KEYS[3], 'limit', limit)
local admitted = letIn(limit, ARGV[4])
local holds = redis.call('ZSCORE', KEYS[1], member) and 1 or 0
return { holds, admitted, redis.call('ZRANGE', KEYS[1], 0, 0)[1] or '' }
