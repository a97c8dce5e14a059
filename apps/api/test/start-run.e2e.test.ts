import { createParser } from 'eventsource-parser';
import type {
  AgentsResponse,
  ErrorBody,
  Run,
  RunPage,
  RunReport,
  StartRunResponse,
  TimelineEvent,
  TimelinePage,
} from '@workflow/contract';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';

const strangerKey = 'test-key-of-team_other-admin';

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi({
    WORKFLOW_API_KEYS: JSON.stringify([
      { key: apiKey, team: 'team_123', role: 'admin', name: 'ann' },
      { key: strangerKey, team: 'team_other', role: 'admin', name: 'eve' },
    ]),
  });
  await publish(checked, research, texting);
});
afterAll(() => api.close());
afterEach(() => {
  api.sandbox.knobs.reset();
  api.sandbox.ledger.clear();
});

/** Has no provider: ends at once. */
const checked = {
  id: 'checked',
  inputs: [
    { name: 'rows', type: 'dataset', required: true },
    { name: 'limit', type: 'integer', required: true },
    { name: 'note', type: 'string' },
  ],
  steps: [
    { id: 'check', agent: 'data_quality_agent', action: 'validation', inputs: { source_data: '{{trigger.rows}}' } },
  ],
};
const good = { rows: [{ a: 1 }], limit: 3 };

/** Is under way for as long as Trestle hangs. */
const research = {
  id: 'research-only',
  steps: [{ id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'lead_1' } }],
};
const hang = () => api.sandbox.knobs.set({ trestle: { next: [{ mode: 'hang', on: 'any', times: 9 }] } });

const texting = {
  id: 'texting',
  inputs: [{ name: 'to', type: 'phone', required: true }],
  steps: [
    {
      id: 'text',
      agent: 'SABRINA',
      action: 'schedule_followup',
      inputs: { conversation: { message: 'Hello there', to: '{{trigger.to}}' } },
    },
  ],
};

async function publish(...definitions: object[]): Promise<void> {
  for (const body of definitions) {
    const { status, body: answer } = await api.call('/workflows', { body });
    expect([status, (answer as ErrorBody).details]).toEqual([201, undefined]);
  }
}
const start = (id: string, trigger: object, { key, query = '' }: { key?: string; query?: string } = {}) =>
  api.call(`/workflows/${id}/runs${query}`, {
    body: { trigger },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  }) as Promise<{ status: number; body: StartRunResponse & ErrorBody }>;
const get = async (runId: string): Promise<Run> => (await api.call(`/runs/${runId}`)).body;
const statusIs = (runId: string, status: string) =>
  until(`${runId} is ${status}`, async () => (await get(runId)).status === status);
const stepIs = (runId: string, status: string) =>
  until(`the step of ${runId} is ${status}`, async () => (await get(runId)).steps[0]?.status === status);

describe('starting', () => {
  it('gives the run of the same key and body again, whatever the order of its fields', async () => {
    const first = await start('checked', good, { key: 'k1', query: '?wait=20' });
    const again = await start('checked', { limit: 3, rows: [{ a: 1 }] }, { key: 'k1' });
    expect([first.status, again.status, again.body.runId]).toEqual([201, 200, first.body.runId]);
    expect(again.body).toMatchObject({ status: 'completed', links: first.body.links });
  });

  it('refuses another body under the same key', async () => {
    await start('checked', good, { key: 'k2' });
    const other = await start('checked', { ...good, limit: 4 }, { key: 'k2' });
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('keeps keys apart by workflow', async () => {
    const one = await start('checked', good, { key: 'k3' });
    const other = await start('research-only', {}, { key: 'k3' });
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body.runId).not.toBe(one.body.runId);
  });

  it('makes one run of fifty equal starts at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => start('texting', { to: '+12125550143' }, { key: 'k4' })),
    );
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    await statusIs(answers[0]?.body.runId ?? '', 'completed');
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });

  it('waits for the end when asked to, and answers with what it then is', async () => {
    expect(await start('checked', good, { query: '?wait=20' })).toMatchObject({
      status: 201,
      body: { status: 'completed' },
    });
  });

  it('answers with a run under way once the wait is over', async () => {
    hang();
    const { status, body } = await start('research-only', {}, { query: '?wait=1' });
    expect([status, body.status]).toEqual([201, 'running']);
    await api.call(`/runs/${body.runId}/cancel`, { body: {} });
  });

  it.each(['61', '-1', 'x', '1.5'])('refuses to wait for %s', async (wait) => {
    expect(await start('checked', good, { query: `?wait=${wait}` })).toMatchObject({ status: 422 });
  });

  it('names every field of the trigger that is wrong', async () => {
    const { status, body } = await start('checked', { rows: 'none', note: 7 });
    expect([status, body.code]).toEqual([422, 'INVALID_TRIGGER']);
    const paths = (body.details as { path: string }[]).map(({ path }) => path);
    expect(paths).toHaveLength(3);
    for (const name of ['rows', 'limit', 'note']) expect(paths.join()).toContain(name);
  });

  it('names every field of the request that is wrong', async () => {
    const { status, body } = await api.call('/workflows/checked/runs', { body: { trigger: [], version: 0, nope: 1 } });
    expect(status).toBe(422);
    const details = (body as ErrorBody).details as { path: string; message: string }[];
    expect(details.map(({ path }) => path).toSorted()).toEqual(['/nope', '/trigger', '/version']);
  });

  it('starts the version that is asked for', async () => {
    await publish({ ...checked, id: 'versions' }, { ...checked, id: 'versions', description: 'second' });
    const { body } = await api.call('/workflows/versions/runs', { body: { trigger: good, version: 1 } });
    expect(await get((body as StartRunResponse).runId)).toMatchObject({ version: 1 });
    expect(await api.call('/workflows/versions/runs', { body: { trigger: good, version: 9 } })).toMatchObject({
      status: 404,
    });
  });

  it('starts nothing of a retired workflow, whose runs are still there', async () => {
    await publish({ ...checked, id: 'retired' });
    const before = await start('retired', good, { key: 'before' });
    expect((await api.call('/workflows/retired', { method: 'DELETE' })).status).toBeLessThan(300);
    expect(await start('retired', good)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    await statusIs(before.body.runId, 'completed');
  });

  // Answers 409.
  it('gives the run of a key again after its workflow was retired', async () => {
    await publish({ ...checked, id: 'retired-later' });
    const before = await start('retired-later', good, { key: 'kept' });
    await api.call('/workflows/retired-later', { method: 'DELETE' });
    const again = await start('retired-later', good, { key: 'kept' });
    expect([again.status, again.body.runId]).toEqual([200, before.body.runId]);
  });

  it('gives the run of a key again after another version was published', async () => {
    await publish({ ...checked, id: 'moving' });
    const before = await start('moving', good, { key: 'moving' });
    await publish({ ...checked, id: 'moving', description: 'second' });
    const again = await start('moving', good, { key: 'moving' });
    expect([again.status, again.body.runId]).toEqual([200, before.body.runId]);
    expect(await get(before.body.runId)).toMatchObject({ version: 1 });
  });

  // Adds the jobs of the later version to the run of the earlier one.
  it('mends a start that died before its jobs by the version that it began with', async () => {
    await publish({ ...checked, id: 'cut-off' });
    const { queues } = api.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
    const addTree = vi.spyOn(queues, 'addTree').mockRejectedValueOnce(new Error('the starter dies here'));
    expect(await start('cut-off', good, { key: 'cut-off' })).toMatchObject({ status: 500 });
    addTree.mockRestore();
    await publish({ ...checked, id: 'cut-off', steps: [{ ...checked.steps[0], id: 'other' }] });
    const again = await start('cut-off', good, { key: 'cut-off', query: '?wait=20' });
    expect(again).toMatchObject({ status: 200, body: { status: 'completed' } });
    expect(await get(again.body.runId)).toMatchObject({
      version: 1,
      steps: [{ stepId: 'check', status: 'completed' }],
    });
  });

  it('finds no workflow that is not there', async () => {
    expect(await start('nobody', {})).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('another team', () => {
  const headers = { 'x-api-key': strangerKey };

  it('finds nothing, by any verb', async () => {
    const { body } = await start('checked', good, { query: '?wait=20' });
    const run = `/runs/${body.runId}`;
    const reading = ['/workflows/checked', '/workflows/checked/plan', '/workflows/checked/versions/1', run];
    for (const path of [...reading, `${run}/timeline`, `${run}/events`, `${run}/report`]) {
      expect([path, (await api.call(path, { headers })).status]).toEqual([path, 404]);
    }
    const telling: [string, object][] = [
      ['/workflows/checked/runs', { trigger: good }],
      [`${run}/cancel`, {}],
      [`${run}/steps/check/resolve`, { outcome: 'completed', reason: 'because' }],
    ];
    for (const [path, asked] of telling) {
      expect([path, (await api.call(path, { body: asked, headers })).status]).toEqual([path, 404]);
    }
    expect((await api.call('/workflows/checked', { method: 'DELETE', headers })).status).toBe(404);
    expect(await api.call('/runs', { headers })).toMatchObject({ body: { items: [] } });
  });
});

describe('the list of runs', () => {
  it('gives each run once, newest first, page by page, by workflow, status and time', async () => {
    await publish({ ...checked, id: 'listed' }, { ...research, id: 'listed-failing' });
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.unshift((await start('listed', good, { query: '?wait=20' })).body.runId);
    api.sandbox.knobs.set({ trestle: { next: [{ mode: 'badKey' }] } });
    const failed = (await start('listed-failing', {}, { query: '?wait=20' })).body.runId;

    const pages = async (query: string): Promise<string[][]> => {
      const found: string[][] = [];
      for (let cursor = ''; ;) {
        const { status, body } = (await api.call(`/runs?${query}${cursor}`)) as { status: number; body: RunPage };
        expect(status).toBe(200);
        found.push(body.items.map(({ runId }) => runId));
        if (body.nextCursor === undefined) return found.filter((page) => page.length > 0);
        cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
      }
    };
    expect(await pages('workflow=listed&limit=3')).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    expect((await pages('limit=100')).flat().slice(0, 8)).toEqual([failed, ...ids]);
    expect(await pages('status=failed&workflow=listed-failing')).toEqual([[failed]]);
    expect(await pages('status=completed&workflow=listed-failing')).toEqual([]);
    expect((await pages('status=completed&workflow=listed&limit=2')).flat()).toEqual(ids);
    const { createdAt } = await get(ids[2] ?? '');
    expect((await pages(`workflow=listed&since=${createdAt}`)).flat()).toEqual(ids.slice(0, 3));
  });

  it.each(['cursor=nonsense', 'cursor=-1.1', 'limit=0', 'limit=101', 'status=lost', 'since=yesterday', 'color=red'])(
    'refuses ?%s by name',
    async (query) => {
      const { status, body } = await api.call(`/runs?${query}`);
      expect([400, 422]).toContain(status);
      expect(JSON.stringify((body as ErrorBody).details)).toContain(query.split('=')[0]);
    },
  );
});

describe('the timeline', () => {
  it('is whole and in order, page by page', async () => {
    const { runId } = (await start('checked', good, { query: '?wait=20' })).body;
    const { items: all } = (await api.call(`/runs/${runId}/timeline`)).body as TimelinePage;
    const found: TimelineEvent[] = [];
    for (let cursor = ''; ;) {
      const { body } = (await api.call(`/runs/${runId}/timeline?limit=2${cursor}`)) as { body: TimelinePage };
      found.push(...body.items);
      if (body.nextCursor === undefined) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(found).toEqual(all);
    expect([all[0]?.type, all.at(-1)?.type]).toEqual(['run.created', 'run.completed']);
    expect(await api.call(`/runs/${runId}/timeline?cursor=nonsense`)).toMatchObject({ status: 422 });
  });
});

interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly data: string;
}

/** Reads live events until `isEnough`, then drops the connection; or until the server ends it. */
async function readLive(
  runId: string,
  after?: string,
  isEnough: (frame: Frame) => boolean = () => false,
): Promise<Frame[]> {
  const response = await fetch(`${api.url}/runs/${runId}/events`, {
    headers: { 'x-api-key': apiKey, ...(after === undefined ? {} : { 'last-event-id': after }) },
  });
  const frames: Frame[] = [];
  const parser = createParser({ onEvent: (frame) => frames.push(frame) });
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    const at = frames.findIndex(isEnough);
    // Leaving the loop drops the connection.
    if (at >= 0) return frames.slice(0, at + 1);
  }
  return frames;
}

describe('live events', () => {
  it('are resumed over a dropped connection without loss or repetition', async () => {
    hang();
    const { runId } = (await start('research-only', {})).body;
    const before = await readLive(
      runId,
      undefined,
      ({ event }) => event === 'step.started' || event === 'step.claimed',
    );
    await api.call(`/runs/${runId}/cancel`, { body: { reason: 'enough' } });
    const after = await readLive(runId, before.at(-1)?.id);
    const { items } = (await api.call(`/runs/${runId}/timeline`)).body as TimelinePage;
    expect([...before, ...after].map(({ data }) => JSON.parse(data) as unknown)).toEqual(items);
    expect(after.at(-1)?.event).toBe('run.cancelled');
  });

  // Never answers.
  it('tell a reader that has seen the end not to come back', async () => {
    const { runId } = (await start('checked', good, { query: '?wait=20' })).body;
    const last = (await readLive(runId)).at(-1);
    const signal = AbortSignal.timeout(5_000);
    const headers = { 'x-api-key': apiKey, 'last-event-id': last?.id ?? '' };
    expect((await fetch(`${api.url}/runs/${runId}/events`, { headers, signal })).status).toBe(204);
  });
});

describe('cancelling', () => {
  it('ends a run under way, and refuses what fits no more with the state found', async () => {
    hang();
    const { runId } = (await start('research-only', {})).body;
    await stepIs(runId, 'running');
    const asked = await api.call(`/runs/${runId}/cancel`, { body: { reason: 'wrong list' } });
    expect(asked).toMatchObject({ status: 202, body: { runId } });
    await statusIs(runId, 'cancelled');
    expect((await get(runId)).steps).toMatchObject([{ status: 'cancelled', error: { code: 'RUN_CANCELLED' } }]);
    const again = await api.call(`/runs/${runId}/cancel`, { body: {} });
    expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(JSON.stringify(again.body)).toContain('cancelled');
  });

  it('takes no body as well', async () => {
    hang();
    const { runId } = (await start('research-only', {})).body;
    expect(await api.call(`/runs/${runId}/cancel`, { method: 'POST' })).toMatchObject({ status: 202 });
    await statusIs(runId, 'cancelled');
  });
});

describe('the report', () => {
  it('counts steps, attempts and errors of the run', async () => {
    await publish({
      ...research,
      id: 'reported',
      steps: [{ ...research.steps[0], retry: { attempts: 2, delay: 1 } }],
    });
    api.sandbox.knobs.set({ trestle: { next: [{ mode: 'status', status: 503 }] } });
    const { runId } = (await start('reported', {}, { query: '?wait=20' })).body;
    const report = (await api.call(`/runs/${runId}/report`)).body as RunReport;
    expect(report.execution).toMatchObject({
      status: 'completed',
      steps: { completed: 1 },
      sandbox: expect.arrayContaining(['trestle']) as string[],
    });
    expect(report.performance).toMatchObject([{ stepId: 'research', attempts: 2 }]);
    expect(report.errors).toMatchObject([{ code: 'PROVIDER_UNAVAILABLE', stepId: 'research' }]);
    expect(report.recommendations.join()).toContain('2 attempts');
  });
});

describe('a send of unknown outcome', () => {
  /** Accepted, the answer lost, no callback, and the list of messages not to be had: nobody can tell. */
  async function startUnknown(to: string): Promise<string> {
    api.sandbox.knobs.set({
      signalHouse: {
        callbackDelayMs: 3_600_000,
        next: [{ mode: 'acceptThenDrop' }, { mode: 'status', status: 500, on: 'reads', times: 99 }],
      },
    });
    const { runId } = (await start('texting', { to })).body;
    await stepIs(runId, 'unknown');
    return runId;
  }
  const resolve = (runId: string, body: object, step = 'text') =>
    api.call(`/runs/${runId}/steps/${step}/resolve`, { body });

  it('waits for a person, whose word completes it, once', async () => {
    const runId = await startUnknown('+12125550144');
    const word = { outcome: 'completed', output: { by: 'hand' }, reason: 'the lead has it' };
    expect(await resolve(runId, word)).toMatchObject({ status: 200, body: { runId } });
    await statusIs(runId, 'completed');
    expect((await get(runId)).steps).toMatchObject([{ status: 'completed', output: { by: 'hand' }, attempts: 1 }]);
    expect(await resolve(runId, word)).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', details: { stepStatus: 'completed' } },
    });
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });

  it('fails by a word to that effect, and is not sent again', async () => {
    const runId = await startUnknown('+12125550145');
    expect(await resolve(runId, { outcome: 'failed', reason: 'never came' })).toMatchObject({ status: 200 });
    await statusIs(runId, 'failed');
    expect((await get(runId)).steps).toMatchObject([{ status: 'failed', error: { code: 'SEND_UNRESOLVED' } }]);
    expect(await resolve(runId, { outcome: 'failed', reason: 'never came' })).toMatchObject({ status: 409 });
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });

  it('takes one of many words that come at once', async () => {
    const runId = await startUnknown('+12125550146');
    const words = Array.from({ length: 8 }, (_, n) =>
      resolve(runId, n % 2 === 0 ? { outcome: 'completed', reason: 'yes' } : { outcome: 'failed', reason: 'no' }),
    );
    const statuses = (await Promise.all(words)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
  });

  it('keeps its entry open for a word after its run was cancelled', async () => {
    const runId = await startUnknown('+12125550147');
    await api.call(`/runs/${runId}/cancel`, { body: {} });
    await statusIs(runId, 'cancelled');
    const word = { outcome: 'completed', reason: 'the lead has it' };
    expect(await resolve(runId, word)).toMatchObject({ status: 200 });
    expect(await resolve(runId, word)).toMatchObject({ status: 409 });
    expect(await get(runId)).toMatchObject({ status: 'cancelled', steps: [{ status: 'cancelled' }] });
  });

  it('is refused for a step that is not there, or needs no word', async () => {
    const { runId } = (await start('checked', good, { query: '?wait=20' })).body;
    const word = { outcome: 'completed', reason: 'because' };
    expect(await resolve(runId, word, 'nobody')).toMatchObject({ status: 404 });
    expect(await resolve(runId, word, 'check')).toMatchObject({ status: 409 });
    expect(await resolve(runId, { outcome: 'maybe' }, 'check')).toMatchObject({ status: 422 });
  });
});

describe('the list of agents', () => {
  it('says who can do what, with schemas, health and which providers are the sandbox', async () => {
    const { status, body } = (await api.call('/agents')) as { status: number; body: AgentsResponse };
    expect(status).toBe(200);
    const luci = body.agents.find(({ name }) => name === 'LUCI');
    expect(luci?.actions).toMatchObject([
      { name: 'research_lead', effect: 'read', input: { type: 'object' }, undoable: false },
    ]);
    expect(body.health['LUCI']).toMatchObject({ workers: 1 });
    expect(body.sandbox).toEqual(expect.arrayContaining(['signalHouse', 'twilio', 'tracerfy', 'trestle', 'openai']));
  });
});
