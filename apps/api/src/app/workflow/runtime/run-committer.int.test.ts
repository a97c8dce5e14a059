import type { Plan } from '@workflow/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state/state.fixture.js';
import { RunCommitter } from './run-committer.js';

let state: StateFixture;
beforeEach(() => {
  state = new StateFixture();
});
afterEach(() => state.close());

it('writes each of hundreds of decisions that look at the same step at once, over the one before', async () => {
  await state.create();
  const committer = new RunCommitter(state.store, { tidy: async () => undefined });
  let arrived = 0;
  const decisions = Array.from({ length: 800 }, () =>
    committer.decide({
      ...{ teamId, runId: state.runId, plan: {} as Plan, now },
      decide: (transition) => {
        ({ arrived } = transition.step('join'));
        return true;
      },
      writes: () => [['p:join', String(arrived + 1)]],
    }),
  );
  const kinds = (await Promise.all(decisions)).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['written']));
  expect(await state.get('p:join')).toBe('800');
}, 60_000);
