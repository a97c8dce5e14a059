import type { ActionCall } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import type { Expression, ExpressionRoot } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';
import { compileControl } from './compile-control.js';
import { nothing, stepRoots, type Compiler, type PlacedRead } from './compiler.js';
import type { CompiledCall, PlannedControl, PlannedMutex } from './plan.js';

export interface CompiledStep {
  readonly condition?: Expression;
  /** The expression of a join by `when`. */
  readonly joinWhen?: Expression;
  readonly onlyWhile?: Expression;
  readonly mutex?: PlannedMutex;
  readonly cacheKey?: CompiledValue;
  readonly inputs: CompiledValue;
  readonly control?: PlannedControl;
  readonly compensate?: CompiledCall;
  /** What its condition, its inputs, its keys and what the engine does in it read: the reads that make edges. */
  readonly reads: readonly PlacedRead[];
}

/** Parses the templates and expressions of a step at `path`, a pointer into the normal form. */
export function compileStep(compiler: Compiler, step: Step, path: string): CompiledStep {
  const reads: PlacedRead[] = [];
  const condition = compiler.expression(step.condition, `${path}/condition`, stepRoots, reads);
  const onlyWhile = compiler.expression(step.onlyWhile, `${path}/onlyWhile`, stepRoots, compiler.looks);
  const joinWhen = compileJoin(compiler, step, path);
  const compensate = step.kind === 'action' ? step.compensate : undefined;
  const cacheKey = step.kind === 'action' ? step.cache?.key : undefined;
  const control = compileControl(compiler, step, path, reads);
  return {
    inputs: step.kind === 'action' ? compiler.value(step.inputs, `${path}/inputs`, stepRoots, reads) : nothing,
    reads,
    ...(condition && { condition }),
    ...(joinWhen && { joinWhen }),
    ...(onlyWhile && { onlyWhile }),
    ...(step.mutex && { mutex: compileMutex(compiler, step.mutex, `${path}/mutex`, reads) }),
    ...(cacheKey !== undefined && { cacheKey: compiler.value(cacheKey, `${path}/cache/key`, stepRoots, reads) }),
    ...(control && { control }),
    ...(compensate && { compensate: compileCall(compiler, compensate, `${path}/compensate`, stepRoots) }),
  };
}

/** A call whose inputs make no edge. */
export function compileCall(
  compiler: Compiler,
  call: ActionCall,
  path: string,
  roots: readonly ExpressionRoot[],
): CompiledCall {
  const inputs = compiler.value(call.inputs, `${path}/inputs`, roots, compiler.looks);
  return { agent: call.agent, action: call.action, inputs };
}

/** Reads of a join's expression make no edge: it looks at whatever has ended. */
function compileJoin(compiler: Compiler, { dependsOn: { join } }: Step, path: string): Expression | undefined {
  if (typeof join !== 'object' || !('when' in join)) return undefined;
  return compiler.expression(join.when, `${path}/dependsOn/join/when`, stepRoots, compiler.looks);
}

function compileMutex(
  compiler: Compiler,
  { key, scope }: NonNullable<Step['mutex']>,
  path: string,
  reads: PlacedRead[],
): PlannedMutex {
  return { key: compiler.value(key, `${path}/key`, stepRoots, reads), scope };
}
