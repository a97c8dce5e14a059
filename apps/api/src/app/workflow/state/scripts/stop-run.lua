#!lua flags=allow-oom
--[[
Asks for a run's end from outside: a cancel, or its timeout. Nothing begins and no result is accepted from here on;
the root decides what becomes of the steps when nothing lives.
KEYS  1 run  2 timeline  3 deadlines  4 runs of status pending  5 runs of status running  6 runs of status failing  7 stopping
      8 tombstone
ARGV  1 stop (JSON)  2 next status or '' to keep it  3 now  4 stopped channel  5 member  6 run id  7 moved channel
      8 undo asked (1 or '')  9 event type  10 event data
      11 seconds for which a run that is not there may not be created, or ''
Reply {1} | {0, status} it has ended | {2, status} it was asked to end before
Keeps the first cancel, timeout or end stands; a failure's drain gives way to a cancel or a timeout.
]]
--@include timeline
--@include terminal
local run = redis.call('HMGET', KEYS[1], 'st', 'stop', 'at')
local status = run[1]
if not status then
  if ARGV[11] ~= '' then
    redis.call('SET', KEYS[8], '1', 'EX', ARGV[11])
  end
  return { 0, '' }
end
if isTerminal(status) then
  redis.call('ZREM', KEYS[3], ARGV[5])
  return { 0, status }
end
if status == 'compensating' then
  redis.call('ZREM', KEYS[3], ARGV[5])
  return { 2, status }
end
if run[2] then
  local code = cjson.decode(run[2]).reason.code
  if code == 'RUN_CANCELLED' or code == 'RUN_TIMEOUT' or code == 'RUN_ENDED' then
    return { 2, status }
  end
end
redis.call('HSET', KEYS[1], 'stop', ARGV[1])
if ARGV[8] ~= '' then
  redis.call('HSET', KEYS[1], 'undo', ARGV[8])
end
if ARGV[2] ~= '' and ARGV[2] ~= status then
  redis.call('HSET', KEYS[1], 'st', ARGV[2])
  redis.call('ZREM', KEYS[4], ARGV[6])
  redis.call('ZREM', KEYS[5], ARGV[6])
  redis.call('ZADD', KEYS[6], run[3], ARGV[6])
end
redis.call('ZREM', KEYS[3], ARGV[5])
redis.call('ZADD', KEYS[7], ARGV[3], ARGV[5])
tell(ARGV[9], '', 0, ARGV[10])
redis.call('PUBLISH', ARGV[4], ARGV[5])
redis.call('PUBLISH', ARGV[7], ARGV[5])
return { 1 }
