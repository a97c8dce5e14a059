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

describe('a step behind an end', () => {
  it.each([
    ['waits for it', { dependsOn: ['stop'] }],
    ['waits for it beside another', { dependsOn: ['a', 'stop'] }],
    ['fails without it', { dependsOn: { steps: ['stop'], onDead: 'fail' } }],
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
  const taking = (branches: object[], more: object = {}) =>
    refused({ id: 'c', choose: { branches, otherwise: ['z'], ...more } }, ...targets);

  it.each([
    ['its branch is never true', [branch('1 > 2', 'x'), branch('trigger.y', 'y')], {}, [1]],
    ['a branch before is always true', [branch('true', 'x'), branch('trigger.y', 'y')], {}, [2, 3]],
    ['one is always true, of every', [branch('true', 'x'), branch('trigger.y', 'y')], { mode: 'every' }, [3]],
    ['none of every is true', [branch('false', 'x'), branch('0', 'y')], { mode: 'every' }, [1, 2]],
  ])('is refused where %s', (_, branches, more, positions) => {
    expect(taking(branches, more)).toEqual(positions.map((position) => `UNREACHABLE_STEP /steps/${position}`));
  });

  it.each([
    ['another branch takes it', [branch('false', 'x'), branch('trigger.x', 'x', 'y')]],
    ['the expression always fails, which is another matter', [branch('[1] < 2', 'x'), branch('trigger.x', 'y')]],
  ])('is taken where %s', (_, branches) => {
    expect(taking(branches)).toEqual([]);
  });

  it('is not judged where an expression was refused, and is not told of twice', () => {
    expect(taking([branch('a b', 'x'), branch('true', 'y')])).toEqual(['EXPR_SYNTAX /steps/0/choose/branches/0/when']);
    expect(taking([branch('false', 'nope'), branch('trigger.x', 'x', 'y')])).toEqual([
      'UNKNOWN_STEP /steps/0/choose/branches/0/then/0',
    ]);
  });
});

it('the steps of a loop run at least once where its `while` may be true', () => {
  const again = (more: object) => ({ id: 'again', loop: { maxIterations: 2, steps: [step('a')], ...more } });
  expect(refused(again({ while: 'trigger.x' }))).toEqual([]);
  expect(refused(again({ while: 'true' }))).toEqual([]);
  expect(refused(again({ until: 'false' }))).toEqual([]);
  expect(refused(again({ while: 'null' }))).toEqual(['UNREACHABLE_STEP /steps/0/loop/while']);
});
