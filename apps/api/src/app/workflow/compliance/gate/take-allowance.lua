#!lua
--[[
Takes one send out of three sliding windows, or says which of them is full.

KEYS  1 sends of the team, 2 sends to the number, 3 sends from the number (each a sorted set, by when)
ARGV  1 now in ms, 2 name of the send, 3 '1' to take, '0' to look only,
      4/5 limit and length in ms of key 1's window, 6/7 of key 2's, 8/9 of key 3's; a limit of 0 is none
Reply {0} allowed | {n, until} window n (1 to 3) is full until that many ms since 1970

Invariants: all three are taken or none; a name counts once in a window, so a command sent twice takes once.
]]
local now = tonumber(ARGV[1])
local limits = {}
for index = 1, 3 do
  local most, length = tonumber(ARGV[2 + index * 2]), tonumber(ARGV[3 + index * 2])
  if most > 0 then
    local from = '(' .. string.format('%.0f', now - length)
    if redis.call('ZSCORE', KEYS[index], ARGV[2]) == false
      and redis.call('ZCOUNT', KEYS[index], from, '+inf') >= most then
      local kept = redis.call('ZREVRANGE', KEYS[index], most - 1, most - 1, 'WITHSCORES')
      return { index, tonumber(kept[2]) + length }
    end
    limits[index] = { from, length }
  end
end
if ARGV[3] == '1' then
  for index, limit in pairs(limits) do
    redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', string.format('%.0f', now - limit[2]))
    redis.call('ZADD', KEYS[index], ARGV[1], ARGV[2])
    redis.call('PEXPIRE', KEYS[index], limit[2])
  end
end
return { 0 }
