#!lua flags=allow-oom
--[[
Ends the processing of an event: its entry leaves the stream and the consumer group.

KEYS  1 stream, 2 record of the event
ARGV  1 group, 2 entry id, 3 now in ms, 4 notes as JSON
Reply 1 ended, 0 had ended before

Invariants: an entry that was ended is in no consumer's list. A record that has lapsed is not made anew.
]]
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
local ended = redis.call('XDEL', KEYS[1], ARGV[2])
if ended == 1 and redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('HSET', KEYS[2], 'state', 'processed', 'endedAt', ARGV[3], 'notes', ARGV[4])
end
return ended
