import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '../definition/definition.js';
import { planOf } from './run-rules.fixture.js';
import { terminalStatus, verdictOf } from './verdict.js';

const definitionOf = (rollback: boolean): WorkflowDefinition => ({
  ...planOf({ a: {} }).definition,
  errorHandler: { rollback, notify: [], announce: false },
});
const stopOf = (code: string) => ({ mode: 'cancel', reason: { code, message: 'Why.' } }) as const;

describe('verdictOf', () => {
  it('is completed when nothing stopped the run, whatever else was asked', () => {
    expect(verdictOf(definitionOf(true), undefined, true)).toEqual({ kind: 'completed' });
  });

  it.each([true, false])(
    'of a cancel undoes only when that was asked (%s), whatever the error handler says',
    (asked) => {
      for (const rollback of [true, false]) {
        const verdict = verdictOf(definitionOf(rollback), stopOf('RUN_CANCELLED'), asked);
        expect(verdict).toEqual({ kind: 'cancelled', undo: asked });
      }
    },
  );

  it.each(['AGENT_FAILED', 'RUN_TIMEOUT', 'STEP_LOST'])(
    'of %s is failed, and undoes when the error handler says so',
    (code) => {
      for (const rollback of [true, false]) {
        expect(verdictOf(definitionOf(rollback), stopOf(code), !rollback)).toEqual({ kind: 'failed', undo: rollback });
      }
    },
  );
});

describe('terminalStatus', () => {
  it('of a completed run is completed', () => {
    expect(terminalStatus({ kind: 'completed' }, 0, 3)).toBe('completed');
  });

  it.each([
    [true, 2, 0, 'compensated'],
    [true, 2, 1, 'failed'],
    [true, 0, 0, 'failed'],
    [true, 0, 1, 'failed'],
    [false, 2, 0, 'failed'],
  ] as const)('of a failed run (undo %s, %i undone, %i left) is %s', (undo, undone, left, status) => {
    expect(terminalStatus({ kind: 'failed', undo }, undone, left)).toBe(status);
  });

  it.each([true, false])('of a cancelled run is cancelled, undone or not (%s)', (undo) => {
    expect(terminalStatus({ kind: 'cancelled', undo }, 1, 0)).toBe('cancelled');
  });
});
