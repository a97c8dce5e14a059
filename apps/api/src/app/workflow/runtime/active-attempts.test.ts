import { describe, expect, it } from 'vitest';
import { ActiveAttempts, AttemptAbort } from './active-attempts.js';

const reasonOf = (signal: AbortSignal): unknown => (signal.aborted ? signal.reason : 'alive');

describe('the attempts of a process', () => {
  it('are all aborted with their run, and no other', () => {
    const attempts = new ActiveAttempts();
    const [a, b, c] = [attempts.add('t|r1', 'r1.a'), attempts.add('t|r1', 'r1.b'), attempts.add('t|r2', 'r2.a')];
    attempts.abortRun('t|r1');
    expect([a, b].map(({ signal }) => reasonOf(signal))).toEqual([
      new AttemptAbort('run-stopped'),
      new AttemptAbort('run-stopped'),
    ]);
    expect(reasonOf(c.signal)).toBe('alive');
  });

  it('are aborted alone when the lock of their job is lost', () => {
    const attempts = new ActiveAttempts();
    const [a, b] = [attempts.add('t|r1', 'r1.a'), attempts.add('t|r1', 'r1.b')];
    attempts.abortJob('r1.a');
    expect(reasonOf(a.signal)).toEqual(new AttemptAbort('lock-lost'));
    expect(reasonOf(b.signal)).toBe('alive');
  });

  it('are all aborted when the process gives up', () => {
    const attempts = new ActiveAttempts();
    const signals = [attempts.add('t|r1', 'r1.a'), attempts.add('t|r2', 'r2.a')].map(({ signal }) => signal);
    attempts.abortAll();
    expect(signals.map(reasonOf)).toEqual([new AttemptAbort('shutdown'), new AttemptAbort('shutdown')]);
  });

  it('are forgotten when they end, and reached no more', () => {
    const attempts = new ActiveAttempts();
    const a = attempts.add('t|r1', 'r1.a');
    const b = attempts.add('t|r1', 'r1.b');
    expect(attempts.size).toBe(2);
    a.release();
    attempts.abortRun('t|r1');
    expect([reasonOf(a.signal), reasonOf(b.signal)]).toEqual(['alive', new AttemptAbort('run-stopped')]);
    b.release();
    expect(attempts.size).toBe(0);
  });

  it('of a job that is delivered again here lose it, and their end does not forget the newest', () => {
    const attempts = new ActiveAttempts();
    const older = attempts.add('t|r1', 'r1.a');
    const newer = attempts.add('t|r1', 'r1.a');
    older.release();
    attempts.abortJob('r1.a');
    expect([reasonOf(older.signal), reasonOf(newer.signal)]).toEqual([
      new AttemptAbort('lock-lost'),
      new AttemptAbort('lock-lost'),
    ]);
    newer.release();
    expect(attempts.size).toBe(0);
  });

  it('take no notice of a run or job that is not here', () => {
    const attempts = new ActiveAttempts();
    const { signal } = attempts.add('t|r1', 'r1.a');
    attempts.abortRun('t|r9');
    attempts.abortJob('r9.a');
    expect(reasonOf(signal)).toBe('alive');
  });

  it('may begin again under a run of which all had ended', () => {
    const attempts = new ActiveAttempts();
    attempts.add('t|r1', 'r1.a').release();
    const { signal } = attempts.add('t|r1', 'r1.b');
    attempts.abortRun('t|r1');
    expect(signal.aborted).toBe(true);
  });
});
