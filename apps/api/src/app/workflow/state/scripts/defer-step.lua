#!lua flags=allow-oom
--[[
Ends an attempt without ending its step: a retry's delay, a deferral (uncounted), or a send of unknown outcome.
KEYS  1 run  2 timeline
ARGV  1 step  2 token  3 kind (retry, deferral, unknown)  4 due, ms  5 error  6 event data  7 channel  8 member
      9 step of the job that is parked
Reply 1 parked until due | 0 the run lets no further attempt begin; the step waits for the run's end | -1 fenced
Keeps the attempt stays counted unless it was deferred; sent twice it answers as the first time.
]]
--@include timeline
--@include mode
local step, token, kind = ARGV[1], ARGV[2], ARGV[3]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'a:' .. step, 'r:' .. step,
  'v:' .. topOf(step))
if run[3] ~= token then
  return -1
end
local mode = modeOf(run[1], run[6])
if mode == 'cancel' and kind ~= 'unknown' then
  return 0
end
-- A cancelled run does not wait for the next lookup: its root ends the step, and the send's own ledger stays open.
local parks = mode ~= 'cancel' and (kind == 'unknown' or mode ~= 'drain')
if run[2] == 'w' and run[5] == ARGV[4] then
  return parks and 1 or 0
end
if run[2] ~= 'r' and run[2] ~= 'u' then
  return -1
end
redis.call('HSET', KEYS[1], 's:' .. step, kind == 'unknown' and 'u' or 'w', 'e:' .. step, ARGV[5], 'r:' .. step, ARGV[4])
if ARGV[9] ~= step then
  redis.call('HSET', KEYS[1], 'k:' .. step, ARGV[9])
end
if kind == 'deferral' and redis.call('HINCRBY', KEYS[1], 'a:' .. step, -1) == 0 then
  -- An attempt that does not count is not the first: a retry's `maxElapsed` is measured from the one that does.
  redis.call('HDEL', KEYS[1], 'b:' .. step)
end
if kind == 'unknown' then
  if run[2] ~= 'u' then
    tell('step.unknown', step, tonumber(run[4] or '0'), ARGV[6])
  end
else
  tell(kind == 'retry' and 'step.retried' or 'step.deferred', step, tonumber(run[4] or '0'), ARGV[6])
end
redis.call('PUBLISH', ARGV[7], ARGV[8])
return parks and 1 or 0
