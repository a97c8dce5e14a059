import type { ArmedArm } from '@workflow/core';
import type { RunKeys, SignalAddress } from '../../state/run-keys.js';

/** Where signals for an arm are sent; undefined for a timer. */
export function addressOf(keys: RunKeys, teamId: string, runId: string, arm: ArmedArm): SignalAddress | undefined {
  if ('dueAt' in arm) return undefined;
  return arm.key === undefined ? keys.runSignals(teamId, runId) : keys.keyedSignals(teamId, arm.signal, arm.key);
}
