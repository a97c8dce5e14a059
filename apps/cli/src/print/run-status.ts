import type { RunStatus, StepStatus } from '@workflow/contract';
import type { Paint } from './paint.js';

/** Whether a run in this status stays as it is. */
export function isOver(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'compensated';
}

const signs: Readonly<Record<StepStatus, string>> = {
  pending: '·',
  ready: '○',
  running: '●',
  waiting: '◌',
  unknown: '?',
  completed: '✔',
  failed: '✖',
  skipped: '↷',
  cancelled: '⊘',
  compensating: '↺',
  compensated: '↩',
};

/** The sign of a step's status, in its colour. */
export function sign(status: StepStatus, colours: Paint): string {
  return inColourOf(status, colours)(signs[status]);
}

/** A status word in its colour. */
export function statusWord(status: RunStatus | StepStatus, colours: Paint): string {
  return inColourOf(status, colours)(status);
}

function inColourOf(status: RunStatus | StepStatus, colours: Paint): (text: string) => string {
  switch (status) {
    case 'completed':
      return colours.green;
    case 'failed':
    case 'failing':
      return colours.red;
    case 'running':
    case 'ready':
      return colours.cyan;
    case 'waiting':
    case 'paused':
    case 'unknown':
    case 'compensating':
    case 'compensated':
      return colours.yellow;
    case 'pending':
    case 'skipped':
    case 'cancelled':
      return colours.dim;
    default:
      return unknownStatus(status);
  }
}

function unknownStatus(status: never): never {
  throw new Error(`The status ${String(status)} is not known.`);
}
