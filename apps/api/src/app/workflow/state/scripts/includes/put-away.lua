-- Takes the fields of an ended instance's steps out of the run's hash, which wide decisions read whole, and keeps them
-- as one value. KEYS[1] is the run. `ids` are the paths of the steps.
local stepFields = { 's', 'o', 'e', 'a', 'b', 'l', 'z', 'n', 'q', 'f', 'p', 'x', 'd', 'P', 'X', 'D', 'j', 'k', 'w', 'v',
  'c', 'y', 'h', 'r', 'u', 'ue', 'mt', 'mn', 'mk', 'mf', 'me', 'cl' }
local function putAway(kept, instance, ids)
  local names = { 'I:' .. instance }
  for _, id in ipairs(ids) do
    for _, prefix in ipairs(stepFields) do
      names[#names + 1] = prefix .. ':' .. id
    end
  end
  local found, gone = {}, {}
  -- Lua unpacks some 8,000 values at the most.
  for first = 1, #names, 3000 do
    local last = math.min(first + 2999, #names)
    local page = redis.call('HMGET', KEYS[1], unpack(names, first, last))
    for i = first, last do
      local value = page[i - first + 1]
      if value then
        found[names[i]] = value
        gone[#gone + 1] = names[i]
      end
    end
  end
  if #gone == 0 then
    return
  end
  redis.call('HSET', kept, instance, cjson.encode(found))
  for first = 1, #gone, 3000 do
    redis.call('HDEL', KEYS[1], unpack(gone, first, math.min(first + 2999, #gone)))
  end
end
