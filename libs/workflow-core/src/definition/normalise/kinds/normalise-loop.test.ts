import { expect, test } from 'vitest';
import { plainBase, readSteps } from '../normalise-steps.fixture.js';

const inner = { id: 'b', agent: 'LUCI', action: 'research_lead' };
const loop = (fields: object) => readSteps({ id: 'a', loop: { steps: [inner], maxIterations: 3, ...fields } });

test.each(['while', 'until'])('asks `%s`, without its braces', (field) => {
  const { steps } = loop({ [field]: '{{ loop.index < 3 }}', output: '{{steps.b.output}}' });
  expect(steps).toStrictEqual([
    {
      ...plainBase,
      kind: 'loop',
      loop: {
        steps: readSteps(inner).steps,
        [field]: 'loop.index < 3',
        output: '{{steps.b.output}}',
        maxIterations: 3,
      },
    },
  ]);
  expect(readSteps(...steps)).toMatchObject({ steps, problems: [] });
});

test('names the conditions that it could have', () => {
  expect(loop({}).messages).toEqual(['`loop` needs one of `while`, `until`.']);
  expect(loop({ while: 'x', until: 'y' }).messages).toEqual([
    '`while` and `until` exclude each other: keep one of them.',
  ]);
});

test.each([
  [{}, ['MISSING_FIELD /steps/0/loop/while']],
  [{ while: 'x', until: 'y' }, ['CONFLICTING_FIELDS /steps/0/loop/until']],
  [{ while: true }, ['INVALID_VALUE /steps/0/loop/while']],
  [{ while: 'x', max_iterations: 0, maxIterations: undefined }, ['INVALID_VALUE /steps/0/loop/max_iterations']],
  [{ while: 'x', maxIterations: undefined }, ['MISSING_FIELD /steps/0/loop/maxIterations']],
  [{ while: 'x', steps: undefined }, ['MISSING_FIELD /steps/0/loop/steps']],
])('refuses %j', (fields, expected) => {
  expect(loop(fields).problems).toEqual(expected);
});
