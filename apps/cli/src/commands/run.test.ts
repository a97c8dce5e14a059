import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runLinks } from '@workflow/contract';
import { runCli } from '../run-cli.js';
import { ApiStandIn } from '../testing/api-stand-in.fixture.js';
import { folderWith } from '../testing/folder.fixture.js';
import { sampleRun } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let api: ApiStandIn;
const startCall = 'POST /workflows/campaign/runs';
const yaml = 'id: campaign # as written\nsteps: []\n';
const unread = { path: '/steps/0', code: 'UNREAD_OUTPUT', message: 'nobody reads it', line: 2, column: 1 };

beforeEach(async () => {
  api = await ApiStandIn.start();
  api.answer(startCall, 201, { runId: 'r1', status: 'pending', links: runLinks('r1') });
  api.answer('POST /workflows', 201, { id: 'campaign', version: 7, checksum: 'sha256:ab', warnings: [unread] });
});
afterEach(() => api.stop());

const bodies = (call: string): unknown[] => api.calls(call).map(({ text }) => JSON.parse(text) as unknown);

test('publishes a file as it was written, with its warnings on stderr', async () => {
  const io = testIo({ url: api.url, cwd: folderWith({ 'campaign.yaml': yaml }) });
  expect(await runCli(['publish', 'campaign.yaml'], io)).toBe(0);
  expect(api.calls('POST /workflows')).toMatchObject([{ text: yaml, headers: { 'content-type': 'application/yaml' } }]);
  expect(io.written).toEqual({
    out: 'campaign version 7 published  sha256:ab\n',
    err: 'campaign.yaml:2:1 UNREAD_OUTPUT nobody reads it\n',
  });
});

test('says when the latest version is the same', async () => {
  api.answer('POST /workflows', 200, { id: 'campaign', version: 6, checksum: 'sha256:ab', warnings: [] });
  const io = testIo({ url: api.url, cwd: folderWith({ 'campaign.json': '{}' }) });
  expect(await runCli(['publish', 'campaign.json'], io)).toBe(0);
  expect(io.written.out).toContain('campaign version 6 is the same already');
});

test('says which version a file is when it is unchanged, and starts that one', async () => {
  api.answer('POST /workflows', 200, { id: 'campaign', version: 6, checksum: 'sha256:ab', warnings: [] });
  const cwd = folderWith({ 'campaign.yaml': yaml });
  const io = testIo({ url: api.url, cwd });
  expect(await runCli(['run', 'campaign.yaml'], io)).toBe(0);
  expect(io.written.err).toBe('campaign is unchanged, version 6\nwf watch r1 follows it\n');
  expect(bodies(startCall)).toEqual([{ trigger: {}, version: 6 }]);
  const programIo = testIo({ url: api.url, cwd });
  await runCli(['run', 'campaign.yaml', '--json'], programIo);
  expect(JSON.parse(programIo.written.err)).toEqual({ unchanged: 'campaign version 6' });
});

test('says that a file was published as a new version', async () => {
  const io = testIo({ url: api.url, cwd: folderWith({ 'campaign.yaml': yaml }) });
  expect(await runCli(['run', 'campaign.yaml'], io)).toBe(0);
  expect(io.written.err).toBe('published campaign version 7\nwf watch r1 follows it\n');
});

describe('a workflow that is not there', () => {
  const nope = 'POST /workflows/campain/runs';
  const workflow = (id: string, change: object = {}) => ({
    id,
    latestVersion: 1,
    checksum: 'sha256:ab',
    publishedAt: '2026-11-20T10:00:00.000Z',
    isRetired: false,
    ...change,
  });

  async function runCampain(pages: Record<string, object>) {
    api.refuse(nope, 404, 'NOT_FOUND', "There is no workflow 'campain'.");
    api.respond('GET /workflows', ({ query }, response) =>
      response.writeHead(200).end(JSON.stringify(pages[query['cursor'] ?? 'first'])),
    );
    const io = testIo({ url: api.url });
    expect(await runCli(['run', 'campain'], io)).toBe(1);
    expect(io.written.err).toContain("wf: NOT_FOUND There is no workflow 'campain'. (404)\n");
    return io.written.err;
  }

  test('is answered with the published ones, the nearest first and five at most', async () => {
    const ids = ['a', 'b', 'c', 'd', 'outreach-campain', 'campaigns'];
    const err = await runCampain({
      first: { items: ids.map((id) => workflow(id)), nextCursor: 'c1' },
      c1: { items: [workflow('campaign'), workflow('campains', { isRetired: true })] },
    });
    expect(err).toContain('Next: take one that is published: campaign, campaigns, outreach-campain, a, b and 2 more\n');
  });

  test('is answered with how to publish when there are none', async () => {
    expect(await runCampain({ first: { items: [] } })).toContain(
      'Next: no workflow is published yet: wf publish FILE does so, and wf run FILE publishes and starts\n',
    );
  });

  test('keeps its plain answer when the published ones cannot be had', async () => {
    api.refuse(nope, 404, 'NOT_FOUND', "There is no workflow 'campain'.");
    api.refuse('GET /workflows', 403, 'FORBIDDEN', 'The key may not.');
    const io = testIo({ url: api.url });
    expect(await runCli(['run', 'campain'], io)).toBe(1);
    expect(io.written.err).toContain("wf: NOT_FOUND There is no workflow 'campain'. (404)\n  Next: check the id");
  });

  test('is told from a version that is not there', async () => {
    api.refuse(startCall, 404, 'NOT_FOUND', "There is no version 9 of workflow 'campaign'.");
    api.answer('GET /workflows', 200, { items: [workflow('campaign', { latestVersion: 3 })] });
    const io = testIo({ url: api.url });
    expect(await runCli(['run', 'campaign', '--version', '9'], io)).toBe(1);
    expect(io.written.err).toContain('Next: leave --version out for the latest, which is 3\n');
  });
});

test('shows where a definition was refused', async () => {
  const details = [
    { path: '/steps', code: 'INVALID_VALUE', message: 'must not be empty', hint: 'add one', line: 2, column: 8 },
  ];
  api.refuse('POST /workflows', 422, 'INVALID_DEFINITION', 'The definition has problems.', details);
  const io = testIo({ url: api.url, cwd: folderWith({ 'campaign.yaml': yaml }) });
  expect(await runCli(['run', 'campaign.yaml'], io)).toBe(1);
  expect(io.written.err).toContain(
    'wf: INVALID_DEFINITION The definition has problems. (422)\n  2:8 INVALID_VALUE must not be empty (add one)\n  Next: ',
  );
  expect(api.calls(startCall)).toEqual([]);
});

test('starts a published workflow with the fields of the command line over those of the file', async () => {
  const cwd = folderWith({ 'lead.json': { leadId: 'from the file', tags: ['a'] } });
  const io = testIo({ url: api.url, cwd });
  const inputs = ['--inputs', 'lead.json', '--input', 'leadId=00123', '--input', 'count:=3', '--input', 'note=a=b'];
  expect(
    await runCli(
      ['run', 'campaign', ...inputs, '--version', '2', '--priority', '9', '--correlation-id', 'c1', '--key', 'k1'],
      io,
    ),
  ).toBe(0);
  const trigger = { leadId: '00123', tags: ['a'], count: 3, note: 'a=b' };
  expect(bodies(startCall)).toEqual([{ trigger, version: 2, priority: 9, correlationId: 'c1' }]);
  expect(api.calls(startCall)[0]?.headers['idempotency-key']).toBe('k1');
  expect(io.written).toEqual({ out: 'r1 pending\n', err: 'wf watch r1 follows it\n' });
});

test('starts exactly the version that a file was published as', async () => {
  const io = testIo({ url: api.url, cwd: folderWith({ 'campaign.yaml': yaml }) });
  expect(await runCli(['run', 'campaign.yaml', '--json'], io)).toBe(0);
  expect(bodies(startCall)).toEqual([{ trigger: {}, version: 7 }]);
  expect(JSON.parse(io.written.out)).toMatchObject({ runId: 'r1' });
});

test.each([
  ['completed', 0],
  ['compensated', 1],
] as const)('with --watch, ends with the run: %s is %i', async (status, exitCode) => {
  api.answer('GET /runs/r1', 200, sampleRun({ status, finishedAt: '2026-11-20T10:00:04.000Z' }));
  api.respond('GET /runs/r1/events', (_request, response) => response.writeHead(204).end());
  const io = testIo({ url: api.url });
  expect(await runCli(['run', 'campaign', '--watch'], io)).toBe(exitCode);
  expect(io.written.out).toContain(`r1  ${status}  4.0 s`);
});

test('names each field of a trigger that was refused', async () => {
  const details = [{ path: '/leadId', code: 'MISSING_FIELD', message: 'leadId is required' }];
  api.refuse(startCall, 422, 'INVALID_TRIGGER', 'The trigger does not match.', details);
  const io = testIo({ url: api.url });
  expect(await runCli(['run', 'campaign'], io)).toBe(1);
  expect(io.written.err).toContain(
    '/leadId MISSING_FIELD leadId is required\n  Next: give each field with --input name=text',
  );
});

test.each([
  [['run', 'campaign', '--input', 'leadId'], '--input leadId names no field'],
  [['run', 'campaign', '--input', ':=3'], '--input :=3 names no field'],
  [['run', 'campaign', '--input', 'n:=three'], 'what follows := is no JSON'],
  [['run', 'campaign', '--version', 'two'], 'Give a whole number from 1'],
  [['run', 'campaign.yaml', '--version', '2'], '--version goes with a workflow id'],
  [['run', 'campaign.yaml'], 'campaign.yaml cannot be read'],
])('%j is a mistake of the command line: 2', async (argv, words) => {
  const io = testIo({ url: api.url });
  expect(await runCli(argv, io)).toBe(2);
  expect(io.written.err).toContain(words);
  expect(api.seen).toEqual([]);
});
