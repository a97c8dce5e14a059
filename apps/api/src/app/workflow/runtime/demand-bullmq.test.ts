import { expect, it } from 'vitest';
import { demandBullmq } from './demand-bullmq.js';

it('takes the BullMQ that is installed', () => {
  expect(() => demandBullmq()).not.toThrow();
});

it('refuses one that cannot cancel a job or take unstarted children away', () => {
  expect(() => demandBullmq({ worker: {}, job: { removeUnprocessedChildren: true } })).toThrow('5.64 or newer');
  expect(() => demandBullmq({ worker: { cancelJob: true }, job: {} })).toThrow('5.64 or newer');
});
