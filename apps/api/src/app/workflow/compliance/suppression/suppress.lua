#!lua flags=allow-oom
--[[
Records why a number must not be contacted.

KEYS  1 suppression of the number, 2 when the person last opted in again, 3 suppressed numbers of the team
ARGV  1 source, 2 at in ms, 3 record as JSON, 4 number, 5 '1' when an opt-in later than `at` outweighs it
Reply 1 recorded, 0 stood already, -1 outweighed by a later opt-in

Invariants: one record a source, its first stands; the number is in key 3 exactly while key 1 exists.
]]
if ARGV[5] == '1' then
  local optedIn = redis.call('GET', KEYS[2])
  if optedIn and tonumber(optedIn) > tonumber(ARGV[2]) then
    return -1
  end
end
redis.call('ZADD', KEYS[3], 'NX', ARGV[2], ARGV[4])
return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[3])
