import { createHash } from 'node:crypto';
import {
  renderValue,
  TerminalError,
  type ExpressionContext,
  type PlannedConcurrency,
  type PlannedMutex,
} from '@workflow/core';

/**
 * The slot that stands for a mutex. Its key is hashed: it may hold a phone number, and may be long.
 * @throws TerminalError INVALID_INPUT when the template gives no text; errors of its expressions
 */
export function mutexSlot(
  { key, scope }: PlannedMutex,
  run: { readonly teamId: string; readonly runId: string },
  context: ExpressionContext,
): string {
  const place = { run: [run.teamId, run.runId], team: [run.teamId], global: [] }[scope];
  return slotId('mutex', [scope, ...place, textOf(renderValue(key, context), 'mutex')]);
}

/**
 * The slot of the runs of a workflow that only so many are at once of.
 * @throws TerminalError INVALID_INPUT when the template gives no text; errors of its expressions
 */
export function runsSlot(
  { key }: PlannedConcurrency,
  { teamId, workflowId }: { readonly teamId: string; readonly workflowId: string },
  trigger: unknown,
): string {
  const text = textOf(renderValue(key, { steps: {}, trigger, team: teamId }), 'concurrency');
  return slotId('runs', [teamId, workflowId, text]);
}

/** A slot's id: what it is for, and a hash of what tells it from others. */
function slotId(kind: 'mutex' | 'runs', parts: readonly string[]): string {
  return `${kind}.${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
}

export function isRunsSlot(slot: string): boolean {
  return slot.startsWith('runs.');
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '' && value.isWellFormed()) return value;
  if (typeof value === 'number') return String(value);
  throw new TerminalError('INVALID_INPUT', `The key of its ${what} gives no text.`);
}
