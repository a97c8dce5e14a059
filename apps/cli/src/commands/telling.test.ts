import { afterEach, beforeEach, expect, test } from 'vitest';
import { runLinks } from '@workflow/contract';
import { runCli } from '../run-cli.js';
import { ApiStandIn } from '../testing/api-stand-in.fixture.js';
import { folderWith } from '../testing/folder.fixture.js';
import { sampleRun } from '../testing/samples.fixture.js';
import { testIo } from '../testing/test-io.fixture.js';

let api: ApiStandIn;

beforeEach(async () => {
  api = await ApiStandIn.start();
});
afterEach(() => api.stop());

const accepted = { accepted: true };
const asItStands = sampleRun({ status: 'waiting' });

test.each([
  {
    argv: ['cancel', 'r1'],
    call: 'POST /runs/r1/cancel',
    answer: [202, asItStands],
    body: {},
    out: 'r1 was asked to end and is waiting',
  },
  {
    argv: ['cancel', 'r1', '--reason', 'why', '--compensate'],
    call: 'POST /runs/r1/cancel',
    answer: [202, asItStands],
    body: { reason: 'why', compensate: true },
    out: '',
  },
  {
    argv: ['resolve', 'r1', 'a', '--outcome', 'completed', '--reason', 'seen', '--output', 'data.json'],
    call: 'POST /runs/r1/steps/a/resolve',
    answer: [200, asItStands],
    body: { outcome: 'completed', reason: 'seen', output: { yes: 1 } },
    out: 'a of r1 is settled as completed; the run is waiting',
  },
  {
    argv: ['signal', 'r1', 'reply', '--payload', 'data.json'],
    call: 'POST /runs/r1/signals/reply',
    answer: [202, { accepted: true, outcome: 'kept' }],
    body: { payload: { yes: 1 } },
    out: 'reply to r1: no wait takes it yet, it is kept for one that comes later',
  },
  {
    argv: ['emit', 'lead.created', '--payload', 'data.json', '--idempotency-key', 'k'],
    call: 'POST /events/lead.created',
    answer: [
      202,
      {
        runs: [{ workflowId: 'greet', runId: 'r7' }],
        refused: [{ workflowId: 'score', code: 'INVALID_TRIGGER', message: 'No lead.' }],
      },
    ],
    body: { yes: 1 },
    out: 'greet: started r7\nscore: refused it, INVALID_TRIGGER: No lead.',
  },
  {
    argv: ['emit', 'lead/created'],
    call: 'POST /events/lead%2Fcreated',
    answer: [202, { runs: [], refused: [] }],
    body: {},
    out: 'lead/created: no workflow listens',
  },
  {
    argv: ['approve', 'r1', 'each.3.ask'],
    call: 'POST /runs/r1/approvals/each.3.ask',
    answer: [202, accepted],
    body: { decision: 'approve' },
    out: 'approve was said to each.3.ask of r1',
  },
  {
    argv: ['approve', 'r1', 'ask', '--decision', 'reject', '--comment', 'no', '--form', 'data.json'],
    call: 'POST /runs/r1/approvals/ask',
    answer: [202, accepted],
    body: { decision: 'reject', comment: 'no', form: { yes: 1 } },
    out: '',
  },
  {
    argv: ['pause', 'r1'],
    call: 'POST /runs/r1/pause',
    answer: [202, asItStands],
    body: undefined,
    out: 'r1 is waiting; wf resume r1 lets it go on',
  },
  {
    argv: ['resume', 'r1'],
    call: 'POST /runs/r1/resume',
    answer: [202, asItStands],
    body: undefined,
    out: 'r1 goes on and is waiting',
  },
  {
    argv: ['retry', 'r1', '--from', 'a'],
    call: 'POST /runs/r1/retry',
    answer: [201, { runId: 'r2', status: 'pending', links: runLinks('r2') }],
    body: { from: 'a' },
    out: 'r1 is run again as r2',
  },
] as const)('wf $argv asks $call', async ({ argv, call, answer: [status, answer], body, out }) => {
  api.answer(call, status, answer);
  const cwd = folderWith({ 'data.json': { yes: 1 } });
  const io = testIo({ url: api.url, cwd });
  expect(await runCli(argv, io)).toBe(0);
  expect(api.seen.map(({ text }) => (text === '' ? undefined : (JSON.parse(text) as unknown)))).toEqual([body]);
  expect(io.written.out).toContain(out);
  const programIo = testIo({ url: api.url, cwd });
  expect(await runCli([...argv, '--json'], programIo)).toBe(0);
  expect(JSON.parse(programIo.written.out)).toEqual(answer);
});

test.each([
  [['pause', 'r1'], 'POST /runs/r1/pause'],
  [['resume', 'r1'], 'POST /runs/r1/resume'],
  [['retry', 'r1'], 'POST /runs/r1/retry'],
])('wf %j says plainly that the API has not built it', async (argv, call) => {
  api.refuse(call, 501, 'NOT_BUILT', 'This is not built yet.');
  const io = testIo({ url: api.url });
  expect(await runCli(argv, io)).toBe(1);
  expect(io.written.err).toBe(
    'wf: NOT_BUILT This is not built yet. (501)\n  Next: leave it for now; the documentation says what is built\n',
  );
});

test('shows the state that a verb does not fit', async () => {
  api.refuse('POST /runs/r1/cancel', 409, 'CONFLICT', 'The run r1 has ended.', { status: 'completed' });
  const io = testIo({ url: api.url });
  expect(await runCli(['cancel', 'r1'], io)).toBe(1);
  expect(io.written.err).toContain('wf: CONFLICT The run r1 has ended. (409)\n  {"status":"completed"}\n');
});

test.each([
  [['resolve', 'r1', 'a', '--reason', 'x'], "required option '--outcome <outcome>' not specified"],
  [['resolve', 'r1', 'a', '--reason', 'x', '--outcome', 'maybe'], 'Allowed choices are completed, failed'],
  [['cancel'], "missing required argument 'run'"],
  [['cancel', 'r1', 'r2'], 'too many arguments'],
])('wf %j is a mistake of the command line: 2', async (argv, words) => {
  const io = testIo({ url: api.url });
  expect(await runCli(argv, io)).toBe(2);
  expect(io.written.err).toContain(words);
  expect(api.seen).toEqual([]);
});
