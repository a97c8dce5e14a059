import { describe, expect, it } from 'vitest';
import { chooseSender } from './choose-sender.js';

const ours = '+12125550100';
const theirs = '+12125550200';
const fallback = '+12125550300';
const options = { numbers: { [ours]: 'team_1', [theirs]: 'team_2' }, defaultNumbers: { sms: fallback } };
const facts = { teamId: 'team_1', channel: 'sms' } as const;

describe('chooseSender', () => {
  it('prefers the number of the agent, then of the team, then the default', () => {
    expect(chooseSender({ ...facts, agentNumbers: ['+12125550400'] }, options)).toBe('+12125550400');
    expect(chooseSender(facts, options)).toBe(ours);
    expect(chooseSender({ ...facts, teamId: 'team_3' }, options)).toBe(fallback);
  });

  it('takes a wanted number that is the team’s', () => {
    expect(chooseSender({ ...facts, wanted: fallback }, options)).toBe(fallback);
  });

  it.each([theirs, '+19995550000'])('refuses a wanted number that is not: %s', (wanted) => {
    expect(() => chooseSender({ ...facts, wanted }, options)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('never takes a number of another team, wherever it stands', () => {
    const shared = { ...options, numbers: { [theirs]: 'team_2' }, defaultNumbers: { sms: theirs } };
    const choose = () => chooseSender({ ...facts, agentNumbers: [theirs] }, shared);
    expect(choose).toThrow(expect.objectContaining({ name: 'TerminalError', code: 'NOT_CONFIGURED' }));
  });

  it('has no number for a channel without a default', () => {
    const choose = () => chooseSender({ teamId: 'team_3', channel: 'voice' }, options);
    expect(choose).toThrow(expect.objectContaining({ code: 'NOT_CONFIGURED' }));
  });
});
