#!lua flags=allow-oom
--[[
Arms a wait whose attempt has begun, and shows it to senders in the same moment: whoever sees that it waits can reach it.
KEYS  1 run  2 timeline, then the lists of armed waits that senders look into
ARGV  1 step  2 token  3 what it waits for, encoded  4 when a timer ends it, ms, or ''  5 moment of arming, ms
      6 armed member  7 channel  8 member
Reply 1 armed | 0 the run lets nothing more wait | -1 fenced, or the step has ended
Keeps a wait is in the lists as long as it waits: its end strikes it from them. Sent twice it answers as the first time.
]]
--@include timeline
--@include mode
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'a:' .. step, 'w:' .. step, 'v:' .. topOf(step))
if run[3] ~= ARGV[2] then
  return -1
end
if run[2] == 'w' and run[5] == ARGV[3] then
  return 1
end
if run[2] ~= 'r' then
  return -1
end
local mode = modeOf(run[1], run[6])
if mode == 'drain' or mode == 'cancel' then
  return 0
end
redis.call('HSET', KEYS[1], 's:' .. step, 'w', 'w:' .. step, ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'r:' .. step, ARGV[4])
end
for i = 3, #KEYS do
  redis.call('ZADD', KEYS[i], 'NX', ARGV[5], ARGV[6])
end
tell('step.waiting', step, tonumber(run[4] or '0'), '')
redis.call('PUBLISH', ARGV[7], ARGV[8])
return 1
