#!lua
--[[
Writes the intent to send, unless the number is suppressed or the key has an entry that forbids a call. The suppression
is read here and not before, so that a STOP between gate and call is seen.

KEYS  1 entry, 2 suppression of the number, 3 open entries of the team, 4 open entries to the number
ARGV  1 key of the entry, 2 token of this call, 3 now in ms, 4.. field and value pairs of the entry
Reply {'written', calls} | {'suppressed'} | {'exists', fields of the entry}

Invariants: an entry that is not in state 'retry' never changes here; a written entry is in both open sets and has no
time to live; `calls` counts the intents. Sent twice with one token it answers 'written' twice and writes once.
]]
local found = redis.call('HMGET', KEYS[1], 'state', 'token', 'calls')
local state = found[1]
if state == 'intent' and found[2] == ARGV[2] then
  return { 'written', tonumber(found[3]) }
end
if state and state ~= 'retry' then
  return { 'exists', redis.call('HGETALL', KEYS[1]) }
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'suppressed' }
end

local calls = (tonumber(found[3]) or 0) + 1
redis.call('HDEL', KEYS[1], 'at', 'settledBy', 'settledByName', 'code', 'message', 'afterMs', 'optedOut')
redis.call('HSET', KEYS[1], 'key', ARGV[1], 'state', 'intent', 'token', ARGV[2], 'since', ARGV[3], 'calls', calls,
  unpack(ARGV, 4))
redis.call('PERSIST', KEYS[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
return { 'written', calls }
