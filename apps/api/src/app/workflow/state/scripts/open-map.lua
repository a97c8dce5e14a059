#!lua
--[[
Opens the first instances of a map, whose items are stored. It starts things, so a full Redis refuses it.
KEYS  1 run  2 timeline
ARGV  1 map  2 token  3 now  4 channel  5 member  6 items  7 how many are open at once  8 first steps of an instance,
      joined by commas
Reply number of instances opened, now or before | 0 the run lets nothing begin | -1 fenced
Keeps the map opens once; the instances and their first steps become ready in the same moment.
]]
--@include timeline
--@include mode
--@include open-instance
local map = ARGV[1]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. map, 'f:' .. map, 'mt:' .. map, 'mn:' .. map,
  'v:' .. topOf(map))
if run[3] ~= ARGV[2] or run[2] ~= 'r' then
  return -1
end
if run[4] then
  return tonumber(run[5])
end
local mode = modeOf(run[1], run[6])
if mode == 'drain' or mode == 'cancel' then
  return 0
end
local count = math.min(tonumber(ARGV[6]), tonumber(ARGV[7]))
redis.call('HSET', KEYS[1], 'mt:' .. map, ARGV[6], 'mn:' .. map, count)
for index = 0, count - 1 do
  openInstance(map .. '.' .. index, ARGV[8], ARGV[3])
end
tell('step.opened', map, 0, '{"items":' .. ARGV[6] .. ',"open":' .. count .. '}')
redis.call('PUBLISH', ARGV[4], ARGV[5])
return count
