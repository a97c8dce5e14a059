import type { Expression, ExpressionRoot } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';
import type { InstantControl, PlannedArm } from './plan.js';

type Part = Expression | CompiledValue | InstantControl | undefined;

/** What expressions, templates and what the engine does read beside steps, each root once. */
export function rootsOf(parts: readonly Part[]): ExpressionRoot[] {
  return [...new Set(parts.flatMap((part) => (part === undefined ? [] : rootsOfPart(part))))].filter(
    (root) => root !== 'steps',
  );
}

function rootsOfPart(part: Expression | CompiledValue | InstantControl): readonly ExpressionRoot[] {
  if ('tree' in part) return part.roots;
  if ('templates' in part) {
    return [...part.templates.values()].flatMap(({ holes }) => holes.flatMap(({ expression }) => expression.roots));
  }
  switch (part.kind) {
    case 'choice':
      return rootsOf(part.branches.map(({ when }) => when));
    case 'end':
      return rootsOf([part.output]);
    case 'workflow':
      return rootsOf([part.inputs]);
    case 'approval':
      return rootsOf([part.prompt, part.show]);
    case 'wait':
    case 'deferredChoice':
      return part.arms.flatMap(({ awaits }) => rootsOfArm(awaits));
  }
}

function rootsOfArm(awaits: PlannedArm['awaits']): ExpressionRoot[] {
  return awaits.kind === 'signal' ? rootsOf([awaits.key, awaits.match]) : rootsOf([awaits.value]);
}
