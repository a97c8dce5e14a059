import { uniquePrefix } from '@workflow/testing';
import { WorkflowError } from '@workflow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import type { StartRun } from '../src/app/workflow/runs/start-run.js';
import { EmitEvent } from '../src/app/workflow/triggers/events/emit-event.js';
import { EventDecisions } from '../src/app/workflow/triggers/events/event-decisions.js';
import { PublishedTriggerSource } from '../src/app/workflow/definitions/trigger-source.js';
import { TriggerIndex } from '../src/app/workflow/triggers/trigger-index.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

const caller = { teamId };

let engine: EngineFixture;
beforeEach(async () => {
  engine = await startEngine({ queuePrefix: uniquePrefix() });
});
afterEach(() => engine.close());

const parts = () => engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
const listening = (id: string, trigger: object = {}, more: object = {}) => ({
  id,
  triggers: [{ event: 'lead.created', ...trigger }],
  steps: [{ id: 'greet', agent: 'ALPHA', action: 'read', inputs: { lead: '{{trigger.lead}}' } }],
  ...more,
});
const publish = (...definitions: object[]) =>
  Promise.all(definitions.map((definition) => engine.workflows.publish(definition, caller)));
const emit = (payload: object = { lead: 'l1' }, idempotencyKey?: string) =>
  engine.workflows.emit('lead.created', payload, { ...caller, idempotencyKey });
const workflowsOf = ({ runs }: { runs: readonly { workflowId: string }[] }) =>
  runs.map((run) => run.workflowId).toSorted();
const countRuns = async () => (await engine.workflows.list({ ...caller, limit: 100 })).items.length;
const counted = async (): Promise<Record<string, number>> => {
  const [metric] = await parts().triggerCounters.registry.getMetricsAsJSON();
  const values = (metric?.values ?? []) as { labels: { outcome: string }; value: number }[];
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
};

/** The same door, with starts that go through these hands. */
function doorWith(start: (start: StartRun['start']) => StartRun['start']): EmitEvent {
  const { store, definitions, plans, startRun, triggerCounters } = parts();
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => logger };
  return new EmitEvent(
    new TriggerIndex(new PublishedTriggerSource(definitions)),
    new EventDecisions(store.redis, store.keys),
    plans,
    { start: start((...of) => startRun.start(...of)) },
    triggerCounters,
    logger,
  );
}
const nothing = () => undefined;

describe('an event', () => {
  it('starts one run of every workflow that listens, with what its trigger makes of it', async () => {
    await publish(
      listening('whole'),
      listening('mapped', { when: "event.lead == 'l1' && team == 'team_123'", map: { lead: 'the {{event.lead}}' } }),
      listening('unwilling', { when: "event.lead == 'l2'" }),
      listening('another', { event: 'lead.deleted' }),
      listening('hooked', { event: 'lead.created', webhook: 'crm' }),
    );
    const answer = await emit();
    expect([workflowsOf(answer), answer.refused]).toEqual([['mapped', 'whole'], []]);
    const runs = await Promise.all(
      answer.runs.map(({ runId }) => engine.workflows.result(runId, { ...caller, timeout: 20_000 })),
    );
    const outputs = Object.fromEntries(runs.map(({ workflowId, steps }) => [workflowId, steps[0]?.output]));
    expect(outputs).toEqual({ whole: { lead: 'l1' }, mapped: { lead: 'the l1' } });
    expect([await countRuns(), await counted()]).toEqual([2, { started: 2 }]);
  });

  it('starts a workflow once, by the first of its triggers that fits', async () => {
    const triggers = [{ when: 'false' }, { map: { lead: 'second' } }, { map: { lead: 'third' } }];
    await publish(
      listening('one', {}, { triggers: triggers.map((trigger) => ({ event: 'lead.created', ...trigger })) }),
    );
    const { runs } = await emit();
    expect(runs).toHaveLength(1);
    expect((await engine.workflows.get(runs[0]?.runId ?? '', caller)).trigger).toEqual({ lead: 'second' });
  });

  it("that no workflow listens to, or only a retired one or another team's, starts nothing", async () => {
    await publish(listening('retired'));
    await engine.workflows.retire('retired', caller);
    await engine.workflows.publish(listening('foreign'), { teamId: 'team_456' });
    expect(await emit()).toEqual({ runs: [], refused: [] });
  });

  it('reaches the latest version alone', async () => {
    await publish(listening('versions'));
    await publish(listening('versions', { event: 'lead.deleted' }));
    expect(await emit()).toEqual({ runs: [], refused: [] });
  });

  it('names what refuses it, and starts the others all the same', async () => {
    const inputs = [{ name: 'lead', type: 'integer', required: true }];
    await publish(
      listening('strict', {}, { inputs }),
      listening('muddled', { when: 'event.lead * 2', map: {} }),
      listening('sound'),
    );
    const answer = await emit({ lead: { no: 'number' } });
    expect(workflowsOf(answer)).toEqual(['sound']);
    expect(answer.refused.map(({ workflowId, code }) => `${workflowId} ${code}`).toSorted()).toEqual([
      'muddled EXPR_TYPE',
      'strict INVALID_TRIGGER',
    ]);
    expect(await counted()).toEqual({ started: 1, refused: 2 });
  });

  it('brings plain data alone', async () => {
    await expect(emit({ lead: () => 'l1' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(emit([1])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('without a key is another event each time', async () => {
    await publish(listening('greet'));
    await emit();
    await emit();
    expect(await countRuns()).toBe(2);
  });
});

describe('an event under an idempotency key', () => {
  it('is answered the same again, whatever was published or retired meanwhile, and starts nothing', async () => {
    await publish(
      listening('first'),
      listening('strict', {}, { inputs: [{ name: 'x', type: 'string', required: true }] }),
    );
    const answer = await emit({ lead: 'l1', more: 1 }, 'k1');
    await publish(listening('second'), listening('strict'));
    await engine.workflows.retire('first', caller);
    expect(await emit({ more: 1, lead: 'l1' }, 'k1')).toEqual(answer);
    expect([workflowsOf(answer), answer.refused.length, await countRuns()]).toEqual([['first'], 1, 1]);
  });

  it('is refused with another payload, and is another event under another name', async () => {
    await publish(listening('greet'));
    await emit({ lead: 'l1' }, 'k1');
    await expect(emit({ lead: 'l2' }, 'k1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await engine.workflows.emit('other', { lead: 'l2' }, { ...caller, idempotencyKey: 'k1' })).toEqual({
      runs: [],
      refused: [],
    });
    expect(await countRuns()).toBe(1);
  });

  it('starts once however many send it at once', async () => {
    await publish(listening('a'), listening('b'));
    const answers = await Promise.all(Array.from({ length: 5 }, () => emit({ lead: 'l1' }, 'k1')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await countRuns()).toBe(2);
  });

  it('whose process died half way is carried out as it was decided', async () => {
    await publish(listening('a'), listening('b'));
    let isFirst = true;
    const dying = doorWith((start) => async (...of) => {
      if (!isFirst) throw new Error('killed');
      isFirst = false;
      return start(...of);
    });
    const options = { ...caller, idempotencyKey: 'k1' };
    await expect(dying.emit('lead.created', { lead: 'l1' }, options)).rejects.toThrow('killed');
    expect(await countRuns()).toBe(1);
    await publish(listening('c'), listening('a', { event: 'lead.deleted' }), listening('b', { when: 'false' }));
    const answer = await emit({ lead: 'l1' }, 'k1');
    expect([workflowsOf(answer), await countRuns()]).toEqual([['a', 'b'], 2]);
    expect(await counted()).toEqual({ started: 2, failed: 1 });
  });

  it('is not answered while a start fails that may pass, after every workflow had its turn', async () => {
    await publish(listening('a'), listening('b'));
    const full = doorWith((start) => async (id, ...of) => {
      if (id === 'a') throw new WorkflowError('STATE_FULL', 'full');
      return start(id, ...of);
    });
    const options = { ...caller, idempotencyKey: 'k1' };
    await expect(full.emit('lead.created', { lead: 'l1' }, options)).rejects.toMatchObject({ code: 'STATE_FULL' });
    expect(await countRuns()).toBe(1);
    expect(workflowsOf(await emit({ lead: 'l1' }, 'k1'))).toEqual(['a', 'b']);
    expect(await countRuns()).toBe(2);
  });
});
