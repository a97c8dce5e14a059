import { ErrorBody, Run, StartRunResponse } from '@workflow/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, keys, type BootedApi } from './testing/boot-api.fixture.js';
import { fakeRunId } from './testing/fake-workflow-service.fixture.js';

describe.each(adapters)('runs on %s', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter);
  });
  afterAll(() => api.app.close());

  it('starts a run for the team of the key', async () => {
    const response = await api.call('/workflows/demo/runs', {
      method: 'POST',
      key: keys.operator,
      json: { trigger: { leadId: 'l1' }, priority: 7, version: 2 },
      headers: {
        'x-correlation-id': 'corr-1',
        'idempotency-key': 'k1',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-correlation-id')).toBe('corr-1');
    const body = StartRunResponse.parse(await response.json());
    expect(body.links.self).toBe(`/api/runs/${fakeRunId}`);
    expect(api.service.lastCall('start')).toEqual([
      'demo',
      expect.objectContaining({
        teamId: 'team_123',
        by: 'operator of team_123',
        priority: 7,
        version: 2,
        correlationId: 'corr-1',
        idempotencyKey: 'k1',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      }),
      { leadId: 'l1' },
    ]);
  });

  it('answers 200 when the idempotency key had started the run', async () => {
    const response = await api.call('/workflows/demo/runs', {
      method: 'POST',
      json: {},
      headers: { 'idempotency-key': 'known' },
    });
    expect(response.status).toBe(200);
  });

  it('starts a run without a body', async () => {
    expect((await api.call('/workflows/demo/runs', { method: 'POST' })).status).toBe(201);
  });

  it('holds the answer until the run has ended', async () => {
    api.service.status = 'running';
    const response = await api.call('/workflows/demo/runs?wait=30', { method: 'POST', json: { trigger: {} } });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ status: 'completed' });
    expect(api.service.lastCall('result')?.[1]).toMatchObject({ timeout: 30_000, teamId: 'team_123' });
  });

  it('gives a run with links of this host', async () => {
    const response = await api.call(`/runs/${fakeRunId}`, { key: keys.viewer });
    expect(response.status).toBe(200);
    expect(Run.parse(await response.json()).links.events).toBe(`/api/runs/${fakeRunId}/events`);
  });

  it('lists runs by a checked query', async () => {
    const response = await api.call('/runs?workflow=demo&status=running&since=2026-11-20T10:00:00Z&limit=5');
    expect(response.status).toBe(200);
    expect(api.service.lastCall('list')?.[0]).toMatchObject({
      workflow: 'demo',
      status: 'running',
      since: Date.parse('2026-11-20T10:00:00Z'),
      limit: 5,
    });
  });

  it("hides another team's run as unknown", async () => {
    const response = await api.call(`/runs/${fakeRunId}`, { key: keys.stranger });
    expect(response.status).toBe(404);
    expect(ErrorBody.parse(await response.json())).toMatchObject({ code: 'NOT_FOUND', path: `/api/runs/${fakeRunId}` });
  });

  it('answers 409 with the state found', async () => {
    const response = await api.call(`/runs/${fakeRunId}/steps/each.3.ask/resolve`, {
      method: 'POST',
      json: { outcome: 'completed', reason: 'seen' },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'CONFLICT', details: { state: 'completed' } });
  });

  it('asks for the end of a run with 202', async () => {
    const response = await api.call(`/runs/${fakeRunId}/cancel`, {
      method: 'POST',
      json: { reason: 'x', compensate: true },
    });
    expect(response.status).toBe(202);
    expect(api.service.lastCall('cancel')?.[1]).toMatchObject({
      reason: 'x',
      compensate: true,
      by: 'admin of team_123',
    });
  });
});
