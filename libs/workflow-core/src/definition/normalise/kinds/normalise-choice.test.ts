import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */

const choice = (choose: unknown) => readSteps({ id: 'a', choose });

test('takes the first branch that fits, where nothing else is said', () => {
  const normal = {
    ...plainBase,
    kind: 'choice',
    choose: { branches: [{ when: 'trigger.good', then: ['b', 'c'] }], mode: 'first' },
  };
  expect(choice({ branches: [{ when: '{{ trigger.good }}', then: ['b', 'c'] }] }).steps).toStrictEqual([normal]);
  expect(readSteps(normal)).toMatchObject({ steps: [normal], problems: [] });
});

test('keeps what happens without a branch apart from nothing at all', () => {
  const branches = [{ when: 'true', then: [] }];
  expect(choice({ branches, otherwise: [], mode: 'every' }).steps).toMatchObject([
    { choose: { branches, otherwise: [], mode: 'every' } },
  ]);
});

test.each([
  [5, ['INVALID_VALUE /steps/0/choose']],
  [{}, ['MISSING_FIELD /steps/0/choose/branches']],
  [{ branches: [] }, ['INVALID_VALUE /steps/0/choose/branches']],
  [{ branches: {} }, ['INVALID_VALUE /steps/0/choose/branches']],
  [
    { branches: [{}, 5] },
    [
      'MISSING_FIELD /steps/0/choose/branches/0/when',
      'MISSING_FIELD /steps/0/choose/branches/0/then',
      'INVALID_VALUE /steps/0/choose/branches/1',
    ],
  ],
  [
    { branches: [{ when: true, then: 'b', els: [] }], otherwise: ['1'], mode: 'all' },
    [
      'UNKNOWN_FIELD /steps/0/choose/branches/0/els',
      'INVALID_VALUE /steps/0/choose/branches/0/when',
      'INVALID_VALUE /steps/0/choose/branches/0/then',
      'INVALID_VALUE /steps/0/choose/otherwise/0',
      'INVALID_VALUE /steps/0/choose/mode',
    ],
  ],
])('refuses %j', (choose, expected) => {
  expect(choice(choose).problems).toEqual(expected);
});
