import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run, RunPage, RunReport, StartRunResponse } from '@workflow/contract';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, 'apps/cli/dist/main.js');
const campaign = join(root, 'docs/examples/outreach-campaign.ts');

let api: ApiFixture;
let folder = '';
beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', join(root, 'apps/cli')]);
  folder = mkdtempSync(join(tmpdir(), 'workflow-cli-'));
  api = await startApi();
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  api.sandbox.knobs.reset();
  api.sandbox.ledger.clear();
});

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}
/** The command as a person types it, in a folder that has nothing to do with the repository. */
function wf(argv: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'], WF_URL: api.url, WF_API_KEY: apiKey, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, out, err })));
}
function file(name: string, value: object): string {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return name;
}
const texting = {
  id: 'texting',
  steps: [
    {
      id: 'text',
      agent: 'SABRINA',
      action: 'schedule_followup',
      inputs: { conversation: { message: 'Hello there', to: '+12125550149' } },
    },
  ],
};
const startRun = async (id: string, trigger: object = {}): Promise<string> => {
  const { status, body } = await api.call(`/workflows/${id}/runs`, { body: { trigger } });
  expect(status).toBe(201);
  return (body as StartRunResponse).runId;
};
const get = async (runId: string): Promise<Run> => (await api.call(`/runs/${runId}`)).body;
/** Words for a person: no stack, and what to do next. */
function expectSaid({ exit, out, err }: Ended): void {
  expect([exit, out]).toEqual([1, '']);
  expect(err).not.toMatch(/^ +at /m);
  expect(err).toMatch(/^ *Next: /m);
}

describe('wf against the API', () => {
  it('publishes a TypeScript definition, and finds the same version again', async () => {
    const first = await wf(['publish', campaign, '--json']);
    expect(first).toMatchObject({ exit: 0 });
    expect(JSON.parse(first.out)).toMatchObject({ id: 'outreach-campaign', version: 1 });
    const again = await wf(['publish', campaign, '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ version: 1 });
  });

  it('refuses to publish what has problems, each with its place', async () => {
    const bad = { ...texting, id: 'bad', steps: [{ ...texting.steps[0], agent: 'NOBODY' }] };
    const answer = await wf(['publish', file('bad.json', bad)]);
    expect(answer.exit).toBe(1);
    expect(answer.out + answer.err).toMatch(/UNKNOWN_AGENT/);
  });

  it('runs a file and watches it to its end: exit 0, one text sent', async () => {
    const answer = await wf(['run', campaign, '--input', 'leadId=lead_1', '--watch']);
    expect(answer).toMatchObject({ exit: 0 });
    for (const step of ['research', 'outreach', 'followup']) expect(answer.out + answer.err).toContain(step);
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });

  it('ends with 1 after a run that failed, and says why', async () => {
    api.sandbox.knobs.set({ trestle: { next: [{ mode: 'status', status: 401 }] } });
    const answer = await wf(['run', 'outreach-campaign', '--input', 'leadId=lead_1', '--watch']);
    expect(answer.exit).toBe(1);
    expect(answer.out + answer.err).toContain('PROVIDER_UNAUTHORIZED');
  });

  it('starts without watching, with an idempotency key', async () => {
    const argv = ['run', 'outreach-campaign', '--input', 'leadId=lead_4', '--key', 'cli-key', '--json'];
    const [first, again] = [await wf(argv), await wf(argv)];
    expect([first.exit, again.exit]).toEqual([0, 0]);
    const { runId } = JSON.parse(first.out) as StartRunResponse;
    expect((JSON.parse(again.out) as StartRunResponse).runId).toBe(runId);
    const other = await wf(['run', 'outreach-campaign', '--input', 'leadId=lead_5', '--key', 'cli-key']);
    expectSaid(other);
    expect(other.err).toContain('IDEMPOTENCY_KEY_REUSED');
  });

  it('shows a run, the list and the report, as the API has them', async () => {
    const runId = await startRun('outreach-campaign', { leadId: 'lead_4' });
    await until('it has ended', async () => (await get(runId)).status === 'completed');
    const shown = await wf(['get', runId, '--json']);
    expect(JSON.parse(shown.out)).toEqual(await get(runId));
    const listed = await wf(['list', '--json']);
    expect((JSON.parse(listed.out) as RunPage).items[0]).toMatchObject({ runId });
    const report = await wf(['report', runId, '--json']);
    expect(JSON.parse(report.out) as RunReport).toMatchObject({ runId, execution: { status: 'completed' } });
    for (const argv of [['get', runId], ['list'], ['report', runId]]) {
      const answer = await wf(argv);
      expect([argv[0], answer.exit]).toEqual([argv[0], 0]);
      expect(answer.out).toContain(runId);
      // No terminal, no colours.
      expect(answer.out).not.toContain('\u001b[');
    }
  });

  it('lists who can do what', async () => {
    const answer = await wf(['agents']);
    expect(answer).toMatchObject({ exit: 0 });
    for (const words of ['LUCI', 'research_lead', 'SABRINA', 'schedule_followup']) expect(answer.out).toContain(words);
  });

  it('cancels a run under way, and is told of one that has ended', async () => {
    api.sandbox.knobs.set({ trestle: { next: [{ mode: 'hang' }] } });
    const runId = await startRun('outreach-campaign', { leadId: 'lead_1' });
    await until('it is under way', async () => (await get(runId)).steps[0]?.status === 'running');
    expect(await wf(['cancel', runId, '--reason', 'wrong list'])).toMatchObject({ exit: 0 });
    await until('it is cancelled', async () => (await get(runId)).status === 'cancelled');
    const again = await wf(['cancel', runId]);
    expectSaid(again);
    expect(again.err).toContain('cancelled');
    expect(await wf(['watch', runId])).toMatchObject({ exit: 1 });
  });

  it('settles a send that nobody can tell of', async () => {
    await wf(['publish', file('texting.json', texting)]);
    api.sandbox.knobs.set({
      signalHouse: {
        callbackDelayMs: 3_600_000,
        next: [{ mode: 'acceptThenDrop' }, { mode: 'status', status: 500, on: 'reads', times: 99 }],
      },
    });
    const runId = await startRun('texting');
    await until('its send is unknown', async () => (await get(runId)).steps[0]?.status === 'unknown');
    const argv = ['resolve', runId, 'text', '--outcome', 'completed', '--reason', 'the lead has it'];
    expect(await wf([...argv, '--output', file('output.json', { by: 'hand' })])).toMatchObject({ exit: 0 });
    await until('it has ended', async () => (await get(runId)).status === 'completed');
    expect((await get(runId)).steps[0]).toMatchObject({ output: { by: 'hand' } });
    expectSaid(await wf(argv));
  });

  it('emit starts the runs of an event, once under its key', async () => {
    const steps = [{ id: 'done', end: { outcome: 'completed' } }];
    await api.call('/workflows', { body: { id: 'listens', triggers: [{ event: 'lead.created' }], steps } });
    const argv = ['emit', 'lead.created', '--payload', file('lead.json', { id: 'l1' }), '--idempotency-key', 'k1'];
    const answer = await wf(argv);
    expect(answer).toMatchObject({ exit: 0, out: expect.stringMatching(/^listens: started wr_/) });
    expect((await wf(argv)).out).toBe(answer.out);
  });

  it('signal and approve let a run go on that waits', async () => {
    const steps = [
      { id: 'reply', wait: { signal: 'message.received' } },
      {
        id: 'ask',
        dependsOn: ['reply'],
        approval: { prompt: 'Go on?', approvers: { roles: ['admin'], users: ['nobody'] } },
      },
    ];
    await api.call('/workflows', { body: { id: 'waits-for-people', steps } });
    const runId = await startRun('waits-for-people');
    const signal = ['signal', runId, 'message.received'];
    expect(await wf([...signal, '--payload', file('payload.json', { text: 'yes' })])).toMatchObject({ exit: 0 });
    await until('it asks', async () => (await get(runId)).steps[1]?.status === 'waiting');
    const answer = await wf(['approve', runId, 'ask']);
    // Whoever started a run does not decide over it.
    expectSaid(answer);
    expect(answer.err).toContain('FORBIDDEN');
    await wf(['cancel', runId]);
  });

  it.each([
    ['pause', []],
    ['resume', []],
    ['retry', []],
  ])('says that %s is not built yet', async (verb, args) => {
    const runId = await startRun('outreach-campaign', { leadId: 'lead_4' });
    const answer = await wf([verb, runId, ...args]);
    expectSaid(answer);
    expect(answer.err).toContain('NOT_BUILT');
  });

  it.each([
    ['a run that is not there', ['get', 'wr_0-01JD0000000000000000000000'], {}, 'NOT_FOUND'],
    ['a wrong key', ['list'], { WF_API_KEY: 'a-mistyped-key' }, 'UNAUTHORIZED'],
    ['an API that is not there', ['list'], { WF_URL: 'http://127.0.0.1:9/api' }, '127.0.0.1:9'],
  ])('says what is wrong with %s', async (_, argv, env, words) => {
    const answer = await wf(argv, env);
    expectSaid(answer);
    expect(answer.err).toContain(words);
    expect(answer.err).not.toContain('a-mistyped-key');
  });
});
