import type { WorkflowDefinition } from '../definition/definition.js';
import type { Expression } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';

/** Why a step waits for another. */
export type DependencyReason =
  | { readonly kind: 'declared' }
  /** Read by the template or expression at `path` (JSON Pointer below the step, such as `/inputs/research`). */
  | { readonly kind: 'read'; readonly path: string; readonly expression: string };

export interface Dependency {
  readonly stepId: string;
  readonly reasons: readonly DependencyReason[];
}

/** One step as the engine sees it: everything that a transition needs, computed once per version. */
export interface PlannedStep {
  readonly id: string;
  /** Position in the definition. */
  readonly index: number;
  readonly dependencies: readonly Dependency[];
  /** Ids of the steps that have an edge from this one, in the order of the definition. */
  readonly dependents: readonly string[];
  /** Ids of the steps that `condition`, `inputs` and `transform` read, which is what a claim brings. */
  readonly reads: readonly string[];
  /** The step that this one serves as a fallback, when it is one. */
  readonly fallbackOf?: string;
  /**
   * 0 for a step with no dependency, else one more than its deepest dependency; a fallback lies below the step that it
   * serves as well.
   */
  readonly level: number;
  /** Looked at once, before the first attempt; absent means always. */
  readonly condition?: Expression;
  readonly inputs: CompiledValue;
  /** The call that the definition declares to undo this step; the action itself may declare another. */
  readonly compensate?: CompiledCall;
}

/** An action to call, with its inputs compiled. */
export interface CompiledCall {
  readonly agent: string;
  readonly action: string;
  readonly inputs: CompiledValue;
}

export interface PlannedOutput {
  readonly name: string;
  readonly from: CompiledValue;
}

export interface PlannedTrigger {
  readonly webhook: string;
  readonly event?: string;
  readonly when?: Expression;
  readonly map?: CompiledValue;
}

export interface Plan {
  readonly definition: WorkflowDefinition;
  readonly steps: ReadonlyMap<string, PlannedStep>;
  /** Ids with no dependency and no step they serve, in the order of the definition: what a start releases. */
  readonly roots: readonly string[];
  /** Step ids by level. */
  readonly levels: readonly (readonly string[])[];
  /** The longest chain, by declared timeouts where given, else by count. */
  readonly criticalPath: readonly string[];
  readonly outputs: readonly PlannedOutput[];
  /** What the error handler calls, in order. */
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
}
