import type { Expression } from '../expression/expression.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { CompiledValue } from '../template/compiled-value.js';
import type { CheckedScope } from './checked-scope.js';

/** An expression with the pointer, into the normal form, of the field that it stands in. */
export interface PlacedExpression {
  readonly path: string;
  readonly expression: Expression;
}

/** Every expression of a definition that reads a run: all but those of triggers, which read an event. */
export function* placedExpressions(
  { outputs, notify }: CompiledDefinition,
  scopes: readonly CheckedScope[],
): Generator<PlacedExpression> {
  for (const { compiled } of scopes) for (const step of compiled) yield* ofStep(step);
  for (const [index, { from }] of outputs.entries()) yield* insideOf(from, `/outputs/${index}/from`);
  for (const [index, { inputs }] of notify.entries()) yield* insideOf(inputs, `/errorHandler/notify/${index}/inputs`);
}

function* ofStep({
  path,
  condition,
  mutex,
  cacheKey,
  inputs,
  compensate,
  container,
}: CompiledStep): Generator<PlacedExpression> {
  if (condition !== undefined) yield { path: `${path}/condition`, expression: condition };
  if (mutex !== undefined) yield* insideOf(mutex.key, `${path}/mutex/key`);
  if (cacheKey !== undefined) yield* insideOf(cacheKey, `${path}/cache/key`);
  yield* insideOf(inputs, `${path}/inputs`);
  if (compensate !== undefined) yield* insideOf(compensate.inputs, `${path}/compensate/inputs`);
  if (container === undefined) return;
  const { step, over, completeWhen, while: asked, until, output } = container;
  const parts = { over, completeWhen, while: asked, until };
  for (const [field, expression] of Object.entries(parts)) {
    if (expression !== undefined) yield { path: `${path}/${step.kind}/${field}`, expression };
  }
  if (output !== undefined) yield* insideOf(output, `${path}/${step.kind}/output`);
}

function* insideOf({ templates }: CompiledValue, base: string): Generator<PlacedExpression> {
  for (const [place, { holes }] of templates) {
    for (const { expression } of holes) yield { path: base + place, expression };
  }
}
