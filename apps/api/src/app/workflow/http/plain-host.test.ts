import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, type BootedApi } from './testing/boot-api.fixture.js';

describe.each(adapters)('a host on %s that has set nothing up', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter, { isPlain: true });
  });
  afterAll(() => api.app.close());

  const start = (body: string, type = 'application/json') =>
    api.call('/workflows/demo/runs', { method: 'POST', body, headers: { 'content-type': type } });

  it('gets the same answers, below its own root', async () => {
    const response = await start('{"trigger":{"a":1}}');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ links: { self: expect.stringMatching(/^\/runs\//) } });
  });

  it.each([
    ['{"trigger":', 'application/json', 400],
    ['a: b', 'application/yaml', 415],
    ['{"nope":1}', 'application/json', 422],
    [`{"trigger":{"a":"${'x'.repeat(1_048_576)}"}}`, 'application/json', 413],
  ])('gets the same refusals: %.15s as %s', async (body, type, status) => {
    const response = await start(body, type);
    expect([response.status, Object.keys((await response.json()) as object).slice(0, 5)]).toEqual([
      status,
      ['error', 'code', 'correlationId', 'timestamp', 'path'],
    ]);
  });

  it('publishes YAML', async () => {
    const response = await api.call('/workflows', {
      method: 'POST',
      body: 'id: x',
      headers: { 'content-type': 'text/yaml' },
    });
    expect(response.status).toBe(201);
  });
});
