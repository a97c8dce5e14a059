import type { Expression } from '../expression/expression.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CompiledValue } from '../template/compiled-value.js';

/** An expression with the pointer, into the normal form, of the field that it stands in. */
export interface PlacedExpression {
  readonly path: string;
  readonly expression: Expression;
}

/** Every expression of a definition that reads a run: all but those of triggers, which read an event. */
export function* placedExpressions({ steps, outputs, notify }: CompiledDefinition): Generator<PlacedExpression> {
  for (const [index, { condition, mutex, cacheKey, inputs, compensate }] of steps.entries()) {
    if (condition !== undefined) yield { path: `/steps/${index}/condition`, expression: condition };
    if (mutex !== undefined) yield* insideOf(mutex.key, `/steps/${index}/mutex/key`);
    if (cacheKey !== undefined) yield* insideOf(cacheKey, `/steps/${index}/cache/key`);
    yield* insideOf(inputs, `/steps/${index}/inputs`);
    if (compensate !== undefined) yield* insideOf(compensate.inputs, `/steps/${index}/compensate/inputs`);
  }
  for (const [index, { from }] of outputs.entries()) yield* insideOf(from, `/outputs/${index}/from`);
  for (const [index, { inputs }] of notify.entries()) yield* insideOf(inputs, `/errorHandler/notify/${index}/inputs`);
}

function* insideOf({ templates }: CompiledValue, base: string): Generator<PlacedExpression> {
  for (const [place, { holes }] of templates) {
    for (const { expression } of holes) yield { path: base + place, expression };
  }
}
