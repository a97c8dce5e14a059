import type { Pattern } from '../pattern.js';

/** Sequence, parallel split, synchronisation, exclusive choice, simple merge. */
export const basicPatterns: readonly Pattern[] = [
  {
    number: 1,
    name: 'Sequence',
    says: '`dependsOn`, or reading the output of the step before',
    cases: [
      {
        name: 'each step begins after the one before it has ended',
        definition: `
id: sequence
steps:
  - { id: a, agent: PLAYER, action: act, inputs: { gives: 1 } }
  - { id: b, agent: PLAYER, action: act, inputs: { gives: '{{steps.a.output + 1}}' } }
  - { id: c, agent: PLAYER, action: act, inputs: { gives: 3 }, dependsOn: [b] }
outputs: { a: '{{steps.a.output}}', b: '{{steps.b.output}}', c: '{{steps.c.output}}' }`,
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'completed' },
          outputs: { a: 1, b: 2, c: 3 },
          order: [
            ['a', 'b'],
            ['b', 'c'],
          ],
        },
      },
    ],
  },
  {
    number: 2,
    name: 'Parallel split',
    says: 'several steps that depend on one',
    cases: [
      {
        name: 'every successor begins, neither waiting for the other',
        definition: `
id: split
steps:
  - { id: a, agent: PLAYER, action: act }
  - { id: b, dependsOn: [a], wait: { signal: go-b } }
  - { id: c, dependsOn: [a], agent: PLAYER, action: act }`,
        script: [{ after: ['step.completed', 'c'], signal: 'go-b' }],
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'completed' },
          order: [
            ['a', 'b'],
            ['a', 'c'],
          ],
        },
      },
    ],
  },
  {
    number: 3,
    name: 'Synchronization',
    says: '`dependsOn` of several: the join `all`',
    cases: [
      {
        name: 'the join fires once, after all, and sees their outputs',
        definition: `
id: diamond
steps:
  - { id: a, agent: PLAYER, action: act, inputs: { gives: 1 } }
  - { id: b, agent: PLAYER, action: act, inputs: { gives: '{{steps.a.output + 1}}' } }
  - { id: c, agent: PLAYER, action: act, inputs: { gives: '{{steps.a.output + 2}}', after: 20 } }
  - { id: d, agent: PLAYER, action: act, inputs: { gives: ['{{steps.b.output}}', '{{steps.c.output}}'] } }
outputs: { both: '{{steps.d.output}}' }`,
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'completed', d: 'completed' },
          outputs: { both: [2, 3] },
          order: [
            ['b', 'd'],
            ['c', 'd'],
          ],
        },
      },
    ],
  },
  {
    number: 4,
    name: 'Exclusive choice',
    says: '`choose`',
    cases: [
      {
        name: 'of two branches that are true, the first is taken',
        definition: choice('trigger.n > 1', 'trigger.n > 0'),
        trigger: { n: 2 },
        expected: { status: 'completed', steps: { pick: 'completed', b: 'completed', c: 'BRANCH_NOT_TAKEN' } },
      },
      {
        name: 'without one that is true, and without a default, it fails',
        definition: choice('trigger.n > 1', 'trigger.n > 0'),
        trigger: { n: 0 },
        expected: { status: 'failed', steps: { pick: 'NO_BRANCH_MATCHED' } },
      },
    ],
  },
  {
    number: 5,
    name: 'Simple merge',
    says: 'join `any` over the branches of a choice',
    cases: [
      {
        name: 'the merge runs once, and never waits for the branch that was not taken',
        definition: `${choice('trigger.n > 1', 'trigger.n > 0')}
  - { id: d, dependsOn: { steps: [b, c], join: any }, agent: PLAYER, action: act }`,
        trigger: { n: 1 },
        expected: {
          status: 'completed',
          steps: { pick: 'completed', b: 'BRANCH_NOT_TAKEN', c: 'completed', d: 'completed' },
          order: [['c', 'd']],
        },
      },
    ],
  },
];

function choice(first: string, second: string): string {
  return `
id: exclusive
steps:
  - id: pick
    choose: { branches: [{ when: ${first}, then: [b] }, { when: ${second}, then: [c] }] }
  - { id: b, agent: PLAYER, action: act }
  - { id: c, agent: PLAYER, action: act }`;
}
