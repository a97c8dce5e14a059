-- One line of the run's history. KEYS[1] is the run, KEYS[2] its timeline, in every script that tells.
local function tell(type, step, attempt, data)
  redis.call('XADD', KEYS[2], '*', 't', type, 's', step, 'n', attempt, 'd', data)
end
