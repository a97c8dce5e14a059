#!lua flags=allow-oom
--[[
Forgets a slot that nobody holds, unless somebody was about to ask for it.
KEYS  1 slots
ARGV  1 slot  2 moment before which it was asked for last, ms
Reply 1 | 0 it was asked for since
]]
local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not last or tonumber(last) > tonumber(ARGV[2]) then
  return 0
end
return redis.call('ZREM', KEYS[1], ARGV[1])
