import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startCaseFixture, statuses, type CaseFixture } from '../case.fixture.js';
import { startEtl, type EtlWorld } from './etl.case.js';

const products = fileURLToPath(new URL('../../../../docs/examples/etl/products.csv', import.meta.url));
const good = { day: '2026-11-20' };

let folder = '';
let file = '';
let live: CaseFixture<EtlWorld>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflow-etl-'));
  file = join(folder, 'products.csv');
  await copyFile(products, file);
  live = await startCaseFixture('etl', startEtl(file));
});
beforeEach(() => live.world.postgres.exec('delete from facts; delete from quarantine'));
afterAll(async () => {
  await live.close();
  await rm(folder, { recursive: true });
});

const facts = () => live.world.database.query('select id from facts order by id');

it('has a definition that the checker takes without a warning', async () => {
  expect(await live.problems()).toEqual([]);
});

it('loads a good day from the API, the table and the file', async () => {
  const run = await live.run(good);
  expect(run.outputs).toEqual({ loaded: 3, revenue: 609, quarantined: 0 });
  expect(statuses(run)).toMatchObject({ load: 'completed', quarantine: 'skipped BRANCH_NOT_TAKEN' });
  expect(await facts()).toEqual([{ id: 'o-1001' }, { id: 'o-1002' }, { id: 'o-1003' }]);
});

it('puts a bad day into quarantine with its reasons, and loads nothing', async () => {
  const run = await live.run({ day: '2026-11-21' });
  expect(run).toMatchObject({ status: 'completed', outputs: { loaded: 0, quarantined: 3 } });
  expect(statuses(run)).toMatchObject({ load: 'skipped BRANCH_NOT_TAKEN', reconcile: 'skipped DEPENDENCY_SKIPPED' });
  expect(await facts()).toEqual([]);
  const [kept] = await live.world.database.query<{ reasons: unknown }>('select reasons from quarantine');
  expect(kept?.reasons).toMatchObject({
    missing: [
      { order: 'o-1005', problem: "no customer 'c-9'" },
      { order: 'o-1006', problem: 'quantity is "two"' },
    ],
    quality: expect.arrayContaining([{ kind: 'mixed_types', severity: 'error', column: 'quantity', count: 1 }]),
  });
});

it('asks an API again that is down for a moment', async () => {
  live.world.shop.failNext(2);
  const run = await live.run(good);
  expect(run.status).toBe('completed');
  expect(run.steps.find(({ stepId }) => stepId === 'orders')?.attempts).toBe(3);
});

it('fails with the reason when an API stays down, and loads nothing', async () => {
  const run = await live.run({ day: '2026-11-22' });
  expect(run).toMatchObject({ status: 'failed', error: { code: 'SOURCE_UNAVAILABLE', stepId: 'orders' } });
  expect(statuses(run)).toMatchObject({
    enrich: 'skipped UPSTREAM_FAILED',
    load: expect.not.stringContaining('completed'),
  });
  expect(await facts()).toEqual([]);
});

it('fails likewise when PostgreSQL is down, and works again when it is back', async () => {
  await live.world.postgres.stop();
  const run = await live.run(good);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'SOURCE_UNAVAILABLE', stepId: 'customers' } });
  await live.world.postgres.start();
  expect((await live.run(good)).status).toBe('completed');
});

it('fails likewise when the file is not there', async () => {
  await rename(file, `${file}.away`);
  const run = await live.run(good);
  await rename(`${file}.away`, file);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'SOURCE_UNAVAILABLE', stepId: 'products' } });
});

it('takes a batch out again when one of its orders was there before, and leaves that order', async () => {
  await live.world.postgres.exec(`insert into facts values ('o-1002', 'yesterday', 'south', 'lighting', 5, 120)`);
  const run = await live.run(good);
  expect(run.error).toMatchObject({ code: 'LOAD_INCOMPLETE', stepId: 'reconcile' });
  expect(new Set(run.notUndone?.map(({ code }) => code))).toEqual(new Set(['NO_UNDO']));
  expect(statuses(run)).toMatchObject({ load: 'compensated', reconcile: 'failed LOAD_INCOMPLETE' });
  expect(await facts()).toEqual([{ id: 'o-1002' }]);
});
