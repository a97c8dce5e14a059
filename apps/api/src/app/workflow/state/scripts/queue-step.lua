#!lua flags=allow-oom
--[[
Shows a step that was claimed as waiting for its mutex. Its job is to be parked after this.
KEYS  1 run  2 timeline
ARGV  1 step  2 token  3 event data  4 channel  5 member
Reply 1 it waits | 0 the run lets nothing more begin | -1 fenced, or it has ended
]]
--@include timeline
--@include mode
local step = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'v:' .. topOf(step))
if run[3] ~= ARGV[2] or (run[2] ~= 'q' and run[2] ~= 'w') then
  return -1
end
local mode = modeOf(run[1], run[4])
if mode == 'drain' or mode == 'cancel' then
  return 0
end
if run[2] == 'q' then
  redis.call('HSET', KEYS[1], 's:' .. step, 'w')
  tell('step.queued', step, 0, ARGV[3])
  redis.call('PUBLISH', ARGV[4], ARGV[5])
end
return 1
