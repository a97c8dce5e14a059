#!lua flags=allow-oom
--[[
The fast path: a step completed, and each dependent's join is met or not by its counts. Whatever needs a rule (an edge
that failed or died and now counts, a fallback, steps that a stop spares) is left to the run rules and `commit-run`.
KEYS  1 run  2 timeline  3 key of a large output
ARGV  1 job's step  2 step  3 token  4 now  5 channel  6 member  7 output  8 1 when the output has its own key
      9 number of dependents, then of each: id, its join's rule (all, settled for one that waits for the end of every
      edge, or the number of arrivals that it takes, with c before it where it then calls off the rest), edges of its join, gates beside it, j or g for an edge of the join
      or a gate, how it may be handed on (i begun, k condition first, - not), steps that it reads joined by commas
Reply {'ok', [ready], handed step or '', its attempt, its reads} | {'slow'} | {'settled'} | {'stopped'} | {'fenced'}
Keeps a step settles once, under its fence; the steps that it frees become ready in the same moment.
]]
--@include timeline
--@include reads
--@include write
--@include joins
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
  local stop = cjson.decode(run[1])
  if stop.spares then
    return { 'slow' }
  end
  mode = stop.mode
end
if mode == 'cancel' then
  tell('step.result_discarded', step, tonumber(run[5] or '0'), '')
  return { 'stopped' }
end
local frees = mode == '' or mode == 'continue'
local count = tonumber(ARGV[9])
local dependents = {}
for i = 1, count do
  local at = 3 + i * 7
  local id = ARGV[at]
  local found = redis.call('HMGET', KEYS[1], 's:' .. id, 'x:' .. id, 'd:' .. id, 'p:' .. id, 'a:' .. id, 'b:' .. id)
  if not found[1] then
    local verdict
    if ARGV[at + 1] == 'all' then
      verdict = judgeAll(found, tonumber(ARGV[at + 2]))
    else
      verdict = judgeJoin(id, found, ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), ARGV[at + 4] == 'g')
    end
    if verdict == 'slow' then
      return { 'slow' }
    end
    found.verdict = verdict
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
  local at = 3 + i * 7
  local id, mayHand, found = ARGV[at], ARGV[at + 5], dependents[i]
  if not found[1] then
    -- Counted under drain as well: the run rules decide by these counts when another edge fails or dies.
    put(found.counted or ('p:' .. id), found.arrived)
    if frees and found.fires then
      put('j:' .. id, 1)
    end
    if frees and found.verdict == 'met' then
      put('q:' .. id, now)
      if handed == '' and mayHand ~= '-' then
        handed, handedReads = id, ARGV[at + 6]
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
