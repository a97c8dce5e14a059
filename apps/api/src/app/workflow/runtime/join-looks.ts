import {
  evaluateExpression,
  pathIn,
  readPath,
  stepAt,
  type ExpressionContext,
  type JoinLook,
  type Plan,
  type Reason,
  type Transition,
} from '@workflow/core';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore, StepReadView } from '../state/run-store.js';
import { endOfError } from './attempt-end.js';
import type { StepContexts } from './step-contexts.js';

/** The step whose end is being decided, with the output that is not written yet. */
export interface EndingStep {
  readonly stepId: string;
  /** Encoded; absent for a step that ends without one. */
  readonly output?: string;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Answers the joins by expression beside these steps: by the run's steps as they were read, with what the transition has changed since.
 * Large outputs are fetched here, since the run rules cannot wait.
 */
export async function joinLook(
  store: RunStore,
  contexts: StepContexts,
  plan: Plan,
  record: RunRecord,
  transition: Transition,
  stepPaths: readonly string[],
  ending?: EndingStep,
): Promise<JoinLook> {
  const scopes = new Map(stepPaths.map((path) => stepAt(plan, path).scope).map((scope) => [scope.path, scope]));
  const looking = [...scopes.values()].filter((scope) => scope.plan.looks.length > 0);
  const paths = looking.flatMap((scope) => scope.plan.looks.map((stepId) => readPath(scope, stepId)));
  const found = paths.length === 0 ? {} : await store.recordViews(record, paths);
  const own = new Map<string, ExpressionContext>();
  for (const scope of looking) own.set(scope.path, await contexts.ofScope(record, scope, ['item', 'index', 'loop']));
  const outputs = looking.length === 0 ? new Map<string, unknown>() : endingOutputs(store, plan, record, ending);
  const view = (path: string): StepReadView => {
    const before = found[path] as StepReadView;
    // A step that its fallback saves shows the output, though nothing else of it changes.
    const output = outputs.has(path) ? outputs.get(path) : before.output;
    const change = transition.changes.get(path);
    if (change === undefined) return { ...before, output };
    const { status } = change.control;
    const error = change.reason ?? (status === 'completed' ? undefined : before.error);
    const endedAt = ending === undefined ? undefined : new Date(ending.now).toISOString();
    return { ...before, status, output, error, finishedAt: before.finishedAt ?? endedAt };
  };
  return (path) => {
    const { planned, scope } = stepAt(plan, path);
    const { rule } = planned.join;
    if (rule.kind !== 'when') throw new RangeError(`The join of step '${path}' has no expression.`);
    const steps = Object.fromEntries(rule.reads.map((read) => [read, view(readPath(scope, read))]));
    const context = { steps, trigger: record.trigger, team: record.teamId, ...own.get(scope.path) };
    try {
      return Boolean(evaluateExpression(rule.expression, context));
    } catch (error) {
      return reasonOf(error, path);
    }
  };
}

/** The output of the ending step, also where a fallback gives it to the step that it serves. */
function endingOutputs(store: RunStore, plan: Plan, record: RunRecord, ending?: EndingStep): Map<string, unknown> {
  const outputs = new Map<string, unknown>();
  if (ending?.output === undefined) return outputs;
  const value = store.decode(record.teamId, record.runId, ending.output);
  const { scope, planned } = stepAt(plan, ending.stepId);
  for (let id: string | undefined = planned.id; id !== undefined;) {
    outputs.set(pathIn(scope, id), value);
    id = scope.plan.steps.get(id)?.fallbackOf;
  }
  return outputs;
}

function reasonOf(error: unknown, stepId: string): Reason {
  const end = endOfError(error, stepId);
  if (end.kind !== 'failed') throw error;
  return end.reason;
}
