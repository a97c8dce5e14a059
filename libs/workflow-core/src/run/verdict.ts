import type { WorkflowDefinition } from '../definition/definition.js';
import type { RunStop } from './control-state.js';
import type { RunStatus } from './status.js';

/** What a run comes to once every step has ended. */
export type Verdict =
  | { readonly kind: 'completed' }
  /** The error handler runs, in this order: undo, then notify; the run is terminal after it. */
  | { readonly kind: 'failed'; readonly undo: boolean }
  | { readonly kind: 'cancelled'; readonly undo: boolean };

/** A run is failed only if a failure (or its timeout) stands at its end; an operator's cancel is a cancel. */
export function verdictOf(definition: WorkflowDefinition, stop: RunStop | undefined, undoAsked: boolean): Verdict {
  if (stop === undefined) return { kind: 'completed' };
  if (stop.outcome === 'completed') return { kind: 'completed' };
  if (stop.reason.code === 'RUN_CANCELLED') return { kind: 'cancelled', undo: undoAsked };
  return { kind: 'failed', undo: definition.errorHandler.rollback };
}

/** The run's last status, after the error handler: `compensated` only after a rollback that left nothing. */
export function terminalStatus(verdict: Verdict, undone: number, notUndone: number): RunStatus {
  switch (verdict.kind) {
    case 'completed':
      return 'completed';
    case 'failed':
      return verdict.undo && undone > 0 && notUndone === 0 ? 'compensated' : 'failed';
    case 'cancelled':
      return 'cancelled';
  }
}
