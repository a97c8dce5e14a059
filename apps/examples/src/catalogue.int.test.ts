import { readFile, writeFile } from 'node:fs/promises';
import { checkSource, type AgentCatalogue } from '@workflow/core';
import { expect, it } from 'vitest';
import { startCaseFixture } from './case.fixture.js';
import { etl } from './etl/etl.case.js';
import { market } from './market/market.case.js';
import { orders } from './orders/orders.case.js';
import { definitionOf, folderOf } from './run-case.js';

it.each([etl, market, orders])(
  'the catalogue beside the definition of $name is that of its agents, and enough to check it offline',
  async (one) => {
    const committed = new URL('agents.json', folderOf(one.name));
    const live = await startCaseFixture(one.name, one.start());
    try {
      const { agents, transformers } = await live.demo.api.call<AgentCatalogue>('/agents');
      const text = `${JSON.stringify({ agents, transformers }, undefined, 2)}\n`;
      if (process.env['WRITE_CATALOGUE'] === '1') await writeFile(committed, text);
      const catalogue = JSON.parse(await readFile(committed, 'utf8')) as AgentCatalogue;
      expect(catalogue).toEqual(JSON.parse(text));
      expect(checkSource(await definitionOf(one.name), { format: 'yaml' }, catalogue).problems).toEqual([]);
    } finally {
      await live.close();
    }
  },
);
