import type { Plan } from '../plan/plan.js';
import type { RunStop } from './control-state.js';
import { findStep } from './scope.js';

/** The path of the `end` whose output a run gives in the place of those that it declares; undefined where none does. */
export function endWithOutput(plan: Plan, stop: RunStop | undefined): string | undefined {
  const path = stop?.outcome === undefined ? undefined : stop.reason.stepId;
  const control = path === undefined ? undefined : findStep(plan, path)?.planned.control;
  return control?.kind === 'end' && control.output !== undefined ? path : undefined;
}

/** The outputs of a run that such an `end` gave. They have names; a value without any is called `output`. */
export function namedOutputs(output: unknown): Readonly<Record<string, unknown>> {
  const isNamed = typeof output === 'object' && output !== null && !Array.isArray(output);
  return isNamed ? (output as Readonly<Record<string, unknown>>) : { output };
}
