#!lua flags=allow-oom
--[[
Writes what the call made of its own intent.

KEYS  1 entry, 2 open entries of the team, 3 open entries to the number, 4 index of the provider's id
ARGV  1 key of the entry, 2 token of the call, 3 now in ms, 4 ms that a settled entry is kept,
      5 state: accepted, rejected, retry or unknown, 6 provider's id or '', 7.. field and value pairs
Reply {'written', fields} | {'settled', fields} (it was 'unknown': whoever waits must be told)
      | {'stands', fields} (settled otherwise before; what contradicts is recorded) | {'absent'}

Invariants: a settled entry keeps its outcome; 'unknown' stays open and has no time to live; an entry leaves both open
sets exactly when it is settled. Sent twice it answers the same or 'written', and changes nothing.
]]
local found = redis.call('HMGET', KEYS[1], 'state', 'token', 'providerId')
local state = found[1]
local outcome = ARGV[5]
if not state then
  return { 'absent' }
end
local mine = found[2] == ARGV[2]
local open = mine and (state == 'intent' or state == 'unknown')

if not open then
  local same = mine and state == outcome and (found[3] or '') == ARGV[6]
  if not same and outcome ~= 'unknown' then
    redis.call('HSET', KEYS[1], 'conflict', 'call ' .. outcome .. ' ' .. ARGV[6])
    redis.call('HINCRBY', KEYS[1], 'conflicts', 1)
  end
  return { same and 'written' or 'stands', redis.call('HGETALL', KEYS[1]) }
end

redis.call('HDEL', KEYS[1], 'code', 'message', 'afterMs', 'optedOut')
redis.call('HSET', KEYS[1], 'state', outcome, unpack(ARGV, 7))
if outcome == 'unknown' then
  return { 'written', redis.call('HGETALL', KEYS[1]) }
end
redis.call('HSET', KEYS[1], 'at', ARGV[3], 'settledBy', 'call')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
if ARGV[6] ~= '' then
  redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[4])
end
return { state == 'unknown' and 'settled' or 'written', redis.call('HGETALL', KEYS[1]) }
