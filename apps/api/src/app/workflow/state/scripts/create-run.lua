#!lua
--[[
Writes a run, once. It starts things, so a full Redis refuses it.
KEYS  1 run  2 timeline  3 active, or queued for a run that waits for others to end  4 runs  5 runs of status pending  6 runs of workflow  7 deadlines  8 outbox
      9 tombstone  10 workflow
ARGV  1 now  2 run id  3 member  4 deadline or ''  5 body hash or ''  6 event data  7 latest version that the starter
      knows, or '' when it asks for one by number  8 number of ready steps, then their ids, then the run's fields and
      values
Reply {1} created | {0, body hash, status} it exists | {-1} it existed and was trimmed | {-2} the workflow is retired |
      {-3} another version is the latest by now
Keeps a run is in exactly one status index, and in `active` or `queued` until it ends. None starts once a retirement has answered.
]]
--@include timeline
local now = ARGV[1]
local found = redis.call('HMGET', KEYS[1], 'bh', 'st')
if found[2] then
  return { 0, found[1] or '', found[2] }
end
if redis.call('EXISTS', KEYS[9]) == 1 then
  return { -1 }
end
local workflow = redis.call('HMGET', KEYS[10], 'latest', 'retired')
if workflow[2] == '1' then
  return { -2 }
end
if ARGV[7] ~= '' and workflow[1] ~= ARGV[7] then
  return { -3 }
end
local ready = tonumber(ARGV[8])
local fields = {}
for i = 9 + ready, #ARGV do
  fields[#fields + 1] = ARGV[i]
end
redis.call('HSET', KEYS[1], 'st', 'pending', 'at', now, 'bh', ARGV[5], unpack(fields))
for i = 9, 8 + ready do
  redis.call('HSET', KEYS[1], 's:' .. ARGV[i], 'q')
end
for i = 3, 6 do
  redis.call('ZADD', KEYS[i], now, i == 3 and ARGV[3] or ARGV[2])
end
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[7], ARGV[4], ARGV[3])
end
tell('run.created', '', 0, ARGV[6])
redis.call('XADD', KEYS[8], 'MAXLEN', '~', 100000, '*', 't', 'run.created', 'm', ARGV[3], 'd', ARGV[6])
return { 1 }
