#!lua flags=allow-oom
--[[
Moves an event that cannot be processed to the dead stream, with the reason.

KEYS  1 stream, 2 record of the event, 3 dead stream
ARGV  1 group, 2 entry id, 3 now in ms, 4 reason, 5 deliveries, 6 most entries of the dead stream
Reply 1 moved, 0 had left before

Invariants: an entry is in the stream or among the dead, never in both or in neither.
]]
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
if #found == 0 then
  return 0
end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[6], '*', 'at', ARGV[3], 'reason', ARGV[4], 'deliveries', ARGV[5],
  unpack(found[1][2]))
redis.call('XDEL', KEYS[1], ARGV[2])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('HSET', KEYS[2], 'state', 'dead', 'endedAt', ARGV[3], 'reason', ARGV[4])
end
return 1
