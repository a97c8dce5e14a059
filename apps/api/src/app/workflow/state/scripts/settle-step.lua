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
--@include reads
--@include write
local step, token, now = ARGV[2], ARGV[3], ARGV[4]
local run = redis.call('HMGET', KEYS[1], 'stop', 's:' .. step, 'f:' .. step, 'st', 'a:' .. step, 'seq', 'e:' .. step,
  'r:' .. step, 'u:' .. step, 'y:' .. step)
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
local dependents = {}
for i = 1, count do
  local id = ARGV[6 + i * 4]
  local found = redis.call('HMGET', KEYS[1], 's:' .. id, 'x:' .. id, 'd:' .. id, 'p:' .. id, 'a:' .. id, 'b:' .. id)
  if not found[1] and (found[2] or found[3]) then
    return { 'slow' }
  end
  dependents[i] = found
end

local output = ARGV[7]
if ARGV[8] == '1' then
  redis.call('SET', KEYS[3], output)
  output = '@' .. step
end
local place = tonumber(run[6] or '0') + 1
local fields = { 's:' .. step, 'd', 'o:' .. step, output, 'z:' .. step, now, 'n:' .. step, place, 'seq', place }
local function put(field, value)
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end

local ready, handed, handedReads, attempt = {}, '', '', 0
for i = 1, count do
  local at = 6 + i * 4
  local id, mayHand, found = ARGV[at], ARGV[at + 2], dependents[i]
  if not found[1] then
    -- Counted under drain as well: the run rules decide by these counts when another edge fails or dies.
    local arrived = tonumber(found[4] or '0') + 1
    put('p:' .. id, arrived)
    if frees and arrived == tonumber(ARGV[at + 1]) then
      put('q:' .. id, now)
      if handed == '' and mayHand ~= '-' then
        handed, handedReads = id, ARGV[at + 3]
        put('c:' .. ARGV[1], id)
        put('f:' .. id, token)
        put('s:' .. id, mayHand == 'i' and 'r' or 'q')
        if mayHand == 'i' then
          attempt = tonumber(found[5] or '0') + 1
          put('a:' .. id, attempt)
          put('l:' .. id, now)
          if not found[6] then
            put('b:' .. id, now)
          end
        end
      else
        put('s:' .. id, 'q')
        ready[#ready + 1] = id
      end
    end
  end
end
write(fields)
if run[7] or run[8] or run[9] or run[10] then
  redis.call('HDEL', KEYS[1], 'e:' .. step, 'r:' .. step, 'u:' .. step, 'y:' .. step)
end
tell('step.completed', step, tonumber(run[5] or '0'), '')
if attempt > 0 then
  tell('step.started', handed, attempt, '')
end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return { 'ok', ready, handed, attempt, reads(handedReads) }
