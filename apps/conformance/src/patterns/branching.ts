import type { Act, Expected, Pattern } from '../pattern.js';

const act = 'agent: PLAYER, action: act';

const multi = `
id: multi
steps:
  - id: pick
    choose:
      mode: every
      branches: [{ when: '2 > 1', then: [b] }, { when: '1 > 2', then: [c] }, { when: '3 > 1', then: [d] }]
  - { id: b, ${act} }
  - { id: c, ${act} }
  - { id: d, ${act}, inputs: { after: 20 } }`;

const blockingScript = [
  { after: ['step.completed', 'each.0.meet.0.d'], signal: 'second' },
  { after: ['step.completed', 'each.1.hold'], signal: 'late' },
  { after: ['step.completed', 'each.1.meet.0.d'], signal: 'late' },
] as const satisfies readonly Act[];

/** What chooses several branches, and what brings them together again. */
export const branchingPatterns: readonly Pattern[] = [
  {
    number: 6,
    name: 'Multi-choice',
    says: '`choose` with `mode: every`',
    cases: [
      {
        name: 'true, false, true: exactly two are taken',
        definition: multi,
        expected: { status: 'completed', steps: { b: 'completed', c: 'BRANCH_NOT_TAKEN', d: 'completed' } },
      },
    ],
  },
  {
    number: 7,
    name: 'Structured synchronizing merge',
    says: 'join `any` over the branches of a multi-choice',
    cases: [
      {
        name: 'waits for the chosen, and for these alone',
        definition: `${multi}
  - { id: e, dependsOn: { steps: [b, c, d], join: any }, ${act} }`,
        expected: {
          status: 'completed',
          steps: { b: 'completed', c: 'BRANCH_NOT_TAKEN', d: 'completed', e: 'completed' },
          order: [
            ['b', 'e'],
            ['d', 'e'],
          ],
        },
      },
    ],
  },
  {
    number: 8,
    name: 'Multi-merge',
    says: '',
    notSupported: 'a step runs once in its scope; what is to run for each of several is the inside of a map',
  },
  {
    number: 9,
    name: 'Structured discriminator',
    says: 'join `first`',
    cases: [
      {
        name: 'fires at the first arrival; the rest runs on, and its failure is off the run',
        definition: `
id: discriminator
steps:
  - { id: a, ${act} }
  - { id: b, wait: { signal: late } }
  - { id: c, dependsOn: [b], ${act}, inputs: { fails: BROKEN } }
  - { id: d, dependsOn: { steps: [a, c], join: first }, ${act} }`,
        script: [{ after: ['step.completed', 'd'], signal: 'late' }],
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'BROKEN', d: 'completed' },
          order: [['a', 'd']],
        },
      },
    ],
  },
  {
    number: 28,
    name: 'Blocking discriminator',
    says: 'a container with a `mutex` around the branches and their join `first`: a later activation waits before it',
    cases: [
      {
        name: 'two activations that overlap: the second goes on after the first has reset',
        definition: blocking('blocking-discriminator', 'first', '[a, b]'),
        script: blockingScript,
        expected: blocked('a'),
      },
    ],
  },
  {
    number: 29,
    name: 'Cancelling discriminator',
    says: 'join `first` with `rest: cancel`',
    cases: [
      {
        name: 'the losers are called off: a running attempt, a wait, and what only they needed',
        definition: `
id: cancelling-discriminator
steps:
  - { id: a, ${act}, inputs: { after: 30 } }
  - { id: b, ${act}, inputs: { hangs: true } }
  - { id: w, wait: { signal: never } }
  - { id: c, dependsOn: [w], ${act} }
  - { id: d, dependsOn: { steps: [a, b, c], join: first, rest: cancel }, ${act} }`,
        expected: {
          status: 'completed',
          steps: { a: 'completed', d: 'completed', ...cancelledByJoin('b', 'w', 'c') },
          order: [['a', 'd']],
        },
      },
    ],
  },
  {
    number: 30,
    name: 'Structured partial join',
    says: 'join `atLeast: n`',
    cases: [
      {
        name: 'three of five: fires once at the third, and the others run on',
        definition: `
id: partial
steps:
  - { id: a, ${act} }
  - { id: b, ${act} }
  - { id: c, ${act} }
  - { id: d, wait: { signal: late } }
  - { id: e, wait: { signal: later } }
  - { id: f, dependsOn: { steps: [a, b, c, d, e], join: { atLeast: 3 } }, ${act} }`,
        script: [
          { after: ['step.completed', 'f'], signal: 'late' },
          { after: ['step.completed', 'd'], signal: 'later' },
        ],
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'completed', d: 'completed', e: 'completed', f: 'completed' },
          order: [
            ['a', 'f'],
            ['b', 'f'],
            ['c', 'f'],
          ],
        },
      },
      {
        name: 'three failures of five: it cannot be met any more, and fails early',
        definition: `
id: unreachable
steps:
  - { id: a, ${act}, inputs: { fails: BROKEN } }
  - { id: b, ${act}, inputs: { fails: BROKEN } }
  - { id: c, ${act}, inputs: { fails: BROKEN } }
  - { id: d, wait: { signal: never } }
  - { id: e, wait: { signal: never } }
  - { id: f, dependsOn: { steps: [a, b, c, d, e], join: { atLeast: 3 } }, ${act} }`,
        expected: {
          status: 'failed',
          steps: { a: 'BROKEN', b: 'BROKEN', c: 'BROKEN', d: 'RUN_FAILED', e: 'RUN_FAILED', f: 'JOIN_UNREACHABLE' },
        },
      },
    ],
  },
  {
    number: 31,
    name: 'Blocking partial join',
    says: 'as 28, with join `atLeast: n`',
    cases: [
      {
        name: 'two activations that overlap: the second goes on after the first has reset',
        definition: blocking('blocking-partial', '{ atLeast: 2 }', '[a, b, c]'),
        script: blockingScript,
        expected: blocked('a', 'c'),
      },
    ],
  },
  {
    number: 32,
    name: 'Cancelling partial join',
    says: 'join `atLeast: n` with `rest: cancel`',
    cases: [
      {
        name: 'two of four: the other two are called off',
        definition: `
id: cancelling-partial
steps:
  - { id: a, ${act} }
  - { id: b, ${act}, inputs: { after: 20 } }
  - { id: c, ${act}, inputs: { hangs: true } }
  - { id: d, wait: { signal: never } }
  - { id: e, dependsOn: { steps: [a, b, c, d], join: { atLeast: 2 }, rest: cancel }, ${act} }`,
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', e: 'completed', ...cancelledByJoin('c', 'd') },
          order: [
            ['a', 'e'],
            ['b', 'e'],
          ],
        },
      },
    ],
  },
  {
    number: 33,
    name: 'Generalised AND-join',
    says: '',
    notSupported: 'an edge carries one arrival; there are no queues of them to take one each from',
  },
  {
    number: 37,
    name: 'Local synchronizing merge',
    says: 'join `any`: an edge that can arrive no more is not waited for',
    cases: [
      {
        name: 'a skip deep in one branch frees the join',
        definition: `
id: acyclic
steps:
  - { id: a, ${act}, condition: '1 > 2' }
  - { id: b, dependsOn: [a], ${act} }
  - { id: c, dependsOn: [b], ${act} }
  - { id: d, ${act} }
  - { id: e, dependsOn: { steps: [c, d], join: any }, ${act} }`,
        expected: {
          status: 'completed',
          steps: {
            ...{ a: 'CONDITION_FALSE', b: 'DEPENDENCY_SKIPPED', c: 'DEPENDENCY_SKIPPED' },
            ...{ d: 'completed', e: 'completed' },
          },
        },
      },
      {
        name: 'with every branch dead, so is what follows',
        definition: `
id: acyclic-dead
steps:
  - { id: a, ${act}, condition: '1 > 2' }
  - { id: b, ${act}, condition: '1 > 2' }
  - { id: c, dependsOn: { steps: [a, b], join: any }, ${act} }`,
        expected: {
          status: 'completed',
          steps: { a: 'CONDITION_FALSE', b: 'CONDITION_FALSE', c: 'DEPENDENCY_SKIPPED' },
        },
      },
    ],
  },
  {
    number: 38,
    name: 'General synchronizing merge',
    says: 'join `any`; cycles are loops of their own scope, so that no path leads back into a merge',
    cases: [
      {
        name: 'a branch with a loop that fails and leaves by its fallback does not hold the join',
        definition: `
id: general
steps:
  - id: again
    onError: { fallback: mend }
    loop:
      maxIterations: 2
      until: steps.ask.output == 3
      steps: [{ id: ask, ${act}, inputs: { gives: '{{loop.index}}' } }]
  - { id: mend, ${act}, inputs: { gives: mended } }
  - { id: b, ${act} }
  - { id: c, dependsOn: { steps: [again, b], join: any }, ${act}, inputs: { gives: '{{steps.again.output}}' } }
outputs: { c: '{{steps.c.output}}' }`,
        expected: {
          status: 'completed',
          steps: { again: 'LOOP_EXHAUSTED', mend: 'completed', b: 'completed', c: 'completed' },
          outputs: { c: 'mended' },
          order: [['mend', 'c']],
        },
      },
    ],
  },
  {
    number: 41,
    name: 'Thread merge',
    says: '',
    notSupported: 'the instances of a map come together as one; not in groups of so many as each group is full',
  },
  {
    number: 42,
    name: 'Thread split',
    says: '`map` over as many as there are to be',
    cases: [
      {
        name: 'one branch becomes three, and each goes its own way',
        definition: `
id: split
steps:
  - { id: a, ${act}, inputs: { gives: 3 } }
  - id: each
    dependsOn: [a]
    map:
      over: '[1, 2, 3].slice(0, steps.a.output)'
      steps:
        - { id: b, ${act}, inputs: { after: '{{10 * item}}' } }
        - { id: c, dependsOn: [b], ${act}, inputs: { gives: '{{item}}' } }
outputs: { all: '{{steps.each.output}}' }`,
        expected: {
          status: 'completed',
          steps: { 'each.0.c': 'completed', 'each.1.c': 'completed', 'each.2.c': 'completed' },
          outputs: { all: [1, 2, 3] },
        },
      },
    ],
  },
];

function cancelledByJoin(...ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [id, 'CANCELLED_BY_JOIN']));
}

/** Two activations of the same join; the second arrives once the join has fired and before it has reset. */
function blocking(id: string, join: string, edges: string): string {
  return `
id: ${id}
steps:
  - id: each
    map:
      over: '[1, 2]'
      steps:
        - { id: hold, condition: 'item == 2', wait: { signal: second } }
        - id: meet
          dependsOn: { steps: [hold], onDead: run }
          mutex: { key: meet }
          map:
            over: '[item]'
            steps:
              - { id: a, ${act} }
              - { id: b, wait: { signal: late } }
              - { id: c, ${act} }
              - { id: d, dependsOn: { steps: ${edges}, join: ${join} }, ${act} }`;
}

function blocked(...arrived: readonly string[]): Expected {
  const meets = ['each.0.meet', 'each.1.meet'];
  return {
    status: 'completed',
    steps: Object.fromEntries(meets.flatMap((path) => [path, `${path}.0.d`]).map((path) => [path, 'completed'])),
    order: [
      ['each.0.meet.0.b', 'each.1.meet.0.d'],
      ...meets.flatMap((path) => arrived.map((id) => [`${path}.0.${id}`, `${path}.0.d`] as const)),
    ],
    apart: meets,
  };
}
