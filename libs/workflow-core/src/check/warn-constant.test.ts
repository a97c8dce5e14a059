import { expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'SABRINA', action: 'schedule_followup', inputs: { conversation: 'c' } },
  ...more,
});
const constant = (...steps: object[]): string[] =>
  checkDefinition({ value: { id: 'w', steps } }, catalogue).warnings.flatMap(({ code, path }) =>
    code === 'CONSTANT_CONDITION' ? [path] : [],
  );

it('warns of whatever is asked and reads nothing', () => {
  const join = { when: '1 < 2' };
  const loop = { maxIterations: 2, steps: [step('b')] };
  expect(constant(step('a', { onlyWhile: 'true' }))).toEqual(['/steps/0/onlyWhile']);
  expect(constant(step('a'), step('b', { dependsOn: { steps: ['a'], join } }))).toEqual([
    '/steps/1/dependsOn/join/when',
  ]);
  expect(constant({ id: 'a', loop: { ...loop, while: 'true' } })).toEqual(['/steps/0/loop/while']);
  expect(constant({ id: 'a', loop: { ...loop, until: 'true' } })).toEqual(['/steps/0/loop/until']);
  const map = { over: 'trigger.x', completeWhen: 'false', steps: [step('b', { condition: '1' })] };
  expect(constant({ id: 'a', map })).toEqual(['/steps/0/map/completeWhen', '/steps/0/map/steps/0/condition']);
  expect(constant({ id: 'a', loop: { ...loop, until: 'steps.b.output' } })).toEqual([]);
});

it('leaves a branch alone that is written as the last one, and those beside a refused one', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const branch = (when: string) => ({ when, then: ['x'] });
  const choice = (...whens: string[]) => [{ id: 'c', choose: { branches: whens.map(branch) } }, step('x')];
  expect(constant(...choice('trigger.x', 'true'))).toEqual([]);
  expect(constant(...choice('trigger.x', '1 > 2'))).toEqual(['/steps/0/choose/branches/1/when']);
  expect(constant(...choice('a b', '1 > 2'))).toEqual([]);
});
