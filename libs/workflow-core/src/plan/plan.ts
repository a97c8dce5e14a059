import type { WorkflowDefinition } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import type { Expression } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';

/** Why a step waits for another. */
export type DependencyReason =
  | { readonly kind: 'declared' }
  /** The other is a choice that may take this step. */
  | { readonly kind: 'branch' }
  /** Read by the template or expression at `path` (JSON Pointer below the step, such as `/inputs/research`). */
  | { readonly kind: 'read'; readonly path: string; readonly expression: string };

export interface Dependency {
  readonly stepId: string;
  readonly reasons: readonly DependencyReason[];
  /** True for an edge beside the step's join: it must arrive, whatever the join asks of the others. */
  readonly isGate: boolean;
}

/** The other end of a dependency. */
export interface Dependent {
  readonly stepId: string;
  readonly isGate: boolean;
  /** True where this step is a choice that takes the other or does not: what it does not take is skipped. */
  readonly isBranch: boolean;
}

/** How a step's edges decide it. */
export interface PlannedJoin {
  readonly rule: JoinRule;
  /** Edges that the rule counts; under `all` every edge. */
  readonly edges: number;
  /** Edges beside them: reads that the join does not name, and for a fallback the failure of the step that it serves. */
  readonly gates: number;
  /** What becomes of the named steps that are still live when the rule is met. */
  readonly rest: 'keep' | 'cancel';
  readonly onDead: 'skip' | 'run' | 'fail';
}

export type JoinRule =
  | { readonly kind: 'all' | 'allSettled' | 'any' }
  | { readonly kind: 'atLeast'; readonly count: number }
  | {
      readonly kind: 'when';
      readonly expression: Expression;
      /** Ids of the steps that the expression reads. */
      readonly reads: readonly string[];
    };

/** One step as the engine sees it: everything that a transition needs, computed once per version. */
export interface PlannedStep {
  readonly id: string;
  /** Position in the definition. */
  readonly index: number;
  readonly step: Step;
  readonly join: PlannedJoin;
  readonly dependencies: readonly Dependency[];
  /** The steps that have an edge from this one, in the order of the definition. */
  readonly dependents: readonly Dependent[];
  /** Ids of the steps that its expressions and templates read, which is what a claim brings. */
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
  /** Asked as each attempt begins; false skips the step. */
  readonly onlyWhile?: Expression;
  /** At most one step at a time holds the same key of the same scope; rendered as the step first enters. */
  readonly mutex?: PlannedMutex;
  /** Inputs of an action; of other kinds none. */
  readonly inputs: CompiledValue;
  /** Stands in for the inputs of an action whose output may be reused. */
  readonly cacheKey?: CompiledValue;
  /** What a step that is no action does. */
  readonly control?: PlannedControl;
  /** The call that the definition declares to undo this step; the action itself may declare another. */
  readonly compensate?: CompiledCall;
}

export interface PlannedMutex {
  readonly key: CompiledValue;
  readonly scope: 'run' | 'team' | 'global';
}

/** What the engine itself does in a step. */
export type PlannedControl =
  | {
      readonly kind: 'choice';
      readonly mode: 'first' | 'every';
      readonly branches: readonly { readonly when: Expression; readonly takes: readonly string[] }[];
      readonly otherwise?: readonly string[];
    }
  | { readonly kind: 'end'; readonly outcome: 'completed' | 'failed'; readonly output?: CompiledValue }
  /** What people are asked, and what they are shown beside it. */
  | { readonly kind: 'approval'; readonly prompt: CompiledValue; readonly show?: CompiledValue }
  /** A plain wait has one arm, of the id `''`, which takes nothing. */
  | { readonly kind: 'wait' | 'deferredChoice'; readonly arms: readonly PlannedArm[] };

/** One thing that a wait waits for. */
export interface PlannedArm {
  readonly id: string;
  /** Steps that are taken when it comes first. */
  readonly takes: readonly string[];
  readonly awaits:
    | {
        readonly kind: 'signal';
        readonly name: string;
        readonly key?: CompiledValue;
        readonly match?: Expression;
        readonly mailbox: 'persistent' | 'transient';
      }
    /** Renders to milliseconds, or to an ISO date and time. */
    | { readonly kind: 'delay' | 'until'; readonly value: CompiledValue };
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

/** How many runs there are at once under the same key. */
export interface PlannedConcurrency {
  /** Over `trigger` and `team`. */
  readonly key: CompiledValue;
  readonly limit: number;
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
  /** Ids of the steps that joins by expression look at. */
  readonly looks: readonly string[];
  /** What the error handler calls, in order. */
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
  readonly concurrency?: PlannedConcurrency;
}
