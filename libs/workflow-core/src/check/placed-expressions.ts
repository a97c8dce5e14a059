import type { Expression } from '../expression/expression.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { InstantControl } from '../plan/plan.js';
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
  for (const { compiled } of scopes) for (const step of compiled) yield* expressionsOf(step);
  for (const [index, { from }] of outputs.entries()) yield* insideOf(from, `/outputs/${index}/from`);
  for (const [index, { inputs }] of notify.entries()) yield* insideOf(inputs, `/errorHandler/notify/${index}/inputs`);
}

/** Those of one step; a container's inner steps are steps of their own. */
export function* expressionsOf(step: CompiledStep): Generator<PlacedExpression> {
  const { path, condition, onlyWhile, joinWhen, mutex, cacheKey, inputs, compensate, control, container } = step;
  yield* each(path, { condition, onlyWhile, 'dependsOn/join/when': joinWhen });
  yield* insideEach(path, { 'mutex/key': mutex?.key, 'cache/key': cacheKey, inputs });
  yield* insideEach(path, { 'compensate/inputs': compensate?.inputs });
  if (control !== undefined) yield* ofControl(control, path);
  if (container === undefined) return;
  const { over, completeWhen, while: asked, until, output } = container;
  const place = `${path}/${container.step.kind}`;
  yield* each(place, { over, completeWhen, while: asked, until });
  yield* insideEach(place, { output });
}

function* ofControl(control: InstantControl, path: string): Generator<PlacedExpression> {
  switch (control.kind) {
    case 'choice':
      for (const [index, { when }] of control.branches.entries())
        yield* each(`${path}/choose/branches/${index}`, { when });
      return;
    case 'end':
      yield* insideEach(`${path}/end`, { output: control.output });
      return;
    case 'approval':
      yield* insideEach(`${path}/approval`, { prompt: control.prompt, show: control.show });
      return;
    case 'workflow':
      yield* insideEach(`${path}/workflow`, { inputs: control.inputs });
      return;
    case 'wait':
    case 'deferredChoice':
      for (const [index, { awaits }] of control.arms.entries()) {
        const place = control.kind === 'wait' ? `${path}/wait` : `${path}/wait/firstOf/${index}`;
        if (awaits.kind !== 'signal') yield* insideEach(place, { [awaits.kind]: awaits.value });
        else {
          yield* insideEach(place, { key: awaits.key });
          yield* each(place, { match: awaits.match });
        }
      }
  }
}

function* each(base: string, parts: Readonly<Record<string, Expression | undefined>>): Generator<PlacedExpression> {
  for (const [field, expression] of Object.entries(parts)) {
    if (expression !== undefined) yield { path: `${base}/${field}`, expression };
  }
}

function* insideEach(
  base: string,
  parts: Readonly<Record<string, CompiledValue | undefined>>,
): Generator<PlacedExpression> {
  for (const [field, value] of Object.entries(parts))
    if (value !== undefined) yield* insideOf(value, `${base}/${field}`);
}

function* insideOf({ templates }: CompiledValue, base: string): Generator<PlacedExpression> {
  for (const [place, { holes }] of templates) {
    for (const { expression } of holes) yield { path: base + place, expression };
  }
}
