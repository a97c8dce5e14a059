import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'SABRINA', action: 'schedule_followup', inputs: { conversation: 'c' } },
  ...more,
});
const later = (...steps: object[]): string[] => {
  const { problems, warnings } = checkDefinition({ value: { id: 'w', steps } }, catalogue);
  expect(problems).toEqual([]);
  return warnings.filter(({ code }) => code === 'LATER_READ').map(({ path, message }) => `${path}: ${message}`);
};

describe('a milestone', () => {
  const asks = (id: string, ...reads: string[]) =>
    step(id, { onlyWhile: reads.map((read) => `steps.${read}`).join(' || ') });

  it.each([
    ['all', { dependsOn: ['a'] }],
    ['any, which waits for every edge', { dependsOn: { steps: ['a', 'x'], join: 'any' } }],
    ['allSettled', { dependsOn: { steps: ['a', 'x'], join: 'allSettled' } }],
    ['as many as there are', { dependsOn: { steps: ['a', 'x'], join: { atLeast: 2 } } }],
    ['a read beside another join', { dependsOn: { steps: ['x'], join: 'first' }, condition: 'steps.a.output' }],
    ['steps between', { dependsOn: ['between'] }],
  ])('that reads a step which waits for it by %s is warned of', (_, more) => {
    const between = step('between', { dependsOn: ['a'] });
    expect(later(asks('a', 'b.output'), step('x'), between, step('b', more))).toEqual([
      '/steps/0/onlyWhile: `a` reads the output of `b`, which is not there yet: it waits for `a`.',
    ]);
  });

  it.each([
    ['first', { dependsOn: { steps: ['a', 'x'], join: 'first' } }],
    ['fewer than there are', { dependsOn: { steps: ['a', 'x'], join: { atLeast: 1 } } }],
    ['an expression', { dependsOn: { steps: ['a', 'x'], join: { when: 'steps.x.output' } } }],
    ['nothing', {}],
  ])('that reads a step which may come first, by %s, is not', (_, more) => {
    expect(later(asks('a', 'b.output'), step('x'), step('b', more))).toEqual([]);
  });

  it('may ask for the status of a later step: it may have been cancelled', () => {
    expect(later(asks('a', 'b.status'), step('b', { dependsOn: ['a'] }))).toEqual([]);
  });

  it('that reads its own step, or what stands in for it, is warned of', () => {
    const served = { ...asks('a', 'a.output', 'f.output'), onError: { fallback: 'f' } };
    expect(later(served, step('f'))).toEqual([
      '/steps/0/onlyWhile: `a` reads the output of `a`, which is not there yet: it has not ended itself.',
      '/steps/0/onlyWhile: `a` reads the output of `f`, which is not there yet: it waits for `a`.',
    ]);
  });

  it('inside a container that reads what it stands in, or what waits for that, is warned of', () => {
    const inside = [asks('a', 'each.output', 'b.output', 'x.output', 'c.output'), step('c')];
    const steps = [
      { id: 'each', map: { over: 'trigger.x', steps: inside } },
      step('b', { dependsOn: ['each'] }),
      step('x'),
    ];
    expect(later(...steps)).toEqual([
      '/steps/0/map/steps/0/onlyWhile: `a` reads the output of `each`, which is not there yet: `a` stands inside it.',
      '/steps/0/map/steps/0/onlyWhile: `a` reads the output of `b`, which is not there yet: it waits for `each`.',
    ]);
  });
});

it('a join that reads a step which waits for it is warned of', () => {
  const joined = step('j', { dependsOn: { steps: ['a'], join: { when: 'steps.b.output || steps.c.output' } } });
  expect(later(step('a'), joined, step('b', { dependsOn: ['j'] }), step('c', { dependsOn: ['j'] }))).toHaveLength(2);
});

describe('a container', () => {
  const after = step('after', { dependsOn: ['box'] });
  const reads = 'steps.box.output || steps.after.output';
  const paths = (...steps: object[]) => later(...steps, after).map((line) => line.slice(0, line.indexOf(':')));

  it('that reads its own output, or what waits for it, is warned of at the field', () => {
    const map = {
      over: 'trigger.x',
      steps: [step('a')],
      completeWhen: reads,
      output: { all: ['{{steps.box.output}}'] },
    };
    expect(paths({ id: 'box', map })).toEqual([
      ...Array<string>(2).fill('/steps/0/map/completeWhen'),
      '/steps/0/map/output/all/0',
    ]);
    const loop = { maxIterations: 2, steps: [step('a')] };
    expect(paths({ id: 'box', loop: { ...loop, while: 'steps.box.output' } })).toEqual(['/steps/0/loop/while']);
    expect(paths({ id: 'box', loop: { ...loop, until: reads, output: '{{steps.after.output}}' } })).toHaveLength(3);
  });

  it('may read the steps inside, and those before', () => {
    const loop = { maxIterations: 2, steps: [step('a')], until: 'steps.a.output && steps.x.output' };
    expect(paths(step('x'), { id: 'box', loop })).toEqual([]);
    expect(paths({ id: 'box', interleave: { steps: [step('a')] } })).toEqual([]);
  });
});

it('stops looking where a definition has too many steps that look', () => {
  const many = Array.from({ length: 1_500 }, (_, index) =>
    step(`s${index}`, {
      onlyWhile: 'steps.last.output',
      ...(index > 0 && { dependsOn: [`s${index - 1}`] }),
    }),
  );
  const told = later(...many, step('last', { dependsOn: ['s1499'] }));
  expect(told.length).toBeGreaterThan(500);
  expect(told.length).toBeLessThan(1_500);
});
