import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobAtHand } from '../../model/jobs-at-hand.js';
import { RealRun } from '../../model/real-run.js';
import type { RunningJob } from '../../model/running-job.js';
import { StateFixture, teamId } from '../../state/state.fixture.js';
import { act, planOf } from '../act-plan.fixture.js';
import type { AttemptEnd } from '../attempt-end.js';

const once = (id: string, steps: object[]) => ({ id, loop: { until: 'true', maxIterations: 2, steps } });

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

  async function begun(...steps: object[]): Promise<(path: string) => Promise<RunningJob>> {
    const run = new RealRun(state, planOf(...steps), state.runId, false);
    await run.create();
    return (path) => run.deliver(run.jobs.get(path) as JobAtHand);
  }

  async function endsOf(...paths: string[]): Promise<unknown[]> {
    const record = await state.store.read(teamId, state.runId);
    return paths.map((path) => {
      const code = record?.stepRecord(path).error?.code;
      return [record?.step(path).status, ...(code === undefined ? [] : [code])];
    });
  }

  it('are cancelled from the outside in, whichever of them a worker comes to first', async () => {
    const inner = once('inner', [act('sent'), act('then', { dependsOn: ['sent'] })]);
    const deliver = await begun(once('outer', [inner]), act('broken'));
    await deliver('outer');
    await deliver('outer.0.inner');
    const sent = await deliver('outer.0.inner.0.sent');
    await (await deliver('broken')).end(failed);
    await sent.end({ kind: 'completed', output: 1 });

    await deliver('outer.0.inner');

    expect(await endsOf('outer', 'outer.0.inner', 'outer.0.inner.0.then')).toEqual([
      ['cancelled', 'RUN_FAILED'],
      ['cancelled', 'SCOPE_ENDED'],
      ['cancelled', 'SCOPE_ENDED'],
    ]);
  });

  describe('leave alone a map that has completed and keeps them', () => {
    /** `inner` stands in the only item, and the map is complete. */
    async function kept(...inner: object[]): Promise<(path: string) => Promise<RunningJob>> {
      const map = { over: '[1]', completeWhen: '!!steps.done.output', rest: 'keep', steps: [once('inner', inner)] };
      const deliver = await begun(act('done'), { id: 'each', map }, act('broken'));
      await deliver('each');
      await deliver('each.0.inner');
      await (await deliver('done')).end({ kind: 'completed', output: 1 });
      expect(await endsOf('each', 'each.0.inner')).toEqual([['completed'], ['running']]);
      return deliver;
    }

    it('where the run was cancelled', async () => {
      const deliver = await kept({ id: 'given-up', end: { outcome: 'failed' } });
      await deliver('each.0.inner.0.given-up');

      await deliver('each.0.inner');

      // The root cancels it.
      expect(await endsOf('each', 'each.0.inner')).toEqual([['completed'], ['running']]);
    });

    it('where the run is drained', async () => {
      const deliver = await kept(act('sent'), act('then', { dependsOn: ['sent'] }));
      const sent = await deliver('each.0.inner.0.sent');
      await (await deliver('broken')).end(failed);
      await sent.end({ kind: 'completed', output: 1 });

      await deliver('each.0.inner');

      expect(await endsOf('each', 'each.0.inner')).toEqual([['completed'], ['cancelled', 'RUN_FAILED']]);
    });
  });
});
