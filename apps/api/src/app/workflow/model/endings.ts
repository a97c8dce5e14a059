import type { StepEnd } from '@workflow/core';
import type { AttemptEnd } from '../runtime/attempt-end.js';

/** How a step of a history ends. */
export type Ending = 'completed' | 'failed' | 'skipped';

const reason = { code: 'AGENT_FAILED', message: 'It broke.' };

/** What the attempt of a step gives that ends so. */
export const attemptEnds: Record<Exclude<Ending, 'skipped'>, AttemptEnd> = {
  completed: { kind: 'completed', output: { x: 1 } },
  failed: { kind: 'failed', failure: { code: reason.code, retryable: false }, reason },
};

/** The same end as the run rules are given it. */
export function stepEndOf(ending: Ending): StepEnd {
  if (ending === 'completed') return { status: 'completed' };
  if (ending === 'failed') return { status: ending, reason };
  return { status: ending, reason: { code: 'CONDITION_FALSE', message: 'Its condition is false: false' } };
}
