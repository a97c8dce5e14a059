import { describe, expect, it } from 'vitest';
import { decideVotes, refuseVote, type Vote } from './approval-votes.js';

const approvers = { roles: ['author'], users: ['ann', 'bob'], count: 2 };
const vote = (by: string, decision: Vote['decision'] = 'approve', form?: Vote['form']): Vote => ({
  ...{ by, decision, at: 1 },
  ...(form && { form }),
});

describe('a vote', () => {
  it.each([
    [{ name: 'ann' }, undefined],
    [{ name: 'carl', role: 'author' }, undefined],
    [{ name: 'carl', role: 'admin' }, 'not-listed'],
    [{ name: 'carl' }, 'not-listed'],
    [{ role: 'author' }, 'unnamed'],
    [{ name: 'bob' }, 'own-run'],
    [{ name: 'dora', role: 'author' }, 'voted-before'],
  ])('of %j is refused as %s', (voter, refusal) => {
    expect(refuseVote(approvers, [vote('dora')], voter, 'bob')).toBe(refusal);
  });
});

describe('an approval', () => {
  it('waits for as many approvals as it asks for', () => {
    expect(decideVotes(approvers, [])).toBeUndefined();
    expect(decideVotes(approvers, [vote('ann')])).toBeUndefined();
    expect(decideVotes(approvers, [vote('ann'), vote('bob')])).toEqual({ decision: 'approve', by: ['ann', 'bob'] });
  });

  it('is decided by one rejection', () => {
    expect(decideVotes(approvers, [vote('ann'), vote('bob', 'reject', { why: 'no' })])).toEqual({
      ...{ decision: 'reject', by: ['bob'] },
      form: { why: 'no' },
    });
  });

  it('gives what was filled in, later votes over earlier ones', () => {
    const votes = [vote('ann', 'approve', { a: 1, b: 1 }), vote('bob', 'approve', { b: 2 })];
    expect(decideVotes(approvers, votes)?.form).toEqual({ a: 1, b: 2 });
  });
});
