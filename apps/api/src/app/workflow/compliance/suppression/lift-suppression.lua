#!lua flags=allow-oom
--[[
Takes reasons off a number: a person opted in again, or an operator lifts what an operator set.

KEYS  1 suppression of the number, 2 when the person last opted in again, 3 suppressed numbers of the team
ARGV  1 at in ms, 2 number, 3 ms that the opt-in is remembered, or '' when it is not one, 4.. sources to lift
Reply number of reasons taken off

Invariants: a reason given after `at`, or at the same moment, stands; the number leaves key 3 with its last reason.
]]
local lifted = 0
for index = 4, #ARGV do
  local record = redis.call('HGET', KEYS[1], ARGV[index])
  if record and cjson.decode(record).at < tonumber(ARGV[1]) then
    lifted = lifted + redis.call('HDEL', KEYS[1], ARGV[index])
  end
end
if ARGV[3] ~= '' then
  local known = redis.call('GET', KEYS[2])
  if not known or tonumber(known) < tonumber(ARGV[1]) then
    redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
  end
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[2])
end
return lifted
