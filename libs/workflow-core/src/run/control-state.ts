import type { FailurePolicy } from '../definition/definition.js';
import type { Reason, RunStatus, StepStatus } from './status.js';

/** How many edges have ended so far, and how. */
export interface EdgeCounts {
  /** Edges that arrived: completed, failed with `continue`, saved by a fallback. */
  readonly arrived: number;
  /** Edges whose source failed, or was skipped because of a failure. */
  readonly failed: number;
  /** Edges whose source was skipped or cancelled. */
  readonly dead: number;
}

/** What the run rules know of a step: its status, and how the edges of its join have ended so far. */
export interface StepControl extends EdgeCounts {
  readonly status: StepStatus;
  /** The edges beside the join, each of which must arrive: none under `all`, where they count as the join's own. */
  readonly gates: EdgeCounts;
  /** True once a join other than `all` has fired; the step may still wait for its gates. */
  readonly hasFired: boolean;
}

/** Why and how a run is being brought to its end before its steps are done. */
export interface RunStop {
  /** `continue`: only what the failure needs is lost; `drain`: nothing new starts; `cancel`: what runs is aborted. */
  readonly mode: FailurePolicy;
  readonly reason: Reason;
  /** How an `end` wants the run to end; absent for every other reason. */
  readonly outcome?: 'completed' | 'failed';
  /** Steps whose looking joins fired over the failure: they and the steps behind them go on. Absent: none. */
  readonly spares?: readonly string[];
}

export interface RunControl {
  readonly status: RunStatus;
  readonly stop?: RunStop;
  /**
   * Failures that a join may still take off, each with the step that failed, in the order in which they came; absent:
   * none.
   */
  readonly open?: readonly Reason[];
}

/** Control state as it was read; steps nothing is stored of are `pending` with no edge ended. */
export interface ControlState {
  readonly run: RunControl;
  /** By its path. */
  step(stepId: string): StepControl;
  /** Paths of the instances of a container that are open: begun, and not counted as ended yet. */
  openInstances(containerPath: string): readonly string[];
}

export const noEdges: EdgeCounts = { arrived: 0, failed: 0, dead: 0 };
export const pendingStep: StepControl = { status: 'pending', ...noEdges, gates: noEdges, hasFired: false };
