#!lua flags=allow-oom
--[[
Begins an attempt of a step that this token has claimed: its condition holds, or the attempt before it was lost.
KEYS  1 run  2 timeline
ARGV  1 step  2 token  3 now  4 channel  5 member  6 1 when the attempt before was lost with its worker
Reply attempt's number | 0 stopped | -1 fenced
Keeps one attempt at a time: a second call under the same token after the first begun answers its number again.
]]
--@include timeline
--@include begin
--@include mode
local step, token = ARGV[1], ARGV[2]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'a:' .. step, 'y:' .. step,
  'v:' .. topOf(step))
if run[3] ~= token then
  return -1
end
if run[5] == token then
  return tonumber(run[4])
end
local mode = modeOf(run[1], run[6])
if mode == 'drain' or mode == 'cancel' then
  return 0
end
if run[2] ~= 'q' and run[2] ~= 'r' and run[2] ~= 'w' then
  return -1
end
if ARGV[6] == '1' then
  tell('step.attempt_lost', step, tonumber(run[4] or '0'), '{"code":"WORKER_LOST"}')
end
redis.call('HSET', KEYS[1], 'y:' .. step, token)
local attempt = begin(step, token, ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return attempt
