#!lua
--[[
Stores the next version of a workflow, unless another was published since the caller looked.
KEYS  1 workflow  2 version  3 workflows  4 triggers  5 schedules
ARGV  1 latest that the caller saw (0 for none)  2 checksum  3 definition  4 now  5 who  6 workflow id
      7 1 when webhooks or named events trigger it  8 name  9 description  10 what begins the members of its schedules,
      then the id and the next time of each
Reply {1, version} stored | {2, version} the latest has this checksum | {0} it changed: look again
Keeps a version never changes, and numbers have no gaps. Publishing what was retired brings it back. The schedules of
      the latest version are live, and no other: one that the version before had as well goes on where it was, so that a
      time that is due now is not lost.
]]
local latest = tonumber(redis.call('HGET', KEYS[1], 'latest') or '0')
if latest > 0 and redis.call('HGET', KEYS[1], 'checksum') == ARGV[2] and redis.call('HEXISTS', KEYS[1], 'retired') == 0 then
  return { 2, latest }
end
if latest ~= tonumber(ARGV[1]) then
  return { 0 }
end
local version = latest + 1
redis.call('SET', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], 'latest', version, 'checksum', ARGV[2], 'at', ARGV[4], 'by', ARGV[5], 'name', ARGV[8],
  'description', ARGV[9], 'checksum:' .. version, ARGV[2], 'at:' .. version, ARGV[4], 'by:' .. version, ARGV[5])
redis.call('HDEL', KEYS[1], 'retired')
redis.call('ZADD', KEYS[3], 0, ARGV[6])
if ARGV[7] == '1' then
  redis.call('HSET', KEYS[4], ARGV[6], version)
else
  redis.call('HDEL', KEYS[4], ARGV[6])
end
local begin, ids, isLive = ARGV[10], {}, {}
for i = 11, #ARGV, 2 do
  ids[#ids + 1] = ARGV[i]
  isLive[ARGV[i]] = true
  redis.call('ZADD', KEYS[5], 'NX', ARGV[i + 1], begin .. ARGV[i])
end
for id in string.gmatch(redis.call('HGET', KEYS[1], 'schedules') or '', '[^\n]+') do
  if not isLive[id] then
    redis.call('ZREM', KEYS[5], begin .. id)
  end
end
if #ids == 0 then
  redis.call('HDEL', KEYS[1], 'schedules')
else
  redis.call('HSET', KEYS[1], 'schedules', table.concat(ids, '\n'))
end
return { 1, version }
