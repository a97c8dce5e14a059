import type { InterleaveStep, LoopStep, MapStep, Step } from '../definition/step-kinds.js';
import type { Expression, ExpressionRoot } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';
import type { PlacedRead } from './compiler.js';
import type { CompiledCall, InstantControl, PlannedMutex } from './plan.js';

/** A step with its templates and expressions parsed. */
export interface CompiledStep {
  /** A pointer into the normal form. */
  readonly path: string;
  readonly condition?: Expression;
  /** The expression of a join by `when`. */
  readonly joinWhen?: Expression;
  readonly onlyWhile?: Expression;
  readonly mutex?: PlannedMutex;
  readonly cacheKey?: CompiledValue;
  readonly inputs: CompiledValue;
  readonly control?: InstantControl;
  readonly container?: CompiledContainer;
  readonly compensate?: CompiledCall;
  /** What its condition, its inputs, its keys and what the engine does in it read: the reads that make edges. */
  readonly reads: readonly PlacedRead[];
  /** What all of its expressions read beside steps. */
  readonly roots: readonly ExpressionRoot[];
}

/** A container with its templates and expressions parsed, and the steps inside it. */
export interface CompiledContainer {
  readonly step: MapStep | LoopStep | InterleaveStep;
  readonly steps: readonly Step[];
  readonly compiled: readonly CompiledStep[];
  readonly over?: Expression;
  readonly completeWhen?: Expression;
  readonly while?: Expression;
  readonly until?: Expression;
  readonly output?: CompiledValue;
}
