import { describe, expect, it } from 'vitest';
import type { Touch } from './nurture-lead.schema.js';
import { planNurture } from './nurture-plan.js';

const now = Date.parse('2026-11-20T15:00:00.000Z');
const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
const sent = (days = 0): Touch => ({ at: at(days), direction: 'outbound', text: 'Hi' });
const reply = (text: string, days = 0): Touch => ({ at: at(days), direction: 'inbound', text });
const times = (count: number) => Array.from({ length: count }, (_, index) => sent(index - count + 1));

describe('planNurture', () => {
  it.each([
    [0, 'initial_followup', 2],
    [1, 'initial_followup', 2],
    [2, 'value_building', 4],
    [3, 'objection_handling', 5],
    [4, 're_engagement', 7],
    [5, 'final_attempt', 14],
  ] as const)('after %d messages without a reply: %s in %d days', (count, stage, days) => {
    expect(planNurture(times(count), now)).toEqual({
      stage,
      nextTouchAt: at(days),
      touches: count,
      escalateTo: null,
      reason: 'no_reply',
    });
  });

  it('is over after the last attempt', () => {
    expect(planNurture(times(6), now)).toMatchObject({ stage: null, nextTouchAt: null, reason: 'exhausted' });
  });

  it('counts the wait from the last message, and a time that has passed is now', () => {
    expect(planNurture([sent(-1)], now)).toMatchObject({ nextTouchAt: at(1) });
    expect(planNurture([sent(-30)], now)).toMatchObject({ nextTouchAt: at(0) });
  });

  it.each([
    ['Call me', { escalateTo: 'SABRINA', nextTouchAt: null, reason: 'wants_to_schedule', stage: 'initial_followup' }],
    ['Who is this?', { escalateTo: 'SABRINA', nextTouchAt: null, reason: 'replied' }],
    ['I am busy', { stage: 'objection_handling', nextTouchAt: at(5), reason: 'objection', escalateTo: null }],
    ['not interested', { stage: 're_engagement', nextTouchAt: at(90), reason: 'not_interested', escalateTo: null }],
    ['STOP', { stage: null, nextTouchAt: null, reason: 'opted_out', escalateTo: null }],
  ])('answers the reply "%s"', (text, expected) => {
    expect(planNurture([sent(-1), reply(text)], now)).toMatchObject(expected);
  });

  it('never writes again after an opt-out, whatever came later', () => {
    const history = [sent(-9), reply('stop', -8), sent(-7), reply('call me', -6)];
    expect(planNurture(history, now)).toMatchObject({ nextTouchAt: null, escalateTo: null, reason: 'opted_out' });
  });

  it('goes on where a reply was answered since', () => {
    expect(planNurture([sent(-3), reply('I am busy', -2), sent(0)], now)).toMatchObject({
      stage: 'value_building',
      reason: 'no_reply',
    });
  });

  it('reads the history in the order of its times', () => {
    expect(planNurture([reply('call me', 0), sent(-1)], now)).toMatchObject({ reason: 'wants_to_schedule' });
  });
});
