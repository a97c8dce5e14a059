import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, keys, type BootedApi } from '../workflow/http/testing/boot-api.fixture.js';
import { Readiness } from './readiness.js';

describe.each(adapters)('health on %s', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter);
  });
  afterAll(() => api.app.close());

  it('is alive without looking at anything', async () => {
    api.checks.redis = async () => 'gone';
    expect((await api.call('/health/live', { key: null })).status).toBe(200);
  });

  it('is ready while every check passes', async () => {
    api.checks.redis = async () => undefined;
    const response = await api.call('/health/ready', { key: null });
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ready', checks: { redis: { ok: true } } },
    ]);
  });

  it('says why it is not ready, and nothing of an error', async () => {
    api.checks.redis = async () => 'no answer';
    const response = await api.call('/health/ready', { key: null });
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'not_ready', checks: { redis: { ok: false, reason: 'no answer' } } },
    ]);
    api.checks.redis = () => Promise.reject(new Error('redis://user:secret@host'));
    expect(await (await api.call('/health/ready', { key: null })).text()).not.toContain('secret');
    api.checks.redis = async () => undefined;
  });

  it('prints metrics to a viewer, denials among them', async () => {
    expect((await api.call('/metrics', { key: null })).status).toBe(401);
    const response = await api.call('/metrics', { key: keys.viewer });
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toMatch(/workflow_http_denied_total\{reason="no_key"\} [1-9]/);
  });

  it('takes no new work while it drains', async () => {
    api.app.get(Readiness).drain();
    const response = await api.call('/health/ready', { key: null });
    expect([response.status, await response.json()]).toMatchObject([503, { status: 'draining' }]);
  });
});
