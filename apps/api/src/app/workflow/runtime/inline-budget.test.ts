import { MovableClock } from '@workflow/testing';
import { describe, expect, it } from 'vitest';
import { defaultInline, InlineBudget, type InlineOptions } from './inline-budget.js';

const budgetOf = (options: Partial<InlineOptions> = {}, clock = new MovableClock()): InlineBudget =>
  new InlineBudget({ ...defaultInline, ...options }, clock, 'AI_ORCHESTRATOR');

describe('how much further a job may go by itself', () => {
  it('is fifty steps by default', () => {
    const budget = budgetOf();
    let steps = 0;
    while (budget.allows('AI_ORCHESTRATOR') && steps < 1_000) {
      budget.spend();
      steps += 1;
    }
    expect(steps).toBe(50);
  });

  it('ends five seconds after the job began', () => {
    const clock = new MovableClock();
    const budget = budgetOf({}, clock);
    clock.advance(4_999);
    expect(budget.allows('AI_ORCHESTRATOR')).toBe(true);
    clock.advance(1);
    expect(budget.allows('AI_ORCHESTRATOR')).toBe(false);
  });

  it.each(['ai-orchestrator', 'AiOrchestrator', 'AI_ORCHESTRATOR'])(
    'goes to the same agent, written as %s',
    (agent) => {
      expect(budgetOf().allows(agent)).toBe(true);
    },
  );

  it('never goes to another agent', () => {
    expect(budgetOf().allows('SABRINA')).toBe(false);
  });

  it('is nothing when it is switched off', () => {
    expect(budgetOf({ isEnabled: false }).allows('AI_ORCHESTRATOR')).toBe(false);
  });
});
