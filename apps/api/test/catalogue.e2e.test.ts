import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type ApiFixture } from './api-fixture.js';

/** What the offline checker reads. Written anew by `WRITE_CATALOGUE=1`. */
const committed = new URL('../../../docs/agents.json', import.meta.url);

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

it('is the catalogue that is committed for offline checks', async () => {
  const { body } = await api.call('/agents');
  const { agents, transformers } = body as { agents: object[]; transformers: object[] };
  const live = `${JSON.stringify({ agents, transformers }, undefined, 2)}\n`;
  if (process.env['WRITE_CATALOGUE'] === '1') await writeFile(committed, live);
  expect(JSON.parse(live)).toEqual(JSON.parse(await readFile(committed, 'utf8')));
});
