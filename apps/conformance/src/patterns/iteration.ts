import type { Pattern } from '../pattern.js';

const act = 'agent: PLAYER, action: act';

/** Doing the same again. */
export const iterationPatterns: readonly Pattern[] = [
  {
    number: 10,
    name: 'Arbitrary cycles',
    says: '',
    notSupported: 'a definition with a cycle is refused; loops have one way in and one way out (21)',
  },
  {
    number: 21,
    name: 'Structured loop',
    says: '`loop` with `while` or `until`',
    cases: [
      {
        name: 'while: not once, where it is false from the start',
        definition: loop('while: loop.index > 5'),
        expected: { status: 'completed', steps: { again: 'completed' }, outputs: { last: null } },
      },
      {
        name: 'until: again, each iteration seeing the one before, until it is true',
        definition: loop('until: loop.index == 2'),
        expected: {
          status: 'completed',
          steps: { 'again.0.count': 'completed', 'again.1.count': 'completed', 'again.2.count': 'completed' },
          outputs: { last: 3 },
          order: [
            ['again.0.count', 'again.1.count'],
            ['again.1.count', 'again.2.count'],
          ],
        },
      },
      {
        name: 'over the cap it fails',
        definition: loop('until: loop.index == 9'),
        expected: { status: 'failed', steps: { again: 'LOOP_EXHAUSTED' } },
      },
    ],
  },
  {
    number: 22,
    name: 'Recursion',
    says: 'a `workflow` step that starts its own workflow',
    cases: [
      {
        name: 'five factorial by runs inside runs',
        definition: `
id: factorial
steps:
  - { id: sub, condition: trigger.n > 1, workflow: { id: factorial, inputs: { n: '{{trigger.n - 1}}' } } }
outputs: { f: '{{trigger.n > 1 ? trigger.n * steps.sub.output.f : 1}}' }`,
        trigger: { n: 5 },
        expected: { status: 'completed', steps: { sub: 'completed' }, outputs: { f: 120 }, children: { completed: 1 } },
      },
    ],
  },
];

function loop(asks: string): string {
  return `
id: iterate
steps:
  - id: again
    loop:
      maxIterations: 4
      ${asks}
      steps: [{ id: count, ${act}, inputs: { gives: '{{(loop.previous ?? 0) + 1}}' } }]
outputs: { last: '{{steps.again.output}}' }`;
}
