import type { ActionCall } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import type { Expression } from '../expression/expression.js';
import { compileContainer } from './compile-container.js';
import { compileControl } from './compile-control.js';
import { nothing, type Compiler, type Place, type PlacedRead } from './compiler.js';
import type { CompiledStep } from './compiled-step.js';
import type { CompiledCall, PlannedMutex } from './plan.js';
import { rootsOf } from './roots-of.js';

/** Parses the templates and expressions of a step at `path`, a pointer into the normal form. */
export function compileStep(compiler: Compiler, step: Step, path: string, place: Place): CompiledStep {
  const reads: PlacedRead[] = [];
  const condition = compiler.expression(step.condition, `${path}/condition`, place, reads);
  const onlyWhile = compiler.expression(step.onlyWhile, `${path}/onlyWhile`, place, compiler.looks);
  const joinWhen = compileJoin(compiler, step, path, place);
  const compensate = step.kind === 'action' || step.kind === 'workflow' ? step.compensate : undefined;
  const control = compileControl(compiler, step, path, place, reads);
  const container = compileContainer(compiler, step, path, place, reads, compileStep);
  const inputs = step.kind === 'action' ? compiler.value(step.inputs, `${path}/inputs`, place, reads) : nothing;
  const mutex = step.mutex && compileMutex(compiler, step.mutex, `${path}/mutex`, place, reads);
  const written = step.kind === 'action' ? step.cache?.key : undefined;
  const cacheKey = written === undefined ? undefined : compiler.value(written, `${path}/cache/key`, place, reads);
  return {
    path,
    inputs,
    reads,
    roots: rootsOf([condition, onlyWhile, inputs, control, container?.over, mutex?.key, cacheKey]),
    ...(condition && { condition }),
    ...(joinWhen && { joinWhen }),
    ...(onlyWhile && { onlyWhile }),
    ...(mutex && { mutex }),
    ...(cacheKey && { cacheKey }),
    ...(control && { control }),
    ...(container && { container }),
    ...(compensate && { compensate: compileCall(compiler, compensate, `${path}/compensate`, place) }),
  };
}

/** A call whose inputs make no edge. */
export function compileCall(compiler: Compiler, call: ActionCall, path: string, place: Place): CompiledCall {
  const inputs = compiler.value(call.inputs, `${path}/inputs`, place, compiler.looks);
  return { agent: call.agent, action: call.action, inputs };
}

/** Reads of a join's expression make no edge: it looks at whatever has ended. */
function compileJoin(
  compiler: Compiler,
  { dependsOn: { join } }: Step,
  path: string,
  place: Place,
): Expression | undefined {
  if (typeof join !== 'object' || !('when' in join)) return undefined;
  return compiler.expression(join.when, `${path}/dependsOn/join/when`, place, compiler.looks);
}

function compileMutex(
  compiler: Compiler,
  { key, scope }: NonNullable<Step['mutex']>,
  path: string,
  place: Place,
  reads: PlacedRead[],
): PlannedMutex {
  return { key: compiler.value(key, `${path}/key`, place, reads), scope };
}
