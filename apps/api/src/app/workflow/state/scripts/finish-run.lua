#!lua flags=allow-oom
--[[
Ends a run, once: nothing of it lives, and every step has ended or ends here.
KEYS  1 run  2 timeline  3 active  4 deadlines  5 runs of the status found  6 runs of the last status  7 outbox
      8 finished  9 finished:bytes  10 waits for signals to it  11 signals to it
      12 stopping  13 items  14 results  15 ended instances  16 child-ends  17 queued
ARGV  1 status found  2 stop found or ''  3 last status  4 now  5 channel  6 member  7 run id  8 event data
      9 completions that there must be, or ''
      10 number of fields, then field, value of each; then number of events, then type, step, attempt, data of each
Reply {1, when it started, ms, 1 when a parent waits for it or ''} | {0} the grounds changed, or not so many steps completed | {2, status} it had ended
Keeps the end and its event in the outbox are one transition: no listener misses it, none hears it twice from here. A
      parent that waits is owed to be told from the same moment on.
]]
--@include timeline
--@include write
--@include terminal
local run = redis.call('HMGET', KEYS[1], 'st', 'stop', 'at', 'seq', 'sa', 'pw')
local status = run[1]
if isTerminal(status) then
  redis.call('ZREM', KEYS[3], ARGV[6])
  return { 2, status or '' }
end
if status ~= ARGV[1] or (run[2] or '') ~= ARGV[2] then
  return { 0 }
end
if ARGV[9] ~= '' and run[4] ~= ARGV[9] then
  return { 0 }
end
local fields = { 'st', ARGV[3], 'ea', ARGV[4] }
local at = 11
for _ = 1, tonumber(ARGV[10]) do
  fields[#fields + 1], fields[#fields + 2] = ARGV[at], ARGV[at + 1]
  at = at + 2
end
write(fields)
redis.call('DEL', KEYS[10], KEYS[11])
local events = tonumber(ARGV[at])
at = at + 1
for _ = 1, events do
  tell(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
  at = at + 4
end
redis.call('ZREM', KEYS[3], ARGV[6])
redis.call('ZREM', KEYS[4], ARGV[6])
redis.call('ZREM', KEYS[12], ARGV[6])
redis.call('ZREM', KEYS[17], ARGV[6])
redis.call('ZREM', KEYS[5], ARGV[7])
redis.call('ZADD', KEYS[6], run[3], ARGV[7])
tell('run.' .. ARGV[3], '', 0, ARGV[8])
redis.call('XADD', KEYS[7], 'MAXLEN', '~', 100000, '*', 't', 'run.' .. ARGV[3], 'm', ARGV[6], 'd', ARGV[8])
if run[6] then
  redis.call('ZADD', KEYS[16], ARGV[4], ARGV[6])
end
local bytes = 0
for _, key in ipairs({ KEYS[1], KEYS[2], KEYS[13], KEYS[14], KEYS[15] }) do
  bytes = bytes + (redis.call('MEMORY', 'USAGE', key) or 0)
end
redis.call('ZADD', KEYS[8], ARGV[4], ARGV[6])
redis.call('HSET', KEYS[9], ARGV[6], bytes)
redis.call('HINCRBY', KEYS[9], 'total', bytes)
redis.call('PUBLISH', ARGV[5], ARGV[6])
return { 1, tonumber(run[5] or run[3]), run[6] or '' }
