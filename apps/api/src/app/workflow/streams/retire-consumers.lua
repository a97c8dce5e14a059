#!lua flags=allow-oom
--[[
Forgets consumers that are gone: of processes that ended, with nothing of theirs left to take over.

KEYS  1 stream
ARGV  1 group, 2 least idle time in ms, 3 a consumer that goes whatever its idle time, or ''
Reply number of consumers forgotten

Invariants: a consumer with pending entries stays, so no entry is lost with its consumer.
]]
local forgotten = 0
for _, facts in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for index = 1, #facts, 2 do
    consumer[facts[index]] = facts[index + 1]
  end
  local isGone = consumer.idle >= tonumber(ARGV[2]) or consumer.name == ARGV[3]
  if isGone and consumer.pending == 0 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    forgotten = forgotten + 1
  end
end
return forgotten
