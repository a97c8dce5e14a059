-- Counts an attempt of a step and shows it as running. Expects `tell`. Returns the attempt's number.
local function begin(step, token, now)
  local attempt = redis.call('HINCRBY', KEYS[1], 'a:' .. step, 1)
  redis.call('HSET', KEYS[1], 's:' .. step, 'r', 'f:' .. step, token, 'l:' .. step, now)
  redis.call('HSETNX', KEYS[1], 'b:' .. step, now)
  -- What the attempt before was given is not for this one.
  redis.call('HDEL', KEYS[1], 'r:' .. step, 'u:' .. step)
  tell('step.started', step, attempt, '')
  return attempt
end
