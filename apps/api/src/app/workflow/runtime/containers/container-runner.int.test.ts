import { checkDefinition, planDefinition, type AgentCatalogue, type Plan } from '@workflow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobAtHand } from '../../model/jobs-at-hand.js';
import { RealRun } from '../../model/real-run.js';
import { StateFixture, teamId } from '../../state/state.fixture.js';
import type { AttemptEnd } from '../attempt-end.js';

const catalogue: AgentCatalogue = {
  agents: [{ name: 'LUCI', actions: [{ name: 'act', effect: 'read', input: {}, output: {}, undoable: false }] }],
  transformers: [],
};
const act = (id: string, more: object = {}) => ({ id, agent: 'LUCI', action: 'act', inputs: {}, ...more });
const once = (id: string, steps: object[]) => ({ id, loop: { until: 'true', maxIterations: 2, steps } });

/** `sent` and, behind it, `then` in a loop in a loop; `broken` beside them, whose failure drains the run. */
function planOf(): Plan {
  const inner = once('inner', [act('sent'), act('then', { dependsOn: ['sent'] })]);
  const value = { id: 'campaign', onFailure: 'drain', steps: [once('outer', [inner]), act('broken')] };
  const { definition, problems } = checkDefinition({ value }, catalogue);
  if (definition === undefined) throw new Error(JSON.stringify(problems));
  return planDefinition(definition);
}

const failed: AttemptEnd = {
  kind: 'failed',
  failure: { code: 'AGENT_FAILED', retryable: false },
  reason: { code: 'AGENT_FAILED', message: 'It broke.' },
};

describe('containers of a run that is being ended', () => {
  let state: StateFixture;
  beforeEach(() => {
    state = new StateFixture();
  });
  afterEach(() => state.close());

  it('are cancelled from the outside in, whichever of them a worker comes to first', async () => {
    const run = new RealRun(state, planOf(), state.runId, false);
    const deliver = (path: string) => run.deliver(run.jobs.get(path) as JobAtHand);
    await run.create();
    await deliver('outer');
    await deliver('outer.0.inner');
    const sent = await deliver('outer.0.inner.0.sent');
    await (await deliver('broken')).end(failed);
    await sent.end({ kind: 'completed', output: 1 });

    await deliver('outer.0.inner');

    const record = await state.store.read(teamId, state.runId);
    const ends = ['outer', 'outer.0.inner', 'outer.0.inner.0.then'].map((path) => [
      record?.step(path).status,
      record?.stepRecord(path).error?.code,
    ]);
    expect(ends).toEqual([
      ['cancelled', 'RUN_FAILED'],
      ['cancelled', 'SCOPE_ENDED'],
      ['cancelled', 'SCOPE_ENDED'],
    ]);
  });
});
