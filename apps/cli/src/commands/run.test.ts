import { afterEach, beforeEach, expect, test } from 'vitest';
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
