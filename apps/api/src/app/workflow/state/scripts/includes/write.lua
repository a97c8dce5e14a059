-- Writes fields of the run's hash: `fields` holds field, value, field, value.
local function write(fields)
  -- Lua unpacks some 8,000 values at the most.
  for first = 1, #fields, 6000 do
    redis.call('HSET', KEYS[1], unpack(fields, first, math.min(first + 5999, #fields)))
  end
end
