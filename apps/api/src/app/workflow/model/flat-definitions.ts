import { planDefinition, type Plan } from '@workflow/core';
import * as fc from 'fast-check';
import { callOf, drawnStep, flowOf, type DrawnStep, type Shape } from './drawn-step.js';
import { fallbackExtra, withExtras } from './with-extras.js';

/** Steps that a definition has at most. */
export const maxSteps = 8;

/** Plans of definitions without containers: steps `s0` to `s7`, small ones more often than large ones. */
export function flatPlans(shape: Shape): fc.Arbitrary<Plan> {
  const step = drawnStep(shape, maxSteps);
  const few = fc.array(step, { minLength: 1, maxLength: maxSteps / 2 });
  const many = fc.array(step, { minLength: 1, maxLength: maxSteps });
  return fc
    .record({
      steps: fc.oneof({ arbitrary: few, weight: 2 }, { arbitrary: many, weight: 1 }),
      onFailure: fc.constantFrom(...shape.onFailure),
    })
    .map(({ steps, onFailure }) => planOf(steps, onFailure));
}

function planOf(steps: readonly DrawnStep[], onFailure: string): Plan {
  const ids = steps.map((_, index) => `s${index}`);
  const written = steps.map((drawn, index) => {
    const before = ids.slice(0, index);
    return { id: `s${index}`, ...callOf(drawn, before), ...flowOf(drawn, before) };
  });
  const fallbacks = steps.flatMap(({ onError }, index) =>
    typeof onError === 'number' ? [fallbackExtra(`s${index}`, `s${onError}`)] : [],
  );
  return planDefinition(
    withExtras(fallbacks, (changed) => ({ id: 'campaign', steps: written.map(changed), onFailure })),
  );
}
