#!lua flags=allow-oom
--[[
Counts the end of an instance of a container, once, puts the state of its steps away, and opens the next one.
KEYS  1 run  2 timeline  3 results  4 ended instances
ARGV  1 container  2 instance  3 how it ended: completed or failed  4 what it gave, encoded,
      or ''  5 now  6 channel  7 member  8 whether the next instance may be opened: 0 no, 1 while the
      container runs, 2 also when it has completed
      9 how many there may be, '' for as many as the map has items  10 failures that are let pass
      11 its failure, encoded, or ''  12 first steps of an instance, joined by commas  13 number of its steps and of what lies
      behind in there, then their paths
Reply {status of the container, completed, failed, opened so far, items, index of the instance that this end opened
      and that has not begun, or '', the failure that is not let pass or ''}
Keeps an instance counts once and its end opens at most one other: a repetition answers as the first time.
]]
--@include timeline
--@include mode
--@include open-instance
--@include put-away
local container, instance = ARGV[1], ARGV[2]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. container, 'v:' .. topOf(container), 'i:' .. instance,
  'mk:' .. container, 'mf:' .. container, 'mn:' .. container, 'mt:' .. container, 'me:' .. container)
local status = run[2] or ''
local ok, failed, opened = tonumber(run[5] or '0'), tonumber(run[6] or '0'), tonumber(run[7] or '0')
local limit = tonumber(ARGV[9] == '' and (run[8] or '0') or ARGV[9])
local unforgiven = run[9] or ''

if run[4] then
  local ids = {}
  for i = 1, tonumber(ARGV[13]) do
    ids[i] = ARGV[13 + i]
  end
  if ARGV[3] == 'completed' then
    ok = redis.call('HINCRBY', KEYS[1], 'mk:' .. container, 1)
    if ARGV[4] ~= '' then
      redis.call('HSET', KEYS[3], instance, ARGV[4])
    end
  else
    failed = redis.call('HINCRBY', KEYS[1], 'mf:' .. container, 1)
    if failed > tonumber(ARGV[10]) and unforgiven == '' then
      unforgiven = ARGV[11]
      redis.call('HSET', KEYS[1], 'me:' .. container, unforgiven)
    end
  end
  putAway(KEYS[4], instance, ids)
  redis.call('HDEL', KEYS[1], 'i:' .. instance)
  tell('instance.' .. ARGV[3], instance, 0, '')
  redis.call('PUBLISH', ARGV[6], ARGV[7])
end

local mayOpen = (status == 'r' and ARGV[8] ~= '0' and unforgiven == '') or (status == 'd' and ARGV[8] == '2')
local next = redis.call('HGET', KEYS[3], '~' .. instance)
if next and not isWaiting(container .. '.' .. next, ARGV[12]) then
  next = nil
elseif not next and mayOpen and opened < limit then
  local mode = modeOf(run[1], run[3])
  if mode == '' or mode == 'continue' then
    next = opened
    opened = redis.call('HINCRBY', KEYS[1], 'mn:' .. container, 1)
    redis.call('HSET', KEYS[3], '~' .. instance, next)
    openInstance(container .. '.' .. next, ARGV[12], ARGV[5])
  end
end
return { status, ok, failed, opened, limit, next and tostring(next) or '', unforgiven }
