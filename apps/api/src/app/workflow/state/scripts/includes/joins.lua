-- What one more arrived edge makes of a step that waits: `met`, `open`, or `slow` where the run rules must decide. Both
-- note in `found` the count that the arrival brings (`arrived`, under the field `counted`).

-- Join `all`: an edge that failed or died has decided it, or decides it with the last one.
local function judgeAll(found, edges)
  if found[2] or found[3] then
    return 'slow'
  end
  found.arrived = tonumber(found[4] or '0') + 1
  return found.arrived == edges and 'met' or 'open'
end

-- The other joins, with their gates. `found.fires` is set when this arrival meets the rule.
local function judgeJoin(id, found, rule, edges, gates, isGate)
  local beside = redis.call('HMGET', KEYS[1], 'P:' .. id, 'X:' .. id, 'D:' .. id, 'j:' .. id)
  if beside[2] or beside[3] then
    return 'slow'
  end
  local own, open = tonumber(found[4] or '0'), tonumber(beside[1] or '0')
  if isGate then
    open = open + 1
    found.arrived, found.counted = open, 'P:' .. id
  else
    own = own + 1
    found.arrived, found.counted = own, 'p:' .. id
  end
  local isMet = beside[4]
  local lost = tonumber(found[2] or '0') + tonumber(found[3] or '0')
  if not isMet and isGate and lost > 0 then
    -- It may have waited for its last live edge.
    return 'slow'
  end
  if not isMet and not isGate then
    local callsOff = string.sub(rule, 1, 1) == 'c'
    if rule == 'settled' then
      isMet = own + lost == edges
    else
      isMet = own >= tonumber(callsOff and string.sub(rule, 2) or rule)
    end
    if isMet and (lost > 0 or callsOff) then
      -- A failure may be off the run by this or looked at, or other steps end by it.
      return 'slow'
    end
    if lost > 0 and own + lost == edges then
      return 'slow'
    end
    found.fires = isMet
  end
  return isMet and open == gates and 'met' or 'open'
end
