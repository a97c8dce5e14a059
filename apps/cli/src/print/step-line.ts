import type { Run, StepState } from '@workflow/contract';
import { duration } from './duration.js';
import type { Paint } from './paint.js';
import { firstLine } from './printable.js';
import { sign, statusWord } from './run-status.js';

/** Columns of a terminal that a step's indentation may take. */
const deepest = 40;

export interface StepPlace {
  readonly depth: number;
  /** Width of the longest indented id. */
  readonly idWidth: number;
  /** Width of the whole line. */
  readonly width: number;
  readonly now: number;
}

/** One step on one line: sign, id, what it took, and the beginning of what it gave or why it gave nothing. */
export function stepLine(step: StepState, place: StepPlace, colours: Paint): string {
  const id = indented(step.stepId, place.depth).padEnd(place.idWidth);
  const facts = [step.status, elapsed(step, place.now), step.attempts > 1 ? `attempt ${step.attempts}` : ''].filter(
    (fact) => fact !== '',
  );
  const room = place.width - id.length - 6 - facts.join('  ').length;
  const said = room < 10 ? '' : outcome(step, room);
  const [, ...rest] = facts;
  const words = [`${sign(step.status, colours)} ${id}`, statusWord(step.status, colours), ...rest, colours.dim(said)];
  return words.filter((word) => word !== colours.dim('')).join('  ');
}

/** The run itself on one line. */
export function runLine(run: Run, now: number, colours: Paint): string {
  const began = Date.parse(run.startedAt ?? run.createdAt);
  const ended = run.finishedAt === undefined ? now : Date.parse(run.finishedAt);
  const sandbox = run.sandbox.length === 0 ? '' : `  ${colours.dim(`sandbox: ${run.sandbox.join(', ')}`)}`;
  const name = `${run.workflowId} v${run.version}`;
  return `${colours.bold(name)}  ${run.runId}  ${statusWord(run.status, colours)}  ${duration(ended - began)}${sandbox}`;
}

export function indented(stepId: string, depth: number): string {
  return `${' '.repeat(Math.min(depth * 2, deepest))}${stepId}`;
}

/** What a step gave, or why it gave nothing, cut to `width`. */
export function outcome(step: StepState, width: number): string {
  if (step.error !== undefined) {
    const cause = step.error.stepId === undefined || step.error.stepId === step.stepId ? '' : ` (${step.error.stepId})`;
    return firstLine(`${step.error.code}${cause} ${step.error.message}`, width);
  }
  if (step.status === 'running' && step.childRunId !== undefined) return firstLine(`runs ${step.childRunId}`, width);
  if (step.status === 'waiting') return firstLine(waitingWords(step) ?? step.output, width);
  return firstLine(step.output, width);
}

/** What a waiting step waits for, as far as it is known. */
function waitingWords({ kind, approval, retryAt }: StepState): string | undefined {
  if (approval !== undefined) return `asks: ${approval.prompt}`;
  if (retryAt === undefined) return kind === 'wait' || kind === 'deferredChoice' ? 'waits for a signal' : undefined;
  return kind === 'action' ? `next attempt at ${retryAt}` : `waits until ${retryAt}`;
}

function elapsed(step: StepState, now: number): string {
  if (step.startedAt === undefined) return '';
  const isStill = step.finishedAt === undefined;
  if (isStill && (step.status === 'pending' || step.status === 'skipped' || step.status === 'cancelled')) return '';
  return duration((isStill ? now : Date.parse(step.finishedAt as string)) - Date.parse(step.startedAt));
}
