-- How the run is being ended, for one step: '' while it is not, and for a step that the stop spares.
local function modeOf(stop, isSpared)
  if not stop or isSpared then
    return ''
  end
  return cjson.decode(stop).mode
end
