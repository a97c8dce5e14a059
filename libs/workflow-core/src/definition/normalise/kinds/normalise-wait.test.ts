import { describe, expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */

const wait = (written: unknown) => readSteps({ id: 'a', wait: written });
const branch = { id: 'x', delay: 5, then: ['b'] };

describe('a wait', () => {
  test.each([
    [{ signal: 'reply' }, { signal: 'reply', mailbox: 'persistent' }],
    [
      { signal: 'reply', key: '{{trigger.phone}}', match: "{{ signal.text == 'yes' }}", mailbox: 'transient' },
      { signal: 'reply', key: '{{trigger.phone}}', match: "signal.text == 'yes'", mailbox: 'transient' },
    ],
    [{ delay: 0 }, { delay: 0 }],
    [{ delay: '{{trigger.pause * 1000}}' }, { delay: '{{trigger.pause * 1000}}' }],
    [{ until: '2026-01-31T09:00:00+01:00' }, { until: '2026-01-31T09:00:00+01:00' }],
    [{ until: '{{trigger.day}}T09:00:00Z' }, { until: '{{trigger.day}}T09:00:00Z' }],
  ])('%j becomes %j', (written, normal) => {
    const { steps } = wait(written);
    expect(steps).toStrictEqual([{ ...plainBase, kind: 'wait', wait: normal }]);
    expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
  });

  test.each([
    ['reply', ['INVALID_VALUE /steps/0/wait']],
    [{}, ['MISSING_FIELD /steps/0/wait/signal']],
    [{ key: 'x' }, ['MISSING_FIELD /steps/0/wait/signal']],
    [{ signal: '' }, ['INVALID_VALUE /steps/0/wait/signal']],
    [{ signal: 'x', key: 5 }, ['INVALID_VALUE /steps/0/wait/key']],
    [{ signal: 'x', match: 5 }, ['INVALID_VALUE /steps/0/wait/match']],
    [{ signal: 'x', mailbox: 'none' }, ['INVALID_VALUE /steps/0/wait/mailbox']],
    [{ delay: -1 }, ['INVALID_VALUE /steps/0/wait/delay']],
    [{ delay: '5 minutes' }, ['INVALID_VALUE /steps/0/wait/delay']],
    [{ until: 'tomorrow' }, ['INVALID_VALUE /steps/0/wait/until']],
    [{ until: '2026-01-31T09:00:00' }, ['INVALID_VALUE /steps/0/wait/until']],
    [{ until: 5 }, ['INVALID_VALUE /steps/0/wait/until']],
    [
      { until: '{{x}}', delay: 5, signal: 'x', firstOf: [] },
      [
        'CONFLICTING_FIELDS /steps/0/wait/delay',
        'CONFLICTING_FIELDS /steps/0/wait/until',
        'CONFLICTING_FIELDS /steps/0/wait/firstOf',
      ],
    ],
    [
      { delay: 5, key: 'x', match: 'y', mailbox: 'transient' },
      ['UNKNOWN_FIELD /steps/0/wait/key', 'UNKNOWN_FIELD /steps/0/wait/match', 'UNKNOWN_FIELD /steps/0/wait/mailbox'],
    ],
    [{ until: '{{x}}', mailbox: 'transient' }, ['UNKNOWN_FIELD /steps/0/wait/mailbox']],
  ])('is refused: %j', (written, expected) => {
    expect(wait(written).problems).toEqual(expected);
  });

  test('says what it could be', () => {
    expect(wait({}).messages).toEqual(['`wait` needs one of `signal`, `delay`, `until`, `firstOf`.']);
    expect(wait({ firstOf: [branch] }).messages).toEqual([
      '`firstOf` must be a list of at least 2; found a list of 1.',
    ]);
    expect(wait({ firstOf: [] }).messages).toEqual(['`firstOf` must be a list of at least 2; found an empty list.']);
    expect(wait({ delay: 5, key: 'x' }).messages).toEqual(['`key` belongs to a wait for a `signal`.']);
    expect(wait({ delay: '5' }).messages).toEqual([
      '`delay` must be a whole number of milliseconds, 0 to 2147483647, or a template that gives one; found "5".',
    ]);
    expect(wait({ until: '9:00' }).messages).toEqual([
      '`until` must be an ISO date and time with a zone, such as 2026-01-31T09:00:00Z, or a template that gives one; found "9:00".',
    ]);
  });
});

describe('a deferred choice', () => {
  test('is a kind of its own, each branch with the defaults of a wait', () => {
    const { steps, problems, writtenPath } = wait({
      first_of: [{ id: 'came', signal: 'reply', match: '{{signal.ok}}', then: ['b'] }, branch],
    });
    expect(problems).toEqual([]);
    expect(steps).toStrictEqual([
      {
        ...plainBase,
        kind: 'deferredChoice',
        wait: {
          firstOf: [
            { id: 'came', signal: 'reply', match: 'signal.ok', mailbox: 'persistent', then: ['b'] },
            { id: 'x', delay: 5, then: ['b'] },
          ],
        },
      },
    ]);
    expect(writtenPath('/steps/0/wait/firstOf/1/then/0')).toBe('/steps/0/wait/first_of/1/then/0');
    expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
  });

  test.each([
    [{ firstOf: 'x' }, ['INVALID_VALUE /steps/0/wait/firstOf']],
    [{ firstOf: [branch] }, ['INVALID_VALUE /steps/0/wait/firstOf']],
    [{ firstOf: [branch, { ...branch, id: 'y' }], key: 'x' }, ['UNKNOWN_FIELD /steps/0/wait/key']],
    [{ firstOf: [branch, branch] }, ['DUPLICATE_NAME /steps/0/wait/firstOf/1/id']],
    [{ firstOf: [branch, 5] }, ['INVALID_VALUE /steps/0/wait/firstOf/1']],
    [{ firstOf: [branch, { id: '1', delay: 5, then: [] }] }, ['INVALID_VALUE /steps/0/wait/firstOf/1/id']],
    [
      { firstOf: [branch, {}] },
      [
        'MISSING_FIELD /steps/0/wait/firstOf/1/id',
        'MISSING_FIELD /steps/0/wait/firstOf/1/signal',
        'MISSING_FIELD /steps/0/wait/firstOf/1/then',
      ],
    ],
    [
      { firstOf: [branch, { id: 'y', delay: 5, signal: 'x', then: [5] }] },
      ['CONFLICTING_FIELDS /steps/0/wait/firstOf/1/delay', 'INVALID_VALUE /steps/0/wait/firstOf/1/then/0'],
    ],
    [
      { firstOf: [branch, { id: 'y', until: 'soon', key: 'x', then: [] }] },
      ['UNKNOWN_FIELD /steps/0/wait/firstOf/1/key', 'INVALID_VALUE /steps/0/wait/firstOf/1/until'],
    ],
    [
      { firstOf: [branch, { id: 'y', firstOf: [], then: [] }] },
      ['UNKNOWN_FIELD /steps/0/wait/firstOf/1/firstOf', 'MISSING_FIELD /steps/0/wait/firstOf/1/signal'],
    ],
  ])('is refused: %j', (written, expected) => {
    expect(wait(written).problems).toEqual(expected);
  });
});
