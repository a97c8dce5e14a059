import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'l' } },
  ...more,
});
const end = (id: string, more: object = {}) => ({ id, end: { outcome: 'completed' }, ...more });
const refused = (...steps: object[]): string[] =>
  checkDefinition({ value: { id: 'w', steps } }, catalogue).problems.map(({ code, path }) => `${code} ${path}`);
const warned = (...steps: object[]): string[] =>
  checkDefinition({ value: { id: 'w', steps } }, catalogue).warnings.flatMap(({ code, path }) =>
    code === 'UNREACHABLE_STEP' ? [path] : [],
  );

describe('a step behind an end', () => {
  it.each([
    ['waits for it', { dependsOn: ['stop'] }],
    ['waits for it beside another', { dependsOn: ['a', 'stop'] }],
    ['reads it', { condition: 'steps.stop.output' }],
    ['joins it alone', { dependsOn: { steps: ['stop'], join: 'any' } }],
    ['joins both of two', { dependsOn: { steps: ['stop', 'a'], join: { atLeast: 2 } } }],
    ['joins ends alone', { dependsOn: { steps: ['stop', 'halt'], join: 'first' } }],
  ])('is refused where it %s', (_, more) => {
    expect(refused(end('stop'), end('halt'), step('a'), step('b', more))).toEqual(['UNREACHABLE_STEP /steps/3']);
  });

  it.each([
    ['one of its join', { dependsOn: { steps: ['stop', 'a'], join: 'any' } }],
    ['a join that only looks', { dependsOn: { steps: ['stop'], join: 'allSettled' } }],
    ['a step that runs without it', { dependsOn: { steps: ['stop'], onDead: 'run' } }],
    ['a step that fails without it', { dependsOn: { steps: ['stop'], onDead: 'fail' } }],
    ['a join that runs without it', { dependsOn: { steps: ['stop'], join: 'any', onDead: 'run' } }],
    ['nothing', {}],
  ])('is taken where the end is for %s', (_, more) => {
    expect(refused(end('stop'), step('a'), step('b', more))).toEqual([]);
  });

  it('is taken where the end may fail and arrive', () => {
    const stop = { id: 'stop', end: { outcome: 'completed', output: '{{trigger.n - 1}}' }, onError: 'continue' };
    expect(refused(stop, step('b', { dependsOn: ['stop'] }))).toEqual([]);
  });

  it('is refused inside a container, and what waits for it is not told of as well', () => {
    const inside = [end('stop'), step('b', { dependsOn: ['stop'] }), step('c', { dependsOn: ['b'] })];
    expect(refused({ id: 'each', map: { over: 'trigger.leads', steps: inside } })).toEqual([
      'UNREACHABLE_STEP /steps/0/map/steps/1',
    ]);
  });
});

describe('a target of a choice', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const branch = (when: string, ...targets: string[]) => ({ when, then: targets });
  const targets = [step('x'), step('y'), step('z')];
  const choice = (branches: object[], more: object = {}) => [
    { id: 'c', choose: { branches, otherwise: ['z'], ...more } },
    ...targets,
  ];

  it.each([
    ['its branch is never true', [branch('1 > 2', 'x'), branch('trigger.y', 'y')], {}, [1]],
    ['a branch before is always true', [branch('true', 'x'), branch('trigger.y', 'y')], {}, [2, 3]],
    ['one is always true, of every', [branch('true', 'x'), branch('trigger.y', 'y')], { mode: 'every' }, [3]],
    ['none of every is true', [branch('false', 'x'), branch('0', 'y')], { mode: 'every' }, [1, 2]],
  ])('is warned of and taken where %s', (_, branches, more, positions) => {
    const steps = choice(branches, more);
    expect(warned(...steps)).toEqual(positions.map((position) => `/steps/${position}`));
    expect(refused(...steps)).toEqual([]);
  });

  it.each([
    ['another branch takes it', [branch('false', 'x'), branch('trigger.x', 'x', 'y')]],
    ['the expression always fails, which is another matter', [branch('[1] < 2', 'x'), branch('trigger.x', 'y')]],
  ])('is not warned of where %s', (_, branches) => {
    expect(warned(...choice(branches))).toEqual([]);
  });

  it('is not judged where an expression was refused, and is not told of twice', () => {
    const broken = choice([branch('a b', 'x'), branch('true', 'y')]);
    expect([warned(...broken), refused(...broken)]).toEqual([[], ['EXPR_SYNTAX /steps/0/choose/branches/0/when']]);
    const unknown = choice([branch('false', 'nope'), branch('trigger.x', 'x', 'y')]);
    expect([warned(...unknown), refused(...unknown)]).toEqual([[], ['UNKNOWN_STEP /steps/0/choose/branches/0/then/0']]);
  });
});

it('a loop is warned of that never begins, and taken', () => {
  const again = (more: object) => ({ id: 'again', loop: { maxIterations: 2, steps: [step('a')], ...more } });
  for (const more of [{ while: 'trigger.x' }, { while: 'true' }, { until: 'false' }]) {
    expect(warned(again(more))).toEqual([]);
  }
  expect(warned(again({ while: 'null' }))).toEqual(['/steps/0/loop/while']);
  expect(refused(again({ while: 'null' }))).toEqual([]);
});
