import { describe, expect, it } from 'vitest';
import { CorrelationId, RunId, StepPath, Traceparent, WorkflowId } from './ids.js';

const trace = 'a'.repeat(32);
const span = 'b'.repeat(16);

describe('ids', () => {
  it.each([
    [WorkflowId, 'outreach-campaign'],
    [RunId, 'wr_0-01JD0000000000000000000000'],
    [StepPath, 'each.3.ask'],
    [StepPath, 'research'],
    [CorrelationId, 'req_1:a/b'],
    [Traceparent, `00-${trace}-${span}-01`],
    [Traceparent, `01-${trace}-${span}-01-more`],
  ])('takes %#: %s', (schema, text) => {
    expect(schema.safeParse(text).success).toBe(true);
  });

  it.each([
    [WorkflowId, '1st'],
    [WorkflowId, 'a'.repeat(65)],
    [WorkflowId, 'constructor'],
    [RunId, '..'],
    [RunId, 'a:b'],
    [RunId, 'a\u0000'],
    [RunId, '__proto__'],
    [RunId, 'a\n'],
    [StepPath, 'each..ask'],
    [StepPath, 'each.__proto__'],
    [StepPath, '.'],
    [CorrelationId, 'a b'],
    [CorrelationId, ''],
    [Traceparent, `00-${'0'.repeat(32)}-${span}-01`],
    [Traceparent, `ff-${trace}-${span}-01`],
    [Traceparent, `00-${trace}-${span}-01-more`],
  ])('refuses %#: %j', (schema, text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });
});
