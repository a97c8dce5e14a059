import { expect, it } from 'vitest';
import { crashCase } from './crash-case.js';
import { diamond } from './shapes.js';

it('takes a killed worker over at the default lock as well', async () => {
  const { run, crashed, leftovers } = await crashCase(diamond, { at: 9, when: 'after' }, {});
  expect(crashed).toBe(true);
  expect(run.status).toBe('completed');
  expect(leftovers).toEqual([]);
}, 120_000);
