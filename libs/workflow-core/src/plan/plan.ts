import type { WorkflowDefinition } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import type { Expression, ExpressionRoot } from '../expression/expression.js';
import type { NamedSchedule } from '../schedule/named-schedules.js';
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
  /** Ids of the steps that its expressions and templates read, of its own scope or one around it: what a claim brings. */
  readonly reads: readonly string[];
  /** What they read beside steps. */
  readonly roots: readonly ExpressionRoot[];
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
export type PlannedControl = InstantControl | PlannedContainer;

/** What the engine does in a step that has none inside. */
export type InstantControl =
  | {
      readonly kind: 'choice';
      readonly mode: 'first' | 'every';
      readonly branches: readonly { readonly when: Expression; readonly takes: readonly string[] }[];
      readonly otherwise?: readonly string[];
    }
  | { readonly kind: 'end'; readonly outcome: 'completed' | 'failed'; readonly output?: CompiledValue }
  /** What people are asked, and what they are shown beside it. */
  | { readonly kind: 'approval'; readonly prompt: CompiledValue; readonly show?: CompiledValue }
  /** A child run, with what its trigger is rendered from; the rest stands in the step. */
  | { readonly kind: 'workflow'; readonly inputs: CompiledValue }
  /** A plain wait has one arm, of the id `''`, which takes nothing. */
  | { readonly kind: 'wait' | 'deferredChoice'; readonly arms: readonly PlannedArm[] };

/** A step whose own steps run in instances. */
export type PlannedContainer = PlannedMap | PlannedLoop | PlannedInterleave;

export interface PlannedMap {
  readonly kind: 'map';
  readonly scope: ScopePlan;
  /** Gives the list. */
  readonly over: Expression;
  /** What an item gives. */
  readonly output: CompiledValue;
  /** Instances that are open at once. */
  readonly concurrency: number;
  /** Failed items that are let pass: so many, or so many of a hundred. */
  readonly tolerates: { readonly items: number } | { readonly percent: number };
  /** Asked after the end of each item, and of each step that it reads; true completes the map at once. */
  readonly completeWhen?: Expression;
  /** What becomes of the other items then. */
  readonly rest: 'cancel' | 'keep';
}

export interface PlannedLoop {
  readonly kind: 'loop';
  readonly scope: ScopePlan;
  /** Asked before each iteration. */
  readonly while?: Expression;
  /** Asked after each iteration. */
  readonly until?: Expression;
  /** What an iteration gives. */
  readonly output: CompiledValue;
  readonly maxIterations: number;
}

export interface PlannedInterleave {
  readonly kind: 'interleave';
  readonly scope: ScopePlan;
}

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

/** A trigger by a webhook, by a named event, or by the clock, told apart by its fields. */
export type PlannedTrigger = PlannedWebhook | PlannedEvent | PlannedSchedule;

export interface PlannedWebhook extends PlannedReaction {
  readonly webhook: string;
  readonly event?: string;
}

export interface PlannedEvent extends PlannedReaction {
  readonly event: string;
}

/** What a trigger makes of an event. */
interface PlannedReaction {
  readonly when?: Expression;
  readonly map?: CompiledValue;
}

/** How many runs there are at once under the same key. */
export interface PlannedConcurrency {
  /** Over `trigger` and `team`. */
  readonly key: CompiledValue;
  readonly limit: number;
}

export interface PlannedSchedule extends NamedSchedule {
  readonly inputs: CompiledValue;
}

/** Steps that are decided together: those of a definition, or those inside a container. Ids are their own, no paths. */
export interface ScopePlan {
  readonly steps: ReadonlyMap<string, PlannedStep>;
  /** Ids with no dependency and no step they serve, in the order of the definition: what a start releases. */
  readonly roots: readonly string[];
  /** Ids of the steps that joins by expression look at. */
  readonly looks: readonly string[];
  /** Ids of the steps from which what the scope gives is read: they are needed, whatever depends on them. */
  readonly shown: ReadonlySet<string>;
  /**
   * Maps, of the scope or inside it, that are to be asked whether they are complete when a step of the scope ends, since
   * their `completeWhen` reads one: by the ids on the way to each.
   */
  readonly asking: readonly (readonly string[])[];
  /** Of an interleave, whose steps go one at a time: for each step those that go before it. */
  readonly turns?: ReadonlyMap<string, readonly string[]>;
}

export interface Plan extends ScopePlan {
  readonly definition: WorkflowDefinition;
  /** Step ids by level. */
  readonly levels: readonly (readonly string[])[];
  /** The longest chain, by declared timeouts where given, else by count. */
  readonly criticalPath: readonly string[];
  readonly outputs: readonly PlannedOutput[];
  /** What the error handler calls, in order. */
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
  readonly concurrency?: PlannedConcurrency;
}
