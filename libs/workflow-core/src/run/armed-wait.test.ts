import { describe, expect, it } from 'vitest';
import type { PlannedArm, PlannedControl } from '../plan/plan.js';
import { compileValue } from '../template/compile-value.js';
import type { CompiledValue } from '../template/compiled-value.js';
import { armWait, dueAtOf, ripeAt, type ArmedWait } from './armed-wait.js';

const now = 1_000_000;
const compiled = (value: string | number): CompiledValue => {
  const result = compileValue(value, { roots: ['trigger'] });
  if (!result.ok) throw new Error('refused');
  return result.value;
};
const arm = (awaits: PlannedArm['awaits']): PlannedArm => ({ id: 'a', takes: [], awaits });
const control = (...arms: PlannedArm[]): PlannedControl & { kind: 'wait' } => ({ kind: 'wait', arms });
const delay = (value: string | number) => control(arm({ kind: 'delay', value: compiled(value) }));
const until = (value: string) => control(arm({ kind: 'until', value: compiled(value) }));
const keyed = (key: string) =>
  control(arm({ kind: 'signal', name: 'reply', mailbox: 'persistent', key: compiled(key) }));
const unkeyed = control(arm({ kind: 'signal', name: 'reply', mailbox: 'persistent' }));

describe('arming a wait', () => {
  it('turns spans and moments into times, and keys into text', () => {
    expect(armWait(delay('{{trigger.ms}}'), { trigger: { ms: 50 } }, now, undefined)).toEqual({
      armedAt: now,
      arms: [{ id: 'a', dueAt: now + 50 }],
    });
    expect(armWait(until('1970-01-01T00:20:00Z'), {}, now, 500)).toEqual({
      ...{ armedAt: now, timeoutAt: now + 500 },
      arms: [{ id: 'a', dueAt: 1_200_000 }],
    });
    const armsOf = (wait: typeof unkeyed, n: unknown) => armWait(wait, { trigger: { n } }, now, undefined).arms;
    expect(armsOf(keyed('{{trigger.n}}'), 7)).toEqual([{ id: 'a', signal: 'reply', key: '7' }]);
    expect(armsOf(keyed('{{trigger.n}}'), '+1')).toEqual([{ id: 'a', signal: 'reply', key: '+1' }]);
    expect(armsOf(unkeyed, 7)).toEqual([{ id: 'a', signal: 'reply' }]);
  });

  it.each([
    [delay('{{trigger.x}}'), { trigger: { x: 'soon' } }],
    [delay('{{trigger.x}}'), { trigger: { x: -1 } }],
    [delay('{{trigger.x}}'), { trigger: {} }],
    [until('{{trigger.x}}'), { trigger: { x: 'tomorrow' } }],
    [until('{{trigger.x}}'), { trigger: { x: 5 } }],
    [until('{{trigger.x}}'), { trigger: {} }],
    [keyed('{{trigger.x}}'), { trigger: {} }],
    [keyed('{{trigger.x}}'), { trigger: { x: '' } }],
  ])('refuses what gives no time and no key', (bad, context) => {
    expect(() => armWait(bad, context, now, undefined)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('what a timer ends a wait as', () => {
  const wait = (more: Partial<ArmedWait>): ArmedWait => ({ armedAt: now, arms: [], ...more });
  const timers = wait({
    arms: [
      { id: 'late', dueAt: now + 20 },
      { id: 'soon', dueAt: now + 10 },
      { id: 'told', signal: 'x' },
    ],
  });

  it('is nothing before the first of them is due', () => {
    expect(ripeAt(timers, now + 9)).toBeUndefined();
    expect(dueAtOf(timers)).toBe(now + 10);
    expect(dueAtOf(wait({ arms: [{ id: 'told', signal: 'x' }] }))).toBeUndefined();
  });

  it('is the arm that was due first, however late it is looked at', () => {
    expect(ripeAt(timers, now + 10)).toEqual({ arm: 'soon', payload: null });
    expect(ripeAt(timers, now + 99)).toEqual({ arm: 'soon', payload: null });
  });

  it('is the timeout of the step when that was due before every arm', () => {
    expect(ripeAt({ ...timers, timeoutAt: now + 5 }, now + 99)).toBe('timeout');
    expect(ripeAt({ ...timers, timeoutAt: now + 10 }, now + 99)).toEqual({ arm: 'soon', payload: null });
    expect(dueAtOf({ ...timers, timeoutAt: now + 5 })).toBe(now + 5);
  });
});

describe('arming an approval', () => {
  const ask = (prompt: string, show?: string): PlannedControl & { kind: 'approval' } => ({
    ...{ kind: 'approval', prompt: compiled(prompt) },
    ...(show !== undefined && { show: compiled(show) }),
  });
  const asks = (control: PlannedControl & { kind: 'approval' }, trigger: object) =>
    armWait(control, { trigger }, now, undefined).asks;

  it('asks in words, whatever the prompt gives, and shows what is to be shown', () => {
    expect(asks(ask('Go, {{trigger.n}}?', '{{trigger.n}}'), { n: 7 })).toEqual({
      prompt: 'Go, 7?',
      show: 7,
      votes: [],
    });
    expect(asks(ask('{{trigger.n}}'), { n: { a: 1 } })).toMatchObject({ prompt: '{"a":1}', show: undefined });
    expect(asks(ask('{{trigger.n}}'), {})).toMatchObject({ prompt: '' });
  });
});
