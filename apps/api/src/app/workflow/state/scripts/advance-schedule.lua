#!lua flags=allow-oom
--[[
Moves a schedule on from a time that was dealt with.
KEYS  1 schedules  2 workflow
ARGV  1 member  2 the time  3 the next one, or '' when none ever comes  4 version that was read
Reply {1} moved on | {0} another process has, the schedule is no more, or another version is the latest: look again
Keeps a time is left only by who dealt with it, and only under the version that is the latest.
]]
if redis.call('HGET', KEYS[2], 'latest') ~= ARGV[4] then
  return { 0 }
end
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '-1') ~= tonumber(ARGV[2]) then
  return { 0 }
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return { 1 }
