#!lua flags=allow-oom
--[[
Forgets a run that has ended. Its tombstone keeps an idempotency key from starting it again for a day.
KEYS  1 run  2 timeline  3 finished  4 finished:bytes  5 runs  6 runs of its status  7 runs of its workflow
      8 tombstone, then the keys of its large outputs are removed by the caller beforehand
ARGV  1 member  2 run id  3 tombstone's life, s
Reply 1 | 0 it was not there
]]
local bytes = tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or '0')
redis.call('HDEL', KEYS[4], ARGV[1])
if bytes > 0 then
  -- Never for nothing: Lua writes the negative of 0 as -0, which is no number to Redis.
  redis.call('HINCRBY', KEYS[4], 'total', -bytes)
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[2])
redis.call('ZREM', KEYS[6], ARGV[2])
redis.call('ZREM', KEYS[7], ARGV[2])
redis.call('SET', KEYS[8], '1', 'EX', ARGV[3])
return redis.call('DEL', KEYS[1], KEYS[2])
