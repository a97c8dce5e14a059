import {
  armWait,
  checkTrigger,
  decideVotes,
  dueAtOf,
  matchSignal,
  refuseVote,
  ripeAt,
  WorkflowError,
  type ApprovalOutcome,
  type ApprovalStep,
  type ArmedWait,
  type ExpressionContext,
  type PlannedArm,
  type StepPlace,
  type Vote,
  type WaitControl,
  type WaitOutcome,
} from '@workflow/core';
import type { MemoryRun } from './memory-run.js';

/** A wait that is armed, in the order in which all were. */
export interface Armed {
  readonly run: MemoryRun;
  readonly place: StepPlace;
  readonly control: WaitControl;
  readonly context: ExpressionContext;
  readonly wait: ArmedWait;
  readonly votes: Vote[];
}

/** A signal as it was sent: to a run, or under a key. */
export interface Signal {
  readonly run?: MemoryRun;
  readonly key?: string;
  readonly name: string;
  readonly payload: unknown;
}

/** Arms a wait, a deferred choice or an approval. @throws what its templates throw, and TerminalError INVALID_INPUT */
export function armStep(run: MemoryRun, place: StepPlace, control: WaitControl, context: ExpressionContext): void {
  const { clock, mailbox } = run.world;
  const { path, planned } = place;
  const wait = armWait(control, context, clock.now(), planned.step.timeout);
  const armed: Armed = { run, place, control, context, wait, votes: [] };
  run.mark(path, 'waiting');
  const due = dueAtOf(wait);
  const ripe = (): void => endWait(armed, ripeAt(wait, clock.now()) as WaitOutcome | 'timeout');
  const disarm = due === undefined ? undefined : clock.at(due, ripe);
  const stop = (): void => {
    disarm?.();
    mailbox.disarm(armed);
  };
  run.lives(path, { isAttempt: false, stop });
  mailbox.arm(armed);
}

/** Counts somebody's vote. @throws WorkflowError FORBIDDEN, CONFLICT for a second vote, INVALID_REQUEST for a bad form */
export function castVote(
  armed: Armed,
  vote: Omit<Vote, 'at'>,
  { role, startedBy }: { readonly role?: string; readonly startedBy?: string },
): void {
  const { approval } = armed.place.planned.step as ApprovalStep;
  const checked = vote.form === undefined && vote.decision === 'reject' ? undefined : checkForm(approval, vote.form);
  const refusal = refuseVote(approval.approvers, armed.votes, { name: vote.by, role }, startedBy);
  if (refusal !== undefined) {
    const message = `The vote of '${vote.by}' at step '${armed.place.path}' is not taken: ${refusal}.`;
    throw new WorkflowError(refusal === 'voted-before' ? 'CONFLICT' : 'FORBIDDEN', message);
  }
  armed.votes.push({ ...vote, ...(checked && { form: checked }), at: armed.run.world.clock.now() });
  armed.run.tell('step.voted', armed.place.path, { by: vote.by, decision: vote.decision });
  const outcome = decideVotes(approval.approvers, armed.votes);
  if (outcome !== undefined) endWait(armed, { arm: '', payload: outcome });
}

/** The id of the first arm that takes the signal; undefined where none does. */
export function armThatTakes({ wait, control, context, run }: Armed, signal: Signal): string | undefined {
  if (control.kind === 'approval' || (signal.run !== undefined && signal.run !== run)) return undefined;
  const takes = (index: number, { awaits }: PlannedArm): boolean => {
    const arm = wait.arms[index];
    if (arm === undefined || !('signal' in arm) || awaits.kind !== 'signal') return false;
    return arm.signal === signal.name && arm.key === signal.key && matchSignal(awaits.match, context, signal.payload);
  };
  return control.arms.find((arm, index) => takes(index, arm))?.id;
}

/** Ends a wait by what has come first. */
export function endWait({ run, place, control }: Armed, outcome: WaitOutcome | 'timeout'): void {
  const { path, planned } = place;
  if (outcome !== 'timeout') {
    const { arm, payload } = outcome;
    if (control.kind !== 'deferredChoice') return run.complete(path, payload);
    const taken = control.arms.find(({ id }) => id === arm)?.takes ?? [];
    return run.complete(path, { chosen: arm, payload }, { taken });
  }
  const decision = control.kind === 'approval' ? (planned.step as ApprovalStep).approval.onTimeout : 'fail';
  if (decision !== 'fail') {
    const given: ApprovalOutcome = { decision, by: [] };
    return run.complete(path, given);
  }
  const reason = { code: 'TIMEOUT', message: 'Nothing came before its timeout.', stepId: path };
  run.finish(path, { status: 'failed', reason });
}

function checkForm({ form: declared }: ApprovalStep['approval'], form: Vote['form']): Vote['form'] {
  if (form === undefined && declared.length === 0) return undefined;
  const checked = checkTrigger({ inputs: declared }, form);
  if (checked.ok) return checked.trigger;
  throw new WorkflowError('INVALID_REQUEST', 'The form does not fit what the approval asks for.', {
    details: checked.problems,
  });
}
