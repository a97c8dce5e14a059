#!lua flags=allow-oom
--[[
Takes an attempt of a step for one delivery of its job, and brings what the step reads. It begins at once, unless
something is asked first (a condition, a milestone): then it begins by `begin-step`, when that holds.
KEYS  1 run  2 timeline  3 runs of status pending  4 runs of status running  5 wake
ARGV  1 job's step  2 step  3 token  4 now  5 run id  6 channel  7 member  8 1 when this delivery is a repetition
      9 what is asked before an attempt begins: no, once (before the first) or each  10 steps that it reads, joined by commas  11 wake member
      12 1 when the step reads the trigger
Reply {code, attempts made, first begin or '', resolution or '', [queued], [reads], error or '', trigger or ''}
      begun | claimed (a condition is to be looked at) | lost (the attempt before this died with its worker) |
      unknown | resolved | settled | stopped | fenced | cursor (second value: the step that the job had come to)
Keeps a token never goes back: an older delivery of the same job is fenced.
]]
--@include timeline
--@include begin
--@include mode
--@include reads
--@include queued
--@include terminal
local step, token, now = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local run = redis.call('HMGET', KEYS[1], 'st', 'stop', 's:' .. step, 'f:' .. step, 'a:' .. step, 'b:' .. step,
  'u:' .. step, 'c:' .. ARGV[1], 'e:' .. step, 'y:' .. step, 'v:' .. topOf(step), 'k:' .. step)
local status, stop, state, fence = run[1], run[2], run[3], tonumber(run[4] or '0')
local attempts = tonumber(run[5] or '0')
redis.call('ZREM', KEYS[5], ARGV[11])

local function reply(code, count, values)
  local open = {}
  if ARGV[8] == '1' then
    open = queued()
  end
  local trigger = ''
  if values and ARGV[12] == '1' then
    trigger = redis.call('HGET', KEYS[1], 'in')
  end
  return { code, count, run[6] or '', run[7] or '', open, values or {}, run[9] or '', trigger }
end

if isTerminal(status) then
  return { 'stopped', 0, '', '', {}, {}, '', '' }
end
local mode = modeOf(stop, run[11])
if mode == 'cancel' then
  return { 'stopped', 0, '', '', {}, {}, '', '' }
end
if step == ARGV[1] and run[8] and run[8] ~= step then
  return reply('cursor:' .. run[8], attempts)
end
if token < fence then
  return reply('fenced', attempts)
end
if not state or state == 'd' or state == 'f' or state == 'k' or state == 'x' or state == 'b' or state == 'c' then
  return reply('settled', attempts)
end
if mode == 'drain' and (state == 'q' or state == 'w') then
  return reply('stopped', attempts)
end

if status == 'pending' then
  redis.call('HSET', KEYS[1], 'st', 'running', 'sa', now)
  redis.call('ZREM', KEYS[3], ARGV[5])
  redis.call('ZADD', KEYS[4], redis.call('HGET', KEYS[1], 'at'), ARGV[5])
  tell('run.started', '', 0, '')
end
redis.call('HSET', KEYS[1], 'f:' .. step, token)
if run[12] and step == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'k:' .. step)
end

if state == 'r' and token == fence then
  -- The reply to this very claim was lost, and the client sent it again.
  return reply(run[10] == 'lost:' .. ARGV[3] and 'lost' or 'begun', attempts, reads(ARGV[10]))
end
if state == 'u' then
  return reply(run[7] and 'resolved' or 'unknown', attempts, reads(ARGV[10]))
end
if state == 'r' then
  if mode == 'drain' then
    return reply('begun', attempts, reads(ARGV[10]))
  end
  redis.call('HSET', KEYS[1], 'y:' .. step, 'lost:' .. ARGV[3])
  return reply('lost', attempts, reads(ARGV[10]))
end
if ARGV[9] == 'each' or (ARGV[9] == 'once' and attempts == 0) then
  return reply('claimed', attempts, reads(ARGV[10]))
end
local made = begin(step, token, now)
redis.call('PUBLISH', ARGV[6], ARGV[7])
return reply('begun', made, reads(ARGV[10]))
