-- Lets those who are first in the line have what is free. KEYS[1] is who holds a slot, KEYS[2] the line.
local function letIn(limit, now)
  local admitted = {}
  for _ = redis.call('ZCARD', KEYS[1]) + 1, limit do
    local first = redis.call('ZPOPMIN', KEYS[2])
    if not first[1] then
      break
    end
    redis.call('ZADD', KEYS[1], now, first[1])
    admitted[#admitted + 1] = first[1]
  end
  return admitted
end
