import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

test.each([{ outcome: 'completed' }, { outcome: 'failed', output: { lead_id: '{{steps.b.output}}', n: null } }])(
  '%j is its own normal form',
  (end) => {
    expect(readSteps({ id: 'a', end }).steps).toStrictEqual([{ ...plainBase, kind: 'end', end }]);
    expect(readSteps({ ...plainBase, kind: 'end', end }).problems).toEqual([]);
  },
);

test.each([
  ['failed', ['INVALID_VALUE /steps/0/end']],
  [{}, ['MISSING_FIELD /steps/0/end/outcome']],
  [{ outcome: 'cancelled' }, ['INVALID_VALUE /steps/0/end/outcome']],
])('refuses %j', (end, expected) => {
  expect(readSteps({ id: 'a', end }).problems).toEqual(expected);
});
