import { pendingStep } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { Codec, runOwner } from './codec.js';
import { RunRecord } from './run-record.js';
import { OutsideSlice, sliceOf, type KnownInstances } from './run-slice.js';
import { controlPrefixes } from './run-store.js';

const key = { id: 'k1', key: Buffer.alloc(32, 7) };
const codec = new Codec([key]);
const sealed = (value: unknown): string => codec.encode(value, runOwner('team_123', 'wr_0-1'));
const recordOf = (fields: Readonly<Record<string, string>>): RunRecord =>
  new RunRecord('team_123', 'wr_0-1', { st: 'running', wf: 'campaign', v: '3', at: '1000', ...fields }, codec);

describe("a run's record", () => {
  it('types every field', () => {
    const stop = { mode: 'drain', reason: { code: 'X', message: 'Why.' } };
    const record = recordOf({
      ...{
        st: 'failing',
        in: sealed({ leadId: 7 }),
        sa: '1010',
        ea: '1090',
        ci: 'c-1',
        tp: '00-1-2-01',
        sb: 'a,b',
        g: '2',
      },
      ...{ seq: '5', undo: '1', ou: sealed({ report: 1 }), mo: '{"x":"absent"}', nu: '[{"code":"NO_UNDO"}]' },
      stop: JSON.stringify(stop),
    });
    expect(record).toMatchObject({
      ...{ status: 'failing', workflowId: 'campaign', version: 3, createdAt: 1000, startedAt: 1010, endedAt: 1090 },
      ...{ correlationId: 'c-1', traceparent: '00-1-2-01', sandbox: ['a', 'b'], generation: 2, completions: 5 },
      ...{ isUndoAsked: true, trigger: { leadId: 7 }, outputs: { report: 1 }, missingOutputs: { x: 'absent' } },
      ...{ notUndone: [{ code: 'NO_UNDO' }], stop, run: { status: 'failing', stop } },
    });
  });

  it('names the step that started it as a child', () => {
    const parent = { runId: 'wr_0-2', stepId: 'kid', attempt: 2 };
    expect(recordOf({ pa: JSON.stringify(parent), dp: '3' })).toMatchObject({ parent, depth: 3 });
    expect(recordOf({})).toMatchObject({ parent: undefined, depth: 0 });
  });

  it('has nothing where nothing is stored', () => {
    const record = recordOf({});
    const { startedAt, endedAt, traceparent, outputs, missingOutputs, notUndone, stop, trigger } = record;
    const absent = [startedAt, endedAt, traceparent, outputs, missingOutputs, notUndone, stop, trigger];
    expect(absent.filter((value) => value !== undefined)).toEqual([]);
    expect(record).toMatchObject({ sandbox: [], generation: 0, completions: 0, isUndoAsked: false, correlationId: '' });
    expect(record.raw('stop')).toBe('');
  });

  it('shows one stop, so that a decision can tell whether it changed it', () => {
    const record = recordOf({ stop: '{"mode":"drain","reason":{"code":"X","message":"Why."}}' });
    expect(record.run.stop).toBe(record.run.stop);
    expect(record.run.stop).toBe(record.stop);
  });

  it('shows a step that nothing is known of as pending', () => {
    expect(recordOf({}).step('a')).toBe(pendingStep);
    expect(recordOf({ 's:a': '', 'p:a': '' }).step('a')).toBe(pendingStep);
  });

  it('shows how the edges of a step have ended', () => {
    expect(recordOf({ 'p:a': '2', 'x:a': '1' }).step('a')).toEqual({ ...pendingStep, arrived: 2, failed: 1 });
    expect(recordOf({ 's:a': 'k', 'd:a': '1' }).step('a')).toEqual({ ...pendingStep, status: 'skipped', dead: 1 });
    expect(recordOf({ 'P:a': '1', 'D:a': '2', 'j:a': '1' }).step('a')).toEqual({
      ...pendingStep,
      gates: { arrived: 1, failed: 0, dead: 2 },
      hasFired: true,
    });
  });

  it.each(['constructor', '__proto__', 'toString'])('knows nothing of a step named %s', (stepId) => {
    expect(recordOf({}).step(stepId)).toBe(pendingStep);
    expect(recordOf({}).raw(`s:${stepId}`)).toBe('');
  });

  it('refuses a status that was never written', () => {
    expect(() => recordOf({ 's:a': 'z' }).step('a')).toThrow("'z' is no step status.");
  });

  it('types what is stored of a step', () => {
    const error = { code: 'TIMEOUT', message: 'Too long.', stepId: 'a' };
    const record = recordOf({
      ...{ 's:a': 'w', 'a:a': '2', 'b:a': '10', 'l:a': '20', 'q:a': '9', 'r:a': '30', 'n:a': '4', 'z:a': '40' },
      'e:a': sealed(error),
    });
    expect(record.stepRecord('a')).toEqual({
      ...{ stepId: 'a', status: 'waiting', attempts: 2, begunAt: 10, lastBegunAt: 20, readyAt: 9, dueAt: 30 },
      ...{ sequence: 4, endedAt: 40, error },
    });
    expect(recordOf({}).stepRecord('a')).toEqual({ stepId: 'a', status: 'pending', attempts: 0 });
  });

  it("refuses another run's value", () => {
    const stranger = codec.encode({ leadId: 7 }, runOwner('team_123', 'wr_0-2'));
    expect(() => recordOf({ in: stranger }).trigger).toThrow('could not be decrypted');
  });

  it('names the steps whose output lies under a key of its own', () => {
    expect(recordOf({ 'o:a': '@a', 'o:b': '@a', 'o:c': sealed(1), 'e:d': '@d' }).largeOutputs()).toEqual(['a']);
  });
});

describe("a slice of a run's record", () => {
  const control = (stepId: string): string[] => controlPrefixes.map((prefix) => `${prefix}:${stepId}`);
  /** As if these fields had been asked for, and those that have a text were found. */
  const sliced = (
    asked: readonly string[],
    found: Readonly<Record<string, string>> = {},
    containers: Readonly<Record<string, KnownInstances>> = {},
  ): RunRecord => {
    const slice = sliceOf(asked, new Map(Object.entries(containers)));
    return new RunRecord('team_123', 'wr_0-1', { st: 'running', wf: 'campaign', v: '3', ...found }, codec, slice);
  };

  it('shows how the run stands, whatever else was read', () => {
    const stop = { mode: 'drain', reason: { code: 'X', message: 'Why.' } };
    const record = sliced([], { stop: JSON.stringify(stop), by: 'ann' });
    expect(record).toMatchObject({ status: 'running', workflowId: 'campaign', version: 3, stop, startedBy: 'ann' });
  });

  it('shows a step that was read and of which nothing is stored as pending', () => {
    expect(sliced(control('a')).step('a')).toBe(pendingStep);
  });

  it.each(controlPrefixes)('does not take a step for pending of which %s was not read', (missing) => {
    const record = sliced(control('a').filter((field) => field !== `${missing}:a`));
    expect(() => record.step('a')).toThrow(OutsideSlice);
  });

  it.each([
    ['a field', (record: RunRecord) => record.raw('k:a'), "'k:a'"],
    ['a count', (record: RunRecord) => record.attempts('a'), "'a:a'"],
    ['a value', (record: RunRecord) => record.trigger, "'in'"],
    ['a text of JSON', (record: RunRecord) => record.parent, "'pa'"],
    ['a step', (record: RunRecord) => record.stepRecord('a'), "'s:a'"],
    ['every step', (record: RunRecord) => record.stepPaths(), "'every step'"],
    ['every output', (record: RunRecord) => record.largeOutputs(), "'every step'"],
    ['the instances of a container', (record: RunRecord) => record.openInstances('each'), "'each'"],
  ])('says what is missing when it is asked for %s that was not read', (_, ask, what) => {
    expect(() => ask(sliced([]))).toThrow(`${what} lies outside what was read of the run.`);
  });

  it('shows which of the instances are open that were known before it was read', () => {
    const known = { each: { opened: '3', paths: ['each.0', 'each.1', 'each.2'] } };
    const marks = ['mn:each', 'i:each.0', 'i:each.1', 'i:each.2'];
    const found = { 'mn:each': '3', 'i:each.0': '1', 'i:each.2': '1' };
    expect(sliced(marks, found, known).openInstances('each')).toEqual(['each.0', 'each.2']);
  });

  it('knows not the instances of a container that has opened another since they were looked for', () => {
    const record = sliced(['mn:each', 'i:each.0'], { 'mn:each': '2' }, { each: { opened: '1', paths: ['each.0'] } });
    expect(() => record.openInstances('each')).toThrow(OutsideSlice);
  });
});
