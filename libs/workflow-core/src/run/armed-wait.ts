import { z } from 'zod';
import { TerminalError } from '../errors/workflow-error.js';
import type { ExpressionContext } from '../expression/expression.js';
import type { PlannedArm, PlannedControl } from '../plan/plan.js';
import { renderValue } from '../template/render-value.js';
import type { Vote } from './approval-votes.js';

const isoMoment = z.iso.datetime({ offset: true });

/** What a wait waits for, rendered once, when it is armed. Times are milliseconds since 1970. */
export interface ArmedWait {
  readonly armedAt: number;
  /** When the step's own timeout ends it. */
  readonly timeoutAt?: number;
  readonly arms: readonly ArmedArm[];
  /** Of an approval: what people are asked and shown, and how they have answered so far. */
  readonly asks?: { readonly prompt: string; readonly show?: unknown; readonly votes: readonly Vote[] };
}

export type WaitControl = PlannedControl & { kind: 'wait' | 'deferredChoice' | 'approval' };

export type ArmedArm =
  | { readonly id: string; readonly dueAt: number }
  /** Without a key the signal is sent to the run itself. */
  | { readonly id: string; readonly signal: string; readonly key?: string };

/** What has ended a wait. */
export interface WaitOutcome {
  readonly arm: string;
  /** Of a signal; null of a timer. */
  readonly payload: unknown;
}

/** @throws TerminalError INVALID_INPUT when a template gives no time or no key; errors of its expressions */
export function armWait(
  control: WaitControl,
  context: ExpressionContext,
  now: number,
  timeout: number | undefined,
): ArmedWait {
  const bounds = { armedAt: now, ...(timeout === undefined ? {} : { timeoutAt: now + timeout }) };
  if (control.kind !== 'approval') return { ...bounds, arms: control.arms.map((arm) => armArm(arm, context, now)) };
  const prompt = renderValue(control.prompt, context);
  const show = control.show === undefined ? undefined : renderValue(control.show, context);
  return { ...bounds, arms: [], asks: { prompt: textOf(prompt), show, votes: [] } };
}

/** A prompt that is one template gives its value; people are asked in words. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function armArm({ id, awaits }: PlannedArm, context: ExpressionContext, now: number): ArmedArm {
  switch (awaits.kind) {
    case 'delay':
      return { id, dueAt: now + spanOf(renderValue(awaits.value, context)) };
    case 'until':
      return { id, dueAt: momentOf(renderValue(awaits.value, context)) };
    case 'signal':
      if (awaits.key === undefined) return { id, signal: awaits.name };
      return { id, signal: awaits.name, key: keyOf(renderValue(awaits.key, context), awaits.name) };
  }
}

function spanOf(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new TerminalError('INVALID_INPUT', 'The `delay` of a wait must give milliseconds, 0 or more.');
}

function momentOf(value: unknown): number {
  if (isoMoment.safeParse(value).success) return Date.parse(value as string);
  throw new TerminalError('INVALID_INPUT', 'The `until` of a wait must give an ISO date and time with a zone.');
}

function keyOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '' && value.isWellFormed()) return value;
  if (typeof value === 'number') return String(value);
  throw new TerminalError('INVALID_INPUT', `The key under which the signal '${name}' is awaited gives no text.`);
}

/** The next moment at which a timer ends the wait; undefined where only a signal does. */
export function dueAtOf({ arms, timeoutAt }: ArmedWait): number | undefined {
  const moments = arms.flatMap((arm) => ('dueAt' in arm ? [arm.dueAt] : []));
  if (timeoutAt !== undefined) moments.push(timeoutAt);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** What a timer ends the wait as at this moment: the arm that was due first, or the step's timeout. */
export function ripeAt({ arms, timeoutAt }: ArmedWait, now: number): WaitOutcome | 'timeout' | undefined {
  let first: { id: string; dueAt: number } | undefined;
  for (const arm of arms) {
    if ('dueAt' in arm && arm.dueAt <= now && (first === undefined || arm.dueAt < first.dueAt)) first = arm;
  }
  if (first !== undefined && (timeoutAt === undefined || first.dueAt <= timeoutAt)) {
    return { arm: first.id, payload: null };
  }
  return timeoutAt !== undefined && timeoutAt <= now ? 'timeout' : undefined;
}
