#!lua flags=allow-oom
--[[
Settles an open entry by what a lookup, a status callback or a person knows; the first wins. What contradicts a settled
outcome is recorded and changes nothing. A callback of an accepted send moves its delivery forward only.

KEYS  1 entry, 2 open entries of the team, 3 open entries to the number, 4 index of the provider's id
ARGV  1 key of the entry, 2 number that key 3 is of, 3 now in ms, 4 ms that a settled entry is kept,
      5 who: lookup, callback or person, 6 state: accepted, rejected or retry, 7 provider's id or '',
      8 delivery: sent, delivered, failed or '', 9.. field and value pairs
Reply {'settled' | 'same' | 'conflict', fields} | {'absent'} | {'moved'} (the entry is of another number now)

Invariants: as of write-outcome. Sent twice it answers 'same' the second time.
]]
local found = redis.call('HMGET', KEYS[1], 'state', 'to', 'providerId', 'delivery')
local state, providerId, delivery = found[1], found[3] or '', found[4]
if not state then
  return { 'absent' }
end
if found[2] ~= ARGV[2] then
  return { 'moved' }
end
local who, outcome, id = ARGV[5], ARGV[6], ARGV[7]
local sameId = providerId == '' or id == '' or providerId == id
local news = ARGV[8]

local function conflict(text)
  redis.call('HSET', KEYS[1], 'conflict', text)
  redis.call('HINCRBY', KEYS[1], 'conflicts', 1)
  return { 'conflict', redis.call('HGETALL', KEYS[1]) }
end

if state == 'intent' or state == 'unknown' then
  redis.call('HDEL', KEYS[1], 'code', 'message', 'afterMs', 'optedOut')
  redis.call('HSET', KEYS[1], 'state', outcome, 'at', ARGV[3], 'settledBy', who, unpack(ARGV, 9))
  if news ~= '' then
    redis.call('HSET', KEYS[1], 'delivery', news)
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[3], ARGV[1])
  if id ~= '' then
    redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[4])
  end
  return { 'settled', redis.call('HGETALL', KEYS[1]) }
end

if state == 'accepted' and news ~= '' and sameId then
  if delivery == news or (news == 'sent' and delivery) then
    return { 'same', redis.call('HGETALL', KEYS[1]) }
  end
  if delivery == 'delivered' or delivery == 'failed' then
    return conflict(who .. ' ' .. news .. ' after ' .. delivery)
  end
  redis.call('HSET', KEYS[1], 'delivery', news)
  return { 'same', redis.call('HGETALL', KEYS[1]) }
end
if state == outcome and sameId then
  return { 'same', redis.call('HGETALL', KEYS[1]) }
end
return conflict(who .. ' ' .. outcome .. ' ' .. id)
