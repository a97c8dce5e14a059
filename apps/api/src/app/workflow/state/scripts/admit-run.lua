#!lua flags=allow-oom
--[[
Counts a run among the active ones that waited for others of its workflow to end. Its jobs are to be added after this.
KEYS  1 run  2 timeline  3 active  4 queued
ARGV  1 member  2 channel
Reply 1 admitted | 0 it was before, or has ended
]]
--@include timeline
local run = redis.call('HMGET', KEYS[1], 'sw', 'at')
redis.call('ZREM', KEYS[4], ARGV[1])
if not run[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'sw')
redis.call('ZADD', KEYS[3], run[2], ARGV[1])
tell('run.admitted', '', 0, '')
redis.call('PUBLISH', ARGV[2], ARGV[1])
return 1
