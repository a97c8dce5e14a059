import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

const inner = [
  { id: 'b', agent: 'LUCI', action: 'research_lead' },
  { id: 'c', wait: { delay: 5 } },
];
const interleave = (fields: object) => readSteps({ id: 'a', interleave: { steps: inner, ...fields } });

test.each([
  [{}, []],
  [{ order: [['b', 'c']] }, [['b', 'c']]],
])('%j has the order %j', (fields, order) => {
  const { steps } = interleave(fields);
  expect(steps).toStrictEqual([
    { ...plainBase, kind: 'interleave', interleave: { steps: readSteps(...inner).steps, order } },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test.each([
  [{ steps: undefined }, ['MISSING_FIELD /steps/0/interleave/steps']],
  [{ order: 'b' }, ['INVALID_VALUE /steps/0/interleave/order']],
  [{ order: [['b', '1']] }, ['INVALID_VALUE /steps/0/interleave/order/0/1']],
  [{ order: [['b']] }, ['INVALID_VALUE /steps/0/interleave/order/0']],
  [{ order: [['b', 'c', 'b']] }, ['INVALID_VALUE /steps/0/interleave/order/0']],
  [{ order: ['b'] }, ['INVALID_VALUE /steps/0/interleave/order/0']],
])('refuses %j', (fields, expected) => {
  expect(interleave(fields).problems).toEqual(expected);
});

test('says what a pair is', () => {
  expect(interleave({ order: [['b']] }).messages).toEqual(['`order/0` must be a pair of step ids; found a list.']);
});
