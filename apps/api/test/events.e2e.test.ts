import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';

const viewerKey = 'test-key-of-team_123-viewer';

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi({
    WORKFLOW_API_KEYS: JSON.stringify([
      { key: apiKey, team: 'team_123', role: 'admin', name: 'ann' },
      { key: viewerKey, team: 'team_123', role: 'viewer', name: 'val' },
    ]),
  });
  const done = { id: 'done', end: { outcome: 'completed' } };
  await api.call('/workflows', {
    body: { id: 'greet', triggers: [{ event: 'lead.created', map: { lead: '{{event.leadId}}' } }], steps: [done] },
  });
});
afterAll(() => api.close());

const emit = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  api.call(`/events/${name}`, { body, headers });
interface Answer {
  runs: { workflowId: string; runId: string }[];
}

describe('POST /events/:name', () => {
  it('answers 202 with what it started', async () => {
    const answer = await emit('lead.created', { leadId: 'l1' }, { 'x-correlation-id': 'c-7' });
    expect(answer).toMatchObject({ status: 202, body: { runs: [{ workflowId: 'greet' }], refused: [] } });
    const { runs } = answer.body as Answer;
    const run = await api.call(`/runs/${runs[0]?.runId ?? ''}`);
    expect(run.body).toMatchObject({ trigger: { lead: 'l1' }, correlationId: 'c-7' });
  });

  it('answers 202 and names nothing where nobody listens', async () => {
    expect(await emit('lead%20created%2Ftwice', {})).toEqual({ status: 202, body: { runs: [], refused: [] } });
  });

  it('takes the same key with the same payload for the same event', async () => {
    const key = { 'idempotency-key': 'lead-2' };
    const first = await emit('lead.created', { leadId: 'l2' }, key);
    expect(await emit('lead.created', { leadId: 'l2' }, key)).toEqual(first);
    expect(await emit('lead.created', { leadId: 'l3' }, key)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it.each([
    [{ body: [1] }, 422],
    [{ text: '{"__proto__": {}}' }, 400],
    [{ text: 'lead', headers: { 'content-type': 'text/plain' } }, 415],
    [{ body: {}, headers: { 'x-api-key': viewerKey } }, 403],
    [{ body: {}, headers: { 'x-api-key': 'nobody' } }, 401],
  ])('refuses %j with %d', async (init, status) => {
    expect(await api.call('/events/lead.created', { method: 'POST', ...init })).toMatchObject({ status });
  });
});

describe('a schedule that never starts anything', () => {
  it('is refused with its place, and a hint', async () => {
    const triggers = [{ schedule: { cron: '0 9 31 2 *', timezone: 'Europe/Berln' } }];
    const steps = [{ id: 'done', end: { outcome: 'completed' } }];
    const answer = await api.call('/workflows', { body: { id: 'never', triggers, steps } });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        details: [
          { path: '/triggers/0/schedule/cron', code: 'INVALID_VALUE' },
          { path: '/triggers/0/schedule/timezone', code: 'INVALID_VALUE', hint: 'Europe/Berlin' },
        ],
      },
    });
  });
});
