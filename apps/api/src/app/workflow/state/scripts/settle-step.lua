#!lua flags=allow-oom
--[[
The fast path: a step completed, and each dependent's join is met or not by its counts. Whatever needs a rule (an edge
that failed or died, a fallback) is left to the run rules and `commit-run`.
KEYS  1 run  2 timeline  3 key of a large output
ARGV  1 job's step  2 step  3 token  4 now  5 channel  6 member  7 output  8 1 when the output has its own key
      9 number of dependents, then of each: id, edges of its join, how it may be handed on (i begun, k condition first,
      - not), steps that it reads joined by commas
Reply {'ok', [ready], handed step or '', its attempt, its reads} | {'slow'} | {'settled'} | {'stopped'} | {'fenced'}
Keeps a step settles once, under its fence; the steps that it frees become ready in the same moment.
]]
--@include timeline
--@include begin
--@include reads
local step, token, now = ARGV[2], ARGV[3], ARGV[4]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'st', 'a:' .. step)
if not run[4] then
  return { 'stopped' }
end
if run[2] == 'd' then
  return { run[3] == token and 'settled' or 'fenced' }
end
if (run[2] ~= 'r' and run[2] ~= 'u') or run[3] ~= token then
  tell('step.result_discarded', step, tonumber(run[5] or '0'), '')
  return { 'fenced' }
end
local mode = ''
if run[1] then
  mode = cjson.decode(run[1]).mode
end
if mode == 'cancel' then
  tell('step.result_discarded', step, tonumber(run[5] or '0'), '')
  return { 'stopped' }
end
local frees = mode == '' or mode == 'continue'
local count = tonumber(ARGV[9])
for i = 0, count - 1 do
  local id = ARGV[10 + i * 4]
  local edges = redis.call('HMGET', KEYS[1], 's:' .. id, 'x:' .. id, 'd:' .. id)
  if not edges[1] and (edges[2] or edges[3]) then
    return { 'slow' }
  end
end

local output = ARGV[7]
if ARGV[8] == '1' then
  redis.call('SET', KEYS[3], output)
  output = '@' .. step
end
redis.call('HSET', KEYS[1], 's:' .. step, 'd', 'o:' .. step, output, 'z:' .. step, now, 'n:' .. step,
  redis.call('HINCRBY', KEYS[1], 'seq', 1))
redis.call('HDEL', KEYS[1], 'e:' .. step, 'r:' .. step, 'u:' .. step, 'y:' .. step)
tell('step.completed', step, tonumber(run[5] or '0'), '')

local ready, handed, attempt, values = {}, '', 0, {}
for i = 0, count - 1 do
  local at = 10 + i * 4
  local id, mayHand = ARGV[at], ARGV[at + 2]
  if not redis.call('HGET', KEYS[1], 's:' .. id) then
    -- Counted under drain as well: the run rules decide by these counts when another edge fails or dies.
    local arrived = redis.call('HINCRBY', KEYS[1], 'p:' .. id, 1)
    if frees and arrived == tonumber(ARGV[at + 1]) then
      redis.call('HSET', KEYS[1], 'q:' .. id, now)
      if handed == '' and mayHand ~= '-' then
        handed = id
        values = reads(ARGV[at + 3])
        redis.call('HSET', KEYS[1], 'c:' .. ARGV[1], id)
        if mayHand == 'i' then
          attempt = begin(id, token, now)
        else
          redis.call('HSET', KEYS[1], 's:' .. id, 'q', 'f:' .. id, token)
        end
      else
        redis.call('HSET', KEYS[1], 's:' .. id, 'q')
        ready[#ready + 1] = id
      end
    end
  end
end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return { 'ok', ready, handed, attempt, values }
