import { definitionSchema } from '@workflow/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, type BootedApi } from '../testing/boot-api.fixture.js';
import { openapiDocument } from './openapi-document.js';

describe.each(adapters)('the description on %s', (adapter) => {
  let api: BootedApi;
  beforeAll(async () => {
    api = await bootApi(adapter);
  });
  afterAll(() => api.app.close());

  it('is served as it is made', async () => {
    const response = await api.call('/openapi.json', { key: null });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(openapiDocument('/api'));
  });

  it('has the definition language beside it, for editors', async () => {
    const response = await api.call('/schema/definition.json', { key: null });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(definitionSchema());
  });

  it('is a page that loads every file from here', async () => {
    const response = await api.call('/docs', { key: null });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const files = [...(await response.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(file).toMatch(/^\/api\/docs\//);
      const { status, headers } = await api.call(file.slice('/api'.length), { key: null });
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get('content-type')).toMatch(/^(text\/css|text\/javascript|image\/png)/);
    }
  });

  it('serves no other file', async () => {
    expect((await api.call('/docs/package.json', { key: null })).status).toBe(422);
    expect((await api.call('/docs/..%2f..%2fpackage.json', { key: null })).status).toBe(422);
  });
});
