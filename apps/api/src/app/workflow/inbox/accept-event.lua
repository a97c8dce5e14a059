#!lua
--[[
Takes an event in once: by either of its names it is known again.

KEYS  1 stream, 2 and 3 its names (the same key twice when it has one), 4 its record
ARGV  1 ms that names and record are kept, 2 event id, 3 event as JSON, 4 most entries of the stream or '',
      5 received at in ms, 6 provider, 7 name of the event
Reply {1, id} taken in | {0, id} known, under this id

Invariants: a name exists only with an entry that was added; both names lead to one id. Sent twice it answers 0.
]]
local known = redis.call('GET', KEYS[2]) or redis.call('GET', KEYS[3])
local id = known or ARGV[2]
redis.call('SET', KEYS[2], id, 'PX', ARGV[1], 'NX')
redis.call('SET', KEYS[3], id, 'PX', ARGV[1], 'NX')
if known then
  return { 0, id }
end
redis.call('HSET', KEYS[4], 'state', 'received', 'receivedAt', ARGV[5], 'provider', ARGV[6], 'name', ARGV[7])
redis.call('PEXPIRE', KEYS[4], ARGV[1])
if ARGV[4] == '' then
  redis.call('XADD', KEYS[1], '*', 'event', ARGV[3])
else
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[3])
end
return { 1, id }
