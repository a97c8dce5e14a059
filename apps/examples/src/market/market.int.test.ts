import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { World } from '../case.js';
import { startCaseFixture, statuses, type CaseFixture } from '../case.fixture.js';
import { inputsOf } from '../run-case.js';
import { startMarket } from './market.case.js';

let live: CaseFixture<World>;
beforeAll(async () => {
  live = await startCaseFixture('market', startMarket());
});
beforeEach(() => live.demo.sandbox.knobs.reset());
afterAll(() => live.close());

const run = async (inputs: string) => live.run(await inputsOf('market', inputs));

it('has a definition that the checker warns of once: the join is meant to go on without a chart', async () => {
  expect(await live.problems()).toMatchObject([{ code: 'EAGER_JOIN', message: expect.stringMatching(/^`section`/) }]);
});

it('reports on a market of which one segment has no figures', async () => {
  live.demo.sandbox.knobs.set({ openai: { script: [{ match: '"Electric vans"', json: { summary: 'Vans lead.' } }] } });
  const ended = await run('usual');
  expect(ended.status).toBe('completed');
  expect(ended.outputs?.['ranking']).toEqual([
    { segment: 'E-bikes', share: 50 },
    { segment: 'Electric vans', share: 35 },
    { segment: 'Shared scooters', share: 13 },
    { segment: 'Robotaxis', share: 3 },
  ]);
  expect(ended.outputs?.['report']).toContain('growing by 58.7 % a year.\nVans lead.');
  expect(ended.outputs?.['report']).toContain('1 of 5 segments could not be researched.');
  expect(ended.outputs?.['sections']).toMatchObject([{}, {}, null, {}, { chart: null, comment: expect.any(String) }]);
  expect(statuses(ended)).toMatchObject({
    'segments.2.research': 'failed NO_FIGURES',
    'segments.4.chart': 'failed NOTHING_TO_DRAW',
    'segments.4.section': 'completed',
  });
});

it('keeps a segment whose comment was refused, as long as it has its chart', async () => {
  live.demo.sandbox.knobs.set({ openai: { next: { mode: 'refusal' } } });
  const ended = await run('usual');
  expect(ended.status).toBe('completed');
  const sections = ended.outputs?.['sections'] as ({ comment: string | null; chart: string | null } | null)[];
  const refused = Object.entries(statuses(ended)).filter(([, status]) => status === 'failed PROVIDER_REJECTED');
  expect(refused).toHaveLength(1);
  // The first comments are asked for the first segments; the last one has no chart, and begins when one has ended.
  const index = Number(refused[0]?.[0].split('.')[1]);
  expect(sections[index]).toMatchObject({ comment: null, chart: expect.stringContaining('<svg') });
});

it('fails when more segments have no figures than are tolerated', async () => {
  const ended = await run('thin');
  expect(ended).toMatchObject({ status: 'failed', error: { code: 'NO_FIGURES', stepId: 'segments' } });
  expect(statuses(ended)).toMatchObject({ synthesise: 'skipped UPSTREAM_FAILED' });
});

it('fails with the markets that there are for one that nobody knows', async () => {
  const ended = await live.run({ market: 'tulips' });
  expect(ended.error).toMatchObject({ code: 'UNKNOWN_MARKET', stepId: 'decompose' });
});
