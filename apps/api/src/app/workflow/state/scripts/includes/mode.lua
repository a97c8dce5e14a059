-- How the run is being ended, for one step: '' while it is not, and for a step that this very stop spares. The mark of a
-- spared step outlives its stop, which a cancel, a timeout or an end replaces.
local function modeOf(stop, isMarked)
  if not stop then
    return ''
  end
  local found = cjson.decode(stop)
  if isMarked and found.spares then
    return ''
  end
  return found.mode
end

-- The step at the top that a path lies in: a stop spares it with all that is inside.
local function topOf(path)
  return string.match(path, '^[^.]+')
end
