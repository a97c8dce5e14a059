import type { FailurePolicy } from '../definition/definition.js';
import type { Reason, RunStatus, StepStatus } from './status.js';

/** What the run rules know of a step: its status, and how the edges of its join have ended so far. */
export interface StepControl {
  readonly status: StepStatus;
  /** Edges that arrived: completed, failed with `continue`, saved by a fallback. */
  readonly arrived: number;
  /** Edges whose source failed, or was skipped because of a failure. */
  readonly failed: number;
  /** Edges whose source was skipped or cancelled. */
  readonly dead: number;
}

/** Why and how a run is being brought to its end before its steps are done. */
export interface RunStop {
  /** `continue`: only what the failure needs is lost; `drain`: nothing new starts; `cancel`: what runs is aborted. */
  readonly mode: FailurePolicy;
  readonly reason: Reason;
}

export interface RunControl {
  readonly status: RunStatus;
  readonly stop?: RunStop;
}

/** Control state as it was read; steps nothing is stored of are `pending` with no edge ended. */
export interface ControlState {
  readonly run: RunControl;
  step(stepId: string): StepControl;
}

export const pendingStep: StepControl = { status: 'pending', arrived: 0, failed: 0, dead: 0 };
