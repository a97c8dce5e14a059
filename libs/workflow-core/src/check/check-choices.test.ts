import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'l' } },
  ...more,
});
const branch = (...targets: string[]) =>
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  ({ when: 'trigger.x', then: targets });
const choice = (id: string, branches: object[], more: object = {}) => ({ id, choose: { branches, ...more } });
const refused = (...steps: object[]): string[] =>
  checkDefinition({ value: { id: 'w', steps } }, catalogue).problems.map(({ code, path }) => `${code} ${path}`);
const messages = (...steps: object[]): string =>
  checkDefinition({ value: { id: 'w', steps } }, catalogue)
    .problems.map(({ message }) => message)
    .join('\n');

describe('the targets of a choice', () => {
  it('may stand in several of its branches, and wait for steps of their own', () => {
    const steps = [
      step('a'),
      choice('c', [branch('x', 'y'), branch('y')], { otherwise: [] }),
      step('x', { dependsOn: ['a'] }),
    ];
    expect(refused(...steps, step('y'))).toEqual([]);
  });

  it('are refused when they are not there, with the nearest name', () => {
    expect(refused(choice('c', [branch('targte')], { otherwise: ['nope'] }), step('target'))).toEqual([
      'UNKNOWN_STEP /steps/0/choose/branches/0/then/0',
      'UNKNOWN_STEP /steps/0/choose/otherwise/0',
    ]);
    expect(messages(choice('c', [branch('targte')]), step('target'))).toContain('did you mean `target`?');
  });

  it('are refused when two choices name them, or when they stand in for another step', () => {
    expect(refused(choice('c', [branch('x')]), choice('d', [branch('x')]), step('x'))).toEqual([
      'INVALID_TARGET /steps/1/choose/branches/0/then/0',
    ]);
    expect(refused(choice('c', [branch('x')]), step('a', { onError: { fallback: 'x' } }), step('x'))).toEqual([
      'INVALID_TARGET /steps/0/choose/branches/0/then/0',
    ]);
  });

  it('are left alone where the expression of the branch is refused', () => {
    const bad = { id: 'c', choose: { branches: [{ ...branch('x'), when: 'a b' }] } };
    expect(refused(bad, step('x'))).toEqual(['EXPR_SYNTAX /steps/0/choose/branches/0/when']);
  });

  it('make a loop when the choice waits for them, or takes itself', () => {
    expect(refused({ ...choice('c', [branch('x')]), dependsOn: ['x'] }, step('x'))).toEqual([
      'CYCLE /steps/0/dependsOn/0',
    ]);
    expect(messages(choice('c', [branch('c')]))).toContain('it is a branch of it');
  });
});

describe('branches that exclude each other', () => {
  const split = choice('c', [branch('x'), branch('y')], { otherwise: ['z'] });
  const steps = [split, step('x'), step('y'), step('z')];

  it.each([
    ['joined by all', step('m', { dependsOn: ['x', 'y'] })],
    ['joined with what otherwise takes', step('m', { dependsOn: ['z', 'y'] })],
    ['two of them are waited for', step('m', { dependsOn: { steps: ['x', 'y'], join: { atLeast: 2 } } })],
    [
      'one is joined and the other read',
      step('m', { dependsOn: { steps: ['x'], join: 'first' }, condition: 'steps.y.output' }),
    ],
    ['read by one step', step('m', { inputs: { leadId: '{{steps.x.output.leadId}}{{steps.y.output.leadId}}' } })],
    ['joined further down', step('m', { dependsOn: ['behind', 'y'] })],
    [
      'read beside another join',
      step('m', {
        dependsOn: { steps: ['x'], join: 'first' },
        condition: 'steps.x.output && steps.y.output && steps.z.output',
      }),
    ],
  ])('are refused when %s', (_, merge) => {
    expect(refused(...steps, step('behind', { dependsOn: ['x'] }), merge)).toEqual(['CONTRADICTORY_BRANCHES /steps/5']);
  });

  it.each([
    ['any', step('m', { dependsOn: { steps: ['x', 'y'], join: 'any' } })],
    ['so many as run anyway', step('m', { dependsOn: { steps: ['x', 'y', 'free'], join: { atLeast: 2 } } })],
    ['onDead run', step('m', { dependsOn: { steps: ['x', 'y'], onDead: 'run' } })],
    ['one of them with something else', step('m', { dependsOn: ['x', 'free'] })],
    ['the choice itself', step('m', { dependsOn: ['c', 'x'] })],
  ])('may be joined by %s', (_, merge) => {
    expect(refused(...steps, step('free'), merge)).toEqual([]);
  });

  it('are refused where a target waits for another branch', () => {
    const waiting = choice('c', [branch('x'), branch('y')]);
    expect(refused(waiting, step('x'), step('y', { dependsOn: ['x'] }))).toEqual(['CONTRADICTORY_BRANCHES /steps/2']);
    expect(messages(waiting, step('x'), step('y', { dependsOn: ['x'] }))).toContain('`y` could never run');
    for (const join of ['any', 'first', 'allSettled']) {
      const never = step('y', { dependsOn: { steps: ['x'], join } });
      expect(refused(waiting, step('x'), never)).toEqual(['CONTRADICTORY_BRANCHES /steps/2']);
    }
  });

  it('are not told of where a target stands in both, or every true branch is taken', () => {
    expect(refused(choice('c', [branch('x'), branch('x', 'y')]), step('x'), step('y', { dependsOn: ['x'] }))).toEqual(
      [],
    );
    const every = choice('c', [branch('x'), branch('y')], { mode: 'every' });
    expect(refused(every, step('x'), step('y'), step('m', { dependsOn: ['x', 'y'] }))).toEqual([]);
  });
});

describe('a deferred choice', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, ...targets: string[]) => ({ id, delay: 5, then: targets });
  const waiting = { id: 'c', wait: { firstOf: [arm('one', 'x'), arm('two', 'y', 'nope')] } };

  it('names steps that are there, and takes one branch alone', () => {
    expect(refused(waiting, step('x'), step('y', { dependsOn: ['x'] }))).toEqual([
      'UNKNOWN_STEP /steps/0/wait/firstOf/1/then/1',
      'CONTRADICTORY_BRANCHES /steps/2',
    ]);
  });
});

describe('cancels', () => {
  it('name other steps that are there', () => {
    expect(refused(step('a', { cancels: ['b'] }), step('b'))).toEqual([]);
    expect(refused(step('a', { cancels: ['a', 'z'] }))).toEqual([
      'INVALID_TARGET /steps/0/cancels/0',
      'UNKNOWN_STEP /steps/0/cancels/1',
    ]);
  });
});
