-- Opens an instance of a container: its first steps, joined by commas, become ready. KEYS[1] is the run.
local function openInstance(instance, first, now)
  redis.call('HSET', KEYS[1], 'i:' .. instance, '1')
  for id in string.gmatch(first, '[^,]+') do
    redis.call('HSET', KEYS[1], 's:' .. instance .. '.' .. id, 'q', 'q:' .. instance .. '.' .. id, now)
  end
end

-- True where a first step of an instance waits for its job.
local function isWaiting(instance, first)
  for id in string.gmatch(first, '[^,]+') do
    if redis.call('HGET', KEYS[1], 's:' .. instance .. '.' .. id) == 'q' then
      return true
    end
  end
  return false
end
