import type { StartedRun } from '../src/app/workflow/workflow.types.js';
import { WorkflowError } from '@workflow/core';
import { MovableClock, uniquePrefix, until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { StartRun } from '../src/app/workflow/runs/start-run.js';
import { StartDue } from '../src/app/workflow/triggers/schedules/start-due.js';
import { ScheduleClock } from '../src/app/workflow/triggers/schedules/schedule-clock.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

const caller = { teamId };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Nobody looks by itself: each look is the test's own. */
const never = 2_000_000_000;

let clock: MovableClock;
let prefix: string;
let engine: EngineFixture;
/** A second process of the same installation. */
let other: EngineFixture;
beforeEach(async () => {
  clock = new MovableClock(Date.parse('2026-01-05T08:30:00Z'));
  prefix = uniquePrefix();
  [engine, other] = await Promise.all([process(), process()]);
});
afterEach(async () => {
  await engine.close();
  await other.close();
});

const process = () => startEngine({ queuePrefix: prefix, clock, tickMs: never });
const partsOf = ({ app }: EngineFixture) => app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
const look = (of = engine) => partsOf(of).scheduleClock.look();
const moveTo = (time: string) => clock.advance(Date.parse(`2026-01-05T${time}Z`) - clock.now());

const report = (schedule: object = {}, more: object = {}) => ({
  id: 'report',
  triggers: [
    {
      schedule: { cron: '0 * * * *', timezone: 'Europe/Berlin', ...schedule },
      inputs: { at: '{{trigger.scheduledAt}}', team: '{{team}}' },
    },
  ],
  steps: [{ id: 'write', agent: 'ALPHA', action: 'read', inputs: { at: '{{trigger.at}}', team: '{{trigger.team}}' } }],
  ...more,
});
const publish = (definition: object) => engine.workflows.publish(definition, caller);
/** When the runs were planned for, oldest first. */
async function startedAt(workflow = 'report'): Promise<unknown[]> {
  const { items } = await engine.workflows.list({ ...caller, workflow, limit: 100 });
  const runs = await Promise.all(items.map(({ runId }) => engine.workflows.get(runId, caller)));
  return runs.map(({ trigger }) => String((trigger as { at?: string }).at).slice(11, 16)).toSorted();
}
const standsAt = async (): Promise<string[]> => {
  const { redis, keys } = partsOf(engine).store;
  const flat = await redis.zrange(keys.schedules, 0, -1, 'WITHSCORES');
  return flat.filter((_, at) => at % 2 === 1).map((time) => new Date(Number(time)).toISOString().slice(11, 16));
};
const counted = async (of = engine): Promise<Record<string, number>> => {
  const [metric] = await partsOf(of).triggerCounters.registry.getMetricsAsJSON();
  const values = (metric?.values ?? []) as { labels: { outcome: string }; value: number }[];
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
};

/** A process whose starts go through these hands. */
function processWith(startIfLatest: (start: StartRun['startIfLatest']) => StartRun['startIfLatest']): ScheduleClock {
  const { store, definitions, plans, startRun, triggerCounters } = partsOf(other);
  const start = startIfLatest((...of) => startRun.startIfLatest(...of));
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => logger };
  const due = new StartDue(
    store.redis,
    store.keys,
    definitions,
    plans,
    { startIfLatest: start },
    triggerCounters,
    logger,
  );
  return new ScheduleClock(store.redis, store.keys, due, clock, never, triggerCounters, logger);
}
const nothing = () => undefined;

describe('a schedule', () => {
  it('starts a run at each of its times, with what it brings', async () => {
    await publish(report());
    await look();
    expect(await startedAt()).toEqual([]);
    moveTo('09:00:00');
    await look();
    const { items } = await engine.workflows.list({ ...caller, workflow: 'report' });
    const run = await engine.workflows.result(items[0]?.runId ?? '', { ...caller, timeout: 20_000 });
    expect(run).toMatchObject({
      ...{ status: 'completed', version: 1, trigger: { at: '2026-01-05T09:00:00.000Z', team: teamId } },
      steps: [{ output: { at: '2026-01-05T09:00:00.000Z', team: teamId } }],
    });
    moveTo('09:59:59');
    await look();
    expect(await startedAt()).toEqual(['09:00']);
    moveTo('10:00:01');
    await look();
    expect(await startedAt()).toEqual(['09:00', '10:00']);
    expect(await counted()).toEqual({ started: 2 });
  });

  it('is looked at by itself, every second', async () => {
    const alone = await startEngine({ clock, tickMs: 20 });
    try {
      await alone.workflows.publish(report(), caller);
      moveTo('09:00:00');
      await until('it started', async () => (await alone.workflows.list(caller)).items.length === 1);
    } finally {
      await alone.close();
    }
  });

  it('is read in its time zone', async () => {
    await publish(report({ cron: '15 10 * * *', timezone: 'Europe/Berlin' }));
    expect(await standsAt()).toEqual(['09:15']);
    await publish(report({ cron: '15 10 * * *', timezone: 'America/New_York' }));
    expect(await standsAt()).toEqual(['15:15']);
  });

  it('starts two runs where two schedules name the same time', async () => {
    const both = [1, 2].map((place) => ({
      schedule: { cron: '0 9 * * *', timezone: 'UTC' },
      inputs: { at: '{{trigger.scheduledAt}}', place },
    }));
    await publish(report({}, { triggers: both }));
    moveTo('09:00:00');
    await look();
    await look(other);
    expect(await startedAt()).toEqual(['09:00', '09:00']);
  });

  it('crosses the change of the clocks by the wall: the doubled hour once, the missing one after it', async () => {
    clock.advance(Date.parse('2026-10-24T12:00:00Z') - clock.now());
    await publish(report({ cron: '30 2 * * *', missed: 'catchUp' }));
    clock.advance(30 * hourMs);
    await look();
    expect(await startedAt()).toEqual(['00:30']);
    await engine.workflows.retire('report', caller);
    clock.advance(Date.parse('2027-03-27T12:00:00Z') - clock.now());
    await publish(report({ cron: '30 2 * * *', missed: 'catchUp' }, { id: 'spring' }));
    clock.advance(30 * hourMs);
    await look();
    expect(await startedAt('spring')).toEqual(['01:00']);
  });
});

describe('times that passed while nothing ran', () => {
  it('are not made up with `skip`, but for one of the last minute', async () => {
    await publish(report({ missed: 'skip' }));
    moveTo('12:30:00');
    await look();
    expect([await startedAt(), await standsAt(), await counted()]).toEqual([[], ['13:00'], { missed: 1 }]);
    moveTo('15:00:30');
    await look();
    expect(await startedAt()).toEqual(['15:00']);
  });

  it('are started in order with `catchUp`', async () => {
    await publish(report({ missed: 'catchUp' }));
    moveTo('12:30:00');
    const order: unknown[] = [];
    await processWith((start) => (id, trigger, options) => {
      order.push((trigger as { at: string }).at.slice(11, 16));
      return start(id, trigger, options);
    }).look();
    expect(order).toEqual(['09:00', '10:00', '11:00', '12:00']);
    expect([await startedAt(), await standsAt()]).toEqual([order, ['13:00']]);
  });

  it('are a hundred at the most, the latest', async () => {
    await publish(report({ cron: '* * * * *', missed: 'catchUp' }));
    clock.advance(3 * hourMs);
    await look();
    const started = await startedAt();
    expect([started.length, started[0], started.at(-1)]).toEqual([100, '09:51', '11:30']);
    expect([await counted(), await standsAt()]).toEqual([{ missed: 1, started: 100 }, ['11:31']]);
  });
});

describe('one time starts one run', () => {
  it('however many processes look at once', async () => {
    await publish(report({ missed: 'catchUp' }));
    moveTo('12:30:00');
    await Promise.all([look(), look(other), look(), look(other)]);
    expect([await startedAt(), await standsAt()]).toEqual([['09:00', '10:00', '11:00', '12:00'], ['13:00']]);
    expect(((await counted())['started'] ?? 0) + ((await counted(other))['started'] ?? 0)).toBe(4);
  });

  it('when its process dies before it has started anything', async () => {
    await publish(report());
    moveTo('09:00:00');
    await processWith(() => () => Promise.reject(new Error('killed'))).look();
    expect([await startedAt(), await standsAt(), await counted(other)]).toEqual([[], ['09:00'], { failed: 1 }]);
    await look();
    expect([await startedAt(), await standsAt()]).toEqual([['09:00'], ['10:00']]);
  });

  it('when its process dies after the run was written, before the schedule moved on', async () => {
    await publish(report());
    moveTo('09:00:00');
    await processWith((start) => async (...of) => {
      await start(...of);
      throw new Error('killed');
    }).look();
    expect([await startedAt(), await standsAt()]).toEqual([['09:00'], ['09:00']]);
    await look();
    expect([await startedAt(), await standsAt()]).toEqual([['09:00'], ['10:00']]);
    expect(await counted()).toEqual({});
  });

  it('when its run has ended and is no longer kept', async () => {
    await publish(report());
    moveTo('09:00:00');
    const { store } = partsOf(engine);
    await processWith((start) => async (...of) => {
      const { runId } = (await start(...of)) as StartedRun;
      await store.redis.del(store.keys.run(teamId, runId));
      await store.redis.set(store.keys.tombstone(teamId, runId), '1');
      throw new Error('killed');
    }).look();
    await look();
    expect([await standsAt(), await counted()]).toEqual([['10:00'], {}]);
  });

  it("when a new version is published while it is due: the time is not lost, and is that version's", async () => {
    await publish(report());
    moveTo('09:00:00');
    await publish(report({}, { name: 'New' }));
    expect(await standsAt()).toEqual(['09:00']);
    await look();
    const { items } = await engine.workflows.list({ ...caller, workflow: 'report' });
    expect(items.map(({ version }) => version)).toEqual([2]);
  });

  it('when a new version is published between reading the old one and the start', async () => {
    await publish(report());
    moveTo('09:00:00');
    await processWith((start) => async (...of) => {
      await publish(report({}, { name: 'New' }));
      return start(...of);
    }).look();
    expect([await startedAt(), await standsAt()]).toEqual([[], ['09:00']]);
    await look();
    const { items } = await engine.workflows.list({ ...caller, workflow: 'report' });
    expect(items.map(({ version }) => version)).toEqual([2]);
  });

  it('when a new version with other inputs is published between the start and moving on', async () => {
    await publish(report());
    moveTo('09:00:00');
    const trigger = { schedule: { cron: '0 * * * *', timezone: 'Europe/Berlin' }, inputs: { at: 'other' } };
    await processWith((start) => async (...of) => {
      const run = await start(...of);
      await publish(report({}, { triggers: [trigger] }));
      return run;
    }).look();
    await look();
    expect([await startedAt(), await standsAt()]).toEqual([['09:00'], ['10:00']]);
  });

  it('and none when a version without the schedule, or a retirement, comes between', async () => {
    for (const end of [
      () => publish(report({ cron: '30 * * * *' })),
      () => engine.workflows.retire('report', caller),
    ]) {
      clock.advance(hourMs - (clock.now() % hourMs) - minuteMs);
      await publish(report({}, { name: String(clock.now()) }));
      clock.advance(minuteMs);
      await processWith((start) => async (...of) => {
        await end();
        return start(...of);
      }).look();
      await look();
      expect(await startedAt()).toEqual([]);
    }
    expect(await standsAt()).toEqual([]);
  });
});

describe('the schedules of a workflow', () => {
  it('end with its retirement, and begin anew when it is published again, without what passed meanwhile', async () => {
    await publish(report({ missed: 'catchUp' }));
    moveTo('09:00:00');
    await engine.workflows.retire('report', caller);
    await look();
    expect([await startedAt(), await standsAt()]).toEqual([[], []]);
    moveTo('11:30:00');
    await publish(report({ missed: 'catchUp' }));
    await look();
    expect([await startedAt(), await standsAt()]).toEqual([[], ['12:00']]);
  });

  it('that are published unchanged go on as they are', async () => {
    await publish(report());
    moveTo('09:00:00');
    expect(await publish(report())).toMatchObject({ version: 1, isNew: false });
    expect(await standsAt()).toEqual(['09:00']);
  });
});

describe('a start that is refused', () => {
  const inputs = [{ name: 'at', type: 'integer', required: true }];

  it('is counted, and holds up neither the times after it nor other schedules', async () => {
    await publish(report({ missed: 'catchUp' }, { inputs }));
    await publish(report({}, { id: 'sound' }));
    moveTo('10:00:00');
    await look();
    expect([await startedAt(), await startedAt('sound'), await standsAt()]).toEqual([
      [],
      ['10:00'],
      ['11:00', '11:00'],
    ]);
    expect(await counted()).toEqual({ refused: 2, missed: 1, started: 1 });
  });

  it('for now, as by a full Redis, is tried again, and holds up no other', async () => {
    await publish(report());
    await publish(report({}, { id: 'sound' }));
    moveTo('09:00:00');
    await processWith((start) => async (id, ...of) => {
      if (id === 'report') throw new WorkflowError('STATE_FULL', 'full');
      return start(id, ...of);
    }).look();
    expect([await startedAt(), await startedAt('sound')]).toEqual([[], ['09:00']]);
    await look();
    expect([await startedAt(), await counted(other)]).toEqual([['09:00'], { failed: 1, started: 1 }]);
  });
});
