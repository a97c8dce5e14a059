#!lua
--[[
Keeps a signal that no armed wait took, first in first out, if the same waits are armed as when that was found.
KEYS  1 mail  2 armed  3 seen, then the run, of a signal to one
ARGV  1 entry  2 armed members found, joined by newlines  3 seconds that the mail is kept  4 body hash or ''
      5 entries at the most  6 moment before which an entry is too old, ms
Reply {1} kept | {0} other waits are armed by now | {2, what was seen} it came before | {3} the mail is full |
      {4} the run has ended
Keeps a run that has ended keeps nothing: its end has emptied the mail.
]]
--@include terminal
local seen = ARGV[4] ~= '' and redis.call('GET', KEYS[3])
if seen then
  return { 2, seen }
end
if KEYS[4] and isTerminal(redis.call('HGET', KEYS[4], 'st')) then
  return { 4 }
end
if table.concat(redis.call('ZRANGE', KEYS[2], 0, -1), '\n') ~= ARGV[2] then
  return { 0 }
end
-- The list lives as long as its newest entry; the old ones at its head do not.
for _ = 1, tonumber(ARGV[5]) do
  local oldest = redis.call('LINDEX', KEYS[1], 0)
  if not oldest or cjson.decode(oldest).t >= tonumber(ARGV[6]) then
    break
  end
  redis.call('LPOP', KEYS[1])
end
if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  return { 3 }
end
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
if ARGV[4] ~= '' then
  redis.call('SET', KEYS[3], ARGV[4] .. ':kept', 'EX', 86400)
end
return { 1 }
