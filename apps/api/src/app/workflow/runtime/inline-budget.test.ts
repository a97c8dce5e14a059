import { MovableClock } from '@workflow/testing';
import type { Step } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { defaultInline, InlineBudget, type InlineOptions } from './inline-budget.js';

const budgetOf = (options: Partial<InlineOptions> = {}, clock = new MovableClock()): InlineBudget =>
  new InlineBudget({ ...defaultInline, ...options }, clock, 'AI_ORCHESTRATOR');

const stepOf = (agent: string): Step => ({ kind: 'action', agent }) as Step;

describe('how much further a job may go by itself', () => {
  it('is fifty steps by default', () => {
    const budget = budgetOf();
    let steps = 0;
    while (budget.allows(stepOf('AI_ORCHESTRATOR')) && steps < 1_000) {
      budget.spend();
      steps += 1;
    }
    expect(steps).toBe(50);
  });

  it('ends five seconds after the job began', () => {
    const clock = new MovableClock();
    const budget = budgetOf({}, clock);
    clock.advance(4_999);
    expect(budget.allows(stepOf('AI_ORCHESTRATOR'))).toBe(true);
    clock.advance(1);
    expect(budget.allows(stepOf('AI_ORCHESTRATOR'))).toBe(false);
  });

  it.each(['ai-orchestrator', 'AiOrchestrator', 'AI_ORCHESTRATOR'])(
    'goes to the same agent, written as %s',
    (agent) => {
      expect(budgetOf().allows(stepOf(agent))).toBe(true);
    },
  );

  it('never goes to another agent', () => {
    expect(budgetOf().allows(stepOf('SABRINA'))).toBe(false);
  });

  it('goes to whatever the engine carries out itself', () => {
    expect(budgetOf().allows({ kind: 'choice' } as Step)).toBe(true);
  });

  it('is nothing when it is switched off', () => {
    expect(budgetOf({ isEnabled: false }).allows(stepOf('AI_ORCHESTRATOR'))).toBe(false);
  });
});
