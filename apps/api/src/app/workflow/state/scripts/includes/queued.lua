-- Every step that is ready but may have no job, because the worker that released it died before it added the jobs.
local function queued()
  local ids = {}
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if all[i + 1] == 'q' and string.sub(all[i], 1, 2) == 's:' then
      ids[#ids + 1] = string.sub(all[i], 3)
    end
  end
  return ids
end
