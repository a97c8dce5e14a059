import { containerOf, instanceAt, type StepPlace } from './scope.js';
import { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason } from './status.js';

/**
 * Ends what is open inside a container that has ended: each step there that has not ended becomes `cancelled`, and
 * those with a job are to be called off. Decides nothing else: nobody outside waits for them.
 */
export function closeInstances(view: ScopeTransition, container: StepPlace): void {
  const { plan, whole } = view;
  for (const path of whole.openInstances(container.path)) {
    const inside = new ScopeTransition(plan, whole, instanceAt(container, path));
    for (const [stepId, planned] of inside.scope.plan.steps) {
      const { status } = inside.step(stepId);
      if (isEndedStep(status)) continue;
      const place = { path: inside.path(stepId), planned, scope: inside.scope };
      const reason: Reason = {
        code: 'SCOPE_ENDED',
        message: `'${container.path}', which it stands in, has ended.`,
        stepId: container.path,
      };
      if (!whole.released.delete(place.path) && status !== 'pending') whole.withdrawn.add(place.path);
      inside.change(stepId, { status: 'cancelled' }, reason);
      if (containerOf(planned) !== undefined) closeInstances(inside, place);
    }
    whole.closed.add(path);
  }
}
