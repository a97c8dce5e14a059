import type { Plan } from '@workflow/core';
import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { Delivery } from './delivery.js';
import type { StepJobData } from './job-data.js';

const deliveryOf = (
  attemptsStarted: number,
  stalledCounter: number,
  generation?: number,
  attemptsMade = 0,
): Delivery => {
  const data = { kind: 'step', stepId: 'a', teamId: 't', runId: 'r', generation };
  const job = { id: 'r.a', data, attemptsStarted, stalledCounter, attemptsMade } as unknown as Job<StepJobData>;
  const active = { signal: new AbortController().signal, enter: () => undefined };
  return new Delivery(job, 'lock', {} as Plan, active);
};

describe('a delivery of a job', () => {
  it.each([
    ['is none that comes first', deliveryOf(1, 0), false],
    ['is none that was parked, which it is when all is done', deliveryOf(2, 0), false],
    ['is one whose worker was lost', deliveryOf(2, 1), true],
    ['is one that was parked after its worker was lost', deliveryOf(3, 1), true],
    ['is one whose worker threw', deliveryOf(2, 0, undefined, 1), true],
    ['is one that the root gave back', deliveryOf(1, 0, 1), true],
  ])('after which something may be left undone %s', (_, delivery, expected) => {
    expect(delivery.isRedelivery).toBe(expected);
  });
});
