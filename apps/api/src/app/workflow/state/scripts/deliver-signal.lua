#!lua flags=allow-oom
--[[
Gives a signal to a wait, if that is still armed: the race of signals, timers and whatever else ends it is decided here.
KEYS  1 run  2 timeline  3 wake  4 seen  5 armed  6 mail
ARGV  1 step  2 signal for the step  3 now  4 wake member  5 event data  6 channel  7 member  8 body hash or ''
      9 armed member  10 entry that is taken out of the mail or ''
Reply {1} given | {0} the step waits no more: it is struck from the armed | {2, what was seen} it came before |
      {3} the entry is not in the mail any more
Keeps a signal serves one wait, and a wait takes one signal.
]]
--@include timeline
--@include mode
local seen = ARGV[8] ~= '' and redis.call('GET', KEYS[4])
if seen then
  return { 2, seen }
end
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 's:' .. step, 'u:' .. step, 'a:' .. step, 'stop', 'v:' .. topOf(step))
local mode = modeOf(run[4], run[5])
-- A run that is being ended has disarmed its waits, whatever of it still runs.
if run[1] ~= 'w' or run[2] or mode == 'drain' or mode == 'cancel' then
  redis.call('ZREM', KEYS[5], ARGV[9])
  return { 0 }
end
if ARGV[10] ~= '' and redis.call('LREM', KEYS[6], 1, ARGV[10]) == 0 then
  return { 3 }
end
redis.call('HSET', KEYS[1], 'u:' .. step, ARGV[2])
redis.call('ZREM', KEYS[5], ARGV[9])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[4])
if ARGV[8] ~= '' then
  redis.call('SET', KEYS[4], ARGV[8] .. ':given', 'EX', 86400)
end
tell('step.signalled', step, tonumber(run[3] or '0'), ARGV[5])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return { 1 }
