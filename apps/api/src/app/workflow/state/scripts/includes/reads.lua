-- The stored fields of the steps that a step reads: `ids` joined by commas, six values each, in the order of
-- `readPrefixes`. A missing value is an empty string, so that the reply keeps its length.
local function reads(ids)
  local fields = {}
  for id in string.gmatch(ids, '[^,]+') do
    for _, prefix in ipairs({ 's:', 'o:', 'e:', 'a:', 'b:', 'z:' }) do
      fields[#fields + 1] = prefix .. id
    end
  end
  local values = {}
  -- Lua unpacks some 8,000 values at the most.
  for first = 1, #fields, 3000 do
    local page = redis.call('HMGET', KEYS[1], unpack(fields, first, math.min(first + 2999, #fields)))
    for i = 1, math.min(3000, #fields - first + 1) do
      values[#values + 1] = page[i] or ''
    end
  end
  return values
end
