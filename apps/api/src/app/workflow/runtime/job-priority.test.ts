import type { WorkflowDefinition } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { jobPriority, runPriority } from './job-priority.js';

describe('the priority of a job', () => {
  it('is that of its run first, then that of its step, never none', () => {
    const order = [
      jobPriority(1, { priority: 1 }),
      jobPriority(1, {}),
      jobPriority(1, { priority: 100 }),
      jobPriority(2, { priority: 1 }),
      jobPriority(50, { priority: 50 }),
      jobPriority(100, { priority: 100 }),
    ];
    expect(order).toEqual([1, 50, 100, 101, 4_950, 10_000]);
    expect(jobPriority(50, {})).toBe(4_950);
  });

  it('of a run is what its start asked for, else what its definition says', () => {
    const definition = { priority: 7 } as WorkflowDefinition;
    expect([runPriority({}, definition), runPriority({ priority: 3 }, definition)]).toEqual([7, 3]);
  });
});
