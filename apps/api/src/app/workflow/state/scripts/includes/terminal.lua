-- True when nothing more happens to a run of this status, as the core's isTerminalRun says; or to one that is not there.
local function isTerminal(status)
  return not status or status == 'completed' or status == 'failed' or status == 'cancelled' or status == 'compensated'
end
