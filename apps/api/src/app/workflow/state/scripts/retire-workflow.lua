#!lua flags=allow-oom
--[[
Retires a workflow: no run of it starts from here on, by whatever trigger.
KEYS  1 workflow  2 triggers  3 schedules
ARGV  1 workflow id  2 what begins the members of its schedules
Reply {1} retired | {0} there is none
Keeps versions and runs as they are. A schedule that a later version has again begins anew.
]]
if redis.call('HEXISTS', KEYS[1], 'latest') == 0 then
  return { 0 }
end
for id in string.gmatch(redis.call('HGET', KEYS[1], 'schedules') or '', '[^\n]+') do
  redis.call('ZREM', KEYS[3], ARGV[2] .. id)
end
redis.call('HDEL', KEYS[1], 'schedules')
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[1], 'retired', '1')
return { 1 }
