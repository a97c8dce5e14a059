import {
  evaluateExpression,
  type ExpressionContext,
  type JoinLook,
  type Plan,
  type PlannedStep,
  type Reason,
  type Transition,
} from '@workflow/core';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore, StepReadView } from '../state/run-store.js';
import { endOfError } from './attempt-end.js';

/** The step whose end is being decided, with the output that is not written yet. */
export interface EndingStep {
  readonly stepId: string;
  /** Encoded; absent for a step that ends without one. */
  readonly output?: string;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Answers the joins by expression of a run: by its steps as they were read, with what the transition has changed since.
 * Large outputs are fetched here, since the run rules cannot wait.
 */
export async function joinLook(
  store: RunStore,
  plan: Plan,
  record: RunRecord,
  transition: Transition,
  ending?: EndingStep,
): Promise<JoinLook> {
  const found = plan.looks.length === 0 ? {} : await store.recordViews(record, plan.looks);
  const outputs = endingOutputs(store, plan, record, ending);
  const view = (stepId: string): StepReadView => {
    const before = found[stepId] as StepReadView;
    // A step that its fallback saves shows the output, though nothing else of it changes.
    const output = outputs.has(stepId) ? outputs.get(stepId) : before.output;
    const change = transition.changes.get(stepId);
    if (change === undefined) return { ...before, output };
    const { status } = change.control;
    const error = change.reason ?? (status === 'completed' ? undefined : before.error);
    const endedAt = ending === undefined ? undefined : new Date(ending.now).toISOString();
    return { ...before, status, output, error, finishedAt: before.finishedAt ?? endedAt };
  };
  return (stepId) => {
    const { rule } = (plan.steps.get(stepId) as PlannedStep).join;
    if (rule.kind !== 'when') throw new RangeError(`The join of step '${stepId}' has no expression.`);
    const steps = Object.fromEntries(rule.reads.map((read) => [read, view(read)])) as ExpressionContext['steps'];
    try {
      return Boolean(evaluateExpression(rule.expression, { steps, trigger: record.trigger, team: record.teamId }));
    } catch (error) {
      return reasonOf(error, stepId);
    }
  };
}

/** The output of the ending step, also where a fallback gives it to the step that it serves. */
function endingOutputs(store: RunStore, plan: Plan, record: RunRecord, ending?: EndingStep): Map<string, unknown> {
  const outputs = new Map<string, unknown>();
  if (ending?.output === undefined || plan.looks.length === 0) return outputs;
  const value = store.decode(record.teamId, record.runId, ending.output);
  for (let id: string | undefined = ending.stepId; id !== undefined;) {
    outputs.set(id, value);
    id = plan.steps.get(id)?.fallbackOf;
  }
  return outputs;
}

function reasonOf(error: unknown, stepId: string): Reason {
  const end = endOfError(error, stepId);
  if (end.kind !== 'failed') throw error;
  return end.reason;
}
