import type { PlannedStep } from '../plan/plan.js';
import { containerOf, instanceAt, type StepPlace } from './scope.js';
import { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason, type StepStatus } from './status.js';

/**
 * Ends what is open inside a container that has ended: each step there that has not ended becomes `cancelled`, and
 * those with a job are to be called off. Decides nothing else: nobody outside waits for them.
 */
export function closeInstances(view: ScopeTransition, container: StepPlace): void {
  const message = `'${container.path}', which it stands in, has ended.`;
  stopInside(view, container, { code: 'SCOPE_ENDED', message, stepId: container.path }, false);
}

/**
 * True for a step that has ended and may yet have something open inside: a map that keeps its items. The last iteration of
 * a loop may be open as well, but is left to who counts it.
 */
export function keepsItems({ control }: PlannedStep, status: StepStatus): boolean {
  return status === 'completed' && control?.kind === 'map';
}

/**
 * Cancels what is open inside a container. True when something lives on: under `drains` attempts that run and sends of
 * unknown outcome do, and with them the instances that they stand in; all other instances are closed.
 */
export function stopInside(view: ScopeTransition, container: StepPlace, reason: Reason, drains: boolean): boolean {
  const { plan, whole } = view;
  let lives = false;
  for (const path of whole.openInstances(container.path)) {
    const inside = new ScopeTransition(plan, whole, instanceAt(container, path));
    if (stopScope(inside, reason, drains)) lives = true;
    else whole.closed.add(path);
  }
  return lives;
}

function stopScope(view: ScopeTransition, reason: Reason, drains: boolean): boolean {
  const { whole, scope } = view;
  let lives = false;
  for (const [stepId, planned] of scope.plan.steps) {
    const place = { path: view.path(stepId), planned, scope };
    const isContainer = containerOf(planned) !== undefined;
    // One that has completed may keep open what is inside.
    const livesOn = isContainer && stopInside(view, place, reason, drains);
    const { status } = view.step(stepId);
    if (livesOn || (drains && !isContainer && (status === 'running' || status === 'unknown'))) {
      lives = true;
      continue;
    }
    if (isEndedStep(status)) continue;
    if (!whole.released.delete(place.path) && status !== 'pending') whole.withdrawn.add(place.path);
    view.change(stepId, { status: 'cancelled' }, reason);
  }
  return lives;
}
