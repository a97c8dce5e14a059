import type { PlannedControl, PlannedStep } from '@workflow/core';

/** What is asked before an attempt of the step begins: a condition, a mutex or the cache before the first, a milestone before each. */
export function asksFirst({ condition, onlyWhile, mutex, control, step }: PlannedStep): 'no' | 'once' | 'each' {
  // A wait that is claimed again goes on waiting: it does not begin anew. A mutex is taken before the step begins.
  if (onlyWhile !== undefined || mutex !== undefined || isWait(control)) return 'each';
  const mayBeReused = step.kind === 'action' && step.cache !== undefined;
  return condition === undefined && !mayBeReused ? 'no' : 'once';
}

/** True for what parks its job while it runs or waits, so that it needs a job of its own. */
export function parksJob(control: PlannedControl | undefined): boolean {
  return isWait(control) || control?.kind === 'workflow' || (control !== undefined && 'scope' in control);
}

/** True for what parks its job and is ended from outside or by a timer. */
export function isWait(
  control: PlannedControl | undefined,
): control is PlannedControl & { kind: 'wait' | 'deferredChoice' | 'approval' } {
  return control?.kind === 'wait' || control?.kind === 'deferredChoice' || control?.kind === 'approval';
}
