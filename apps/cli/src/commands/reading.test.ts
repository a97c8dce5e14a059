import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';
import { ApiStandIn } from '../testing/api-stand-in.fixture.js';
import { completedStep, sampleRun, sampleStep } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let api: ApiStandIn;

beforeEach(async () => {
  api = await ApiStandIn.start();
});
afterEach(() => api.stop());

async function wf(...argv: string[]) {
  const io = testIo({ url: api.url });
  return { exitCode: await runCli(argv, io), ...io.written };
}

test('get shows the run, its outputs and every step', async () => {
  const error = { code: 'UPSTREAM_FAILED', message: 'a step before it failed', stepId: 'research' };
  const steps = [
    completedStep('research', 'x'.repeat(500)),
    sampleStep('outreach', { status: 'skipped', startedAt: undefined, attempts: 0, error }),
  ];
  const missingOutputs = { text: 'outreach was skipped' };
  api.answer(
    'GET /runs/r1',
    200,
    sampleRun({
      status: 'completed',
      finishedAt: '2026-11-20T11:02:03.000Z',
      steps,
      outputs: { n: 1 },
      missingOutputs,
      sandbox: ['twilio'],
    }),
  );
  const { exitCode, out } = await wf('get', 'r1');
  expect(exitCode).toBe(0);
  const lines = out.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'outreach-campaign v3  r1  completed  1 h 02 min  sandbox: twilio',
    '  n: 1',
    '  text: absent, outreach was skipped',
  ]);
  expect(lines[3]).toMatch(/^✔ research  completed  1\.5 s  x+…$/);
  expect(lines[4]).toBe('↷ outreach  skipped  UPSTREAM_FAILED (research) a step before it failed');
});

test('get shows the parent of a child run, and the children of a parent', async () => {
  const steps = [
    sampleStep('kid', { kind: 'workflow', status: 'completed', childRunId: 'r3', output: { n: 1 } }),
    sampleStep('other', { kind: 'workflow', status: 'running', finishedAt: undefined, childRunId: 'r4' }),
  ];
  api.answer('GET /runs/r1', 200, sampleRun({ steps, parent: { runId: 'r0', stepId: 'call' } }));
  const { out } = await wf('get', 'r1');
  const lines = out.split('\n');
  expect(lines.slice(1, 4)).toEqual(['  child of r0 call', '  kid started r3', '  other started r4']);
  expect(lines[5]).toMatch(/^\S+ other  running .* runs r4$/);
});

test('get of a run that is not there says what to do', async () => {
  api.refuse('GET /runs/r2', 404, 'NOT_FOUND', 'There is no run r2.');
  expect(await wf('get', 'r2')).toEqual({
    exitCode: 1,
    out: '',
    err: 'wf: NOT_FOUND There is no run r2. (404)\n  Next: check the id (wf list shows the runs of your team)\n',
  });
});

test('list shows a page under a head, and how to get the next', async () => {
  const { steps: _steps, trigger: _trigger, ...summary } = sampleRun();
  api.answer('GET /runs', 200, {
    items: [summary, { ...summary, runId: 'run_2', status: 'failed', error: { code: 'TIMEOUT', message: '' } }],
    nextCursor: 'c2',
  });
  const { exitCode, out, err } = await wf(
    'list',
    '--workflow',
    'outreach-campaign',
    '--status',
    'failed',
    '--limit',
    '2',
    '--since',
    '2026-11-20T10:00:00Z',
  );
  expect(exitCode).toBe(0);
  expect(api.seen[0]?.query).toEqual({
    workflow: 'outreach-campaign',
    status: 'failed',
    limit: '2',
    since: '2026-11-20T10:00:00Z',
  });
  expect(out).toBe(
    'RUN    WORKFLOW              STATUS   CREATED                   ERROR\n' +
      'r1     outreach-campaign v3  running  2026-11-20T10:00:00.000Z\n' +
      'run_2  outreach-campaign v3  failed   2026-11-20T10:00:00.000Z  TIMEOUT\n',
  );
  expect(err).toBe('more: the same with --cursor c2\n');
});

test('list without runs says how to start one', async () => {
  api.answer('GET /runs', 200, { items: [] });
  expect(await wf('list')).toEqual({ exitCode: 0, out: '', err: 'no runs; wf run FILE starts one\n' });
});

test('list of a workflow that is not there names those that are', async () => {
  api.answer('GET /runs', 200, { items: [] });
  api.refuse('GET /workflows/outrech', 404, 'NOT_FOUND', 'There is no workflow outrech.');
  const summary = {
    id: 'outreach-campaign',
    latestVersion: 3,
    checksum: `sha256:${'a'.repeat(64)}`,
    publishedAt: '2026-11-20T10:00:00.000Z',
    isRetired: false,
  };
  api.answer('GET /workflows', 200, { items: [summary] });
  expect(await wf('list', '--workflow', 'outrech')).toEqual({
    exitCode: 1,
    out: '',
    err: 'wf: NOT_FOUND There is no workflow outrech. (404)\n  Next: take one that is published: outreach-campaign\n',
  });
});

test('report shows each part that has something in it', async () => {
  api.answer('GET /runs/r1/report', 200, {
    runId: 'r1',
    execution: {
      status: 'failed',
      workflowId: 'campaign',
      version: 1,
      durationMs: 61_000,
      steps: { completed: 1, failed: 1 },
      sandbox: [],
      parent: { runId: 'r0', stepId: 'call' },
    },
    performance: [
      { stepId: 'research', status: 'completed', attempts: 2, queuedMs: 12, runningMs: 1_500, costUsd: 0.05 },
      { stepId: 'kid', status: 'completed', attempts: 1, childRunId: 'r3' },
    ],
    errors: [
      { code: 'TIMEOUT', message: 'took too long', stepId: 'outreach', attempt: 3, at: '2026-11-20T10:01:00.000Z' },
    ],
    recommendations: ['raise the timeout of outreach'],
    notBuilt: [],
  });
  const { exitCode, out } = await wf('report', 'r1');
  expect(exitCode).toBe(0);
  expect(out).toBe(`campaign v1  r1
failed  1 min 01 s  1 completed  1 failed
child of r0 call

Steps
  STEP      STATUS     ATTEMPTS  QUEUED  RAN    COST
  research  completed  2         12 ms   1.5 s  $0.0500
  kid       completed  1         -       -      -

Child runs
  kid  r3

Errors
  2026-11-20T10:01:00.000Z  outreach  attempt 3  TIMEOUT  took too long

Recommendations
  raise the timeout of outreach
`);
});

test('an answer that is not of the contract is not shown as if it were', async () => {
  api.respond('GET /runs/r1', (_request, response) => response.end('{"runId": 7}'));
  const { exitCode, out, err } = await wf('get', 'r1');
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(err).toContain('is not what this wf knows.\n  runId: ');
});
