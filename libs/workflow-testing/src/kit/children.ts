import { checkTrigger, WorkflowError, type StepPlace, type WorkflowStep } from '@workflow/core';
import { failAttempt } from './attempt-failures.js';
import type { MemoryRun } from './memory-run.js';

/** The deepest level at which a run may start, the first one being 0. */
const deepestRun = 10;

/** Starts the child run of a step, and ends the step by it. */
export function startChild(run: MemoryRun, { path, planned }: StepPlace, inputs: object): void {
  const { workflow, timeout } = planned.step as WorkflowStep;
  const { world } = run;
  const fail = (code: string, message: string): void =>
    failAttempt(run, path, { code }, { code, message, stepId: path });
  const depth = (run.parent?.depth ?? 0) + 1;
  if (depth > deepestRun) {
    return fail(
      'WORKFLOW_DEPTH',
      `'${workflow.id}' would be run ${depth} levels below the first; ${deepestRun} are allowed.`,
    );
  }
  const plan = world.findPlan(workflow.id);
  if (plan === undefined) return fail('NOT_FOUND', `There is no workflow '${workflow.id}'.`);
  const trigger = checkTrigger(plan.definition, inputs);
  if (!trigger.ok) return fail('INVALID_INPUT', trigger.problems.map(({ message }) => message).join(' '));
  const told = (): void => {
    disarm?.();
    run.livesNoMore(path);
    const end = endOf(child);
    if ('output' in end) run.complete(path, end.output);
    else fail(end.code, end.message);
  };
  const parent = { run, stepId: path, depth, ...(workflow.wait && { told }) };
  const child = world.start(plan, trigger.trigger, parent);
  run.children.push(child);
  run.tell('step.child_started', path, { childRunId: child.id, workflowId: workflow.id });
  if (!workflow.wait) return run.complete(path, { runId: child.id });
  const late = (): void => {
    run.livesNoMore(path);
    callOff(child);
    fail('TIMEOUT', `Run ${child.id}, which it waits for, took longer than its timeout.`);
  };
  const disarm = timeout === undefined ? undefined : world.clock.at(world.clock.now() + timeout, late);
  const stop = (): void => {
    disarm?.();
    callOff(child);
  };
  run.lives(path, { isAttempt: true, stop });
}

/** What ends with a run: children of steps that did not complete and, unless it completes, detached ones. */
export function callOffChildren(run: MemoryRun, completes: boolean): void {
  for (const child of run.children) {
    const { stepId = '' } = child.parent ?? {};
    const { workflow } = run.place(stepId).planned.step as WorkflowStep;
    if (run.memory.step(stepId).status === 'completed' && (completes || workflow.wait)) continue;
    callOff(child);
  }
}

/** The child follows its parent's step where its definition says so. */
function callOff(child: MemoryRun): void {
  const { run, stepId } = child.parent as NonNullable<MemoryRun['parent']>;
  const { workflow } = run.place(stepId).planned.step as WorkflowStep;
  if (workflow.onParentCancel === 'abandon') return;
  const message = `Step '${stepId}' of run ${run.id}, which started it, is done with it.`;
  child.stop({ mode: 'cancel', reason: { code: 'RUN_CANCELLED', message } });
}

function endOf(child: MemoryRun): { readonly output: unknown } | { readonly code: string; readonly message: string } {
  const { status, stop } = child.memory.run;
  if (status === 'completed') return { output: child.end.outputs };
  const why = stop === undefined ? '.' : `: ${stop.reason.code} ${stop.reason.message}`;
  const name = `Run ${child.id} of '${child.plan.definition.id}'`;
  if (status === 'cancelled') return { code: 'CHILD_CANCELLED', message: `${name} was cancelled${why}` };
  return new WorkflowError('CHILD_FAILED', `${name} ended ${status}${why}`);
}
