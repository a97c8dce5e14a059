import type { Pattern } from '../pattern.js';

const act = 'agent: PLAYER, action: act';

/** A map of four, of which two answer and two wait to be told. */
const ask = `
        - { id: ask, condition: 'item < 3', ${act}, inputs: { gives: '{{item}}' } }
        - { id: hear, condition: 'item > 2', wait: { signal: late } }
        - { id: fail, dependsOn: { steps: [ask, hear], join: any }, condition: 'item > 2', ${act}, inputs: { fails: LATE } }`;

/** Several instances of the same steps. */
export const instancePatterns: readonly Pattern[] = [
  {
    number: 12,
    name: 'Multiple instances without synchronization',
    says: 'a map over `workflow` steps with `wait: false`',
    cases: [
      {
        name: 'the parent ends first, and its children go on to their own end',
        definition: `
id: detached
steps:
  - id: each
    map:
      over: '[1, 2]'
      steps: [{ id: sub, workflow: { id: on-its-own, wait: false, inputs: { n: '{{item}}' } } }]
  - { id: after, dependsOn: [each], ${act} }`,
        children: [
          `
id: on-its-own
steps: [{ id: act, ${act}, inputs: { after: 50 } }]`,
        ],
        expected: {
          status: 'completed',
          steps: { 'each.0.sub': 'completed', 'each.1.sub': 'completed', each: 'completed', after: 'completed' },
          children: { completed: 2 },
        },
      },
    ],
  },
  {
    number: 13,
    name: 'Multiple instances with design-time knowledge',
    says: '`map` over a list that the definition gives',
    cases: [
      {
        name: 'three instances, one firing after them, results in order',
        definition: map('[1, 2, 3]'),
        expected: {
          status: 'completed',
          steps: {
            'each.0.ask': 'completed',
            'each.1.ask': 'completed',
            'each.2.ask': 'completed',
            after: 'completed',
          },
          outputs: { all: [1, 2, 3] },
          order: [
            ['each.0.ask', 'after'],
            ['each.1.ask', 'after'],
            ['each.2.ask', 'after'],
          ],
        },
      },
    ],
  },
  {
    number: 14,
    name: 'Multiple instances with run-time knowledge',
    says: '`map` over what the run knows as the map begins',
    cases: [
      {
        name: 'as many as the list has',
        definition: map('trigger.list'),
        trigger: { list: ['x', 'y'] },
        expected: {
          status: 'completed',
          steps: { each: 'completed', after: 'completed' },
          outputs: { all: ['x', 'y'] },
        },
      },
      {
        name: 'none: it completes at once with nothing',
        definition: map('trigger.list'),
        trigger: { list: [] },
        expected: { status: 'completed', steps: { each: 'completed', after: 'completed' }, outputs: { all: [] } },
      },
    ],
  },
  {
    number: 15,
    name: 'Multiple instances without run-time knowledge',
    says: '',
    notSupported: 'the list of a map is read once, as it begins; no instance can be added to one that runs',
  },
  {
    number: 34,
    name: 'Static partial join for multiple instances',
    says: '`map` with `completeWhen` and `rest: keep`',
    cases: [
      {
        name: 'the map completes at the second; the others run on, and their failures do not matter',
        definition: partial('keep'),
        script: [
          { after: ['step.completed', 'after'], signal: 'late' },
          { after: ['step.completed', 'after'], signal: 'late' },
        ],
        expected: {
          status: 'completed',
          steps: { each: 'completed', after: 'completed', 'each.2.fail': 'LATE', 'each.3.fail': 'LATE' },
          outputs: { first: [1, 2] },
        },
      },
    ],
  },
  {
    number: 35,
    name: 'Cancelling partial join for multiple instances',
    says: '`map` with `completeWhen`',
    cases: [
      {
        name: 'the map completes at the second, and the others are cancelled',
        definition: partial('cancel'),
        expected: {
          status: 'completed',
          steps: { each: 'completed', after: 'completed', 'each.2.hear': 'SCOPE_ENDED', 'each.3.hear': 'SCOPE_ENDED' },
          outputs: { first: [1, 2] },
        },
      },
    ],
  },
  {
    number: 36,
    name: 'Dynamic partial join for multiple instances',
    says: '',
    notSupported: 'the condition is there (35), but no instance can be added while a map runs (15)',
  },
];

function map(over: string): string {
  return `
id: each-of
steps:
  - id: each
    map:
      over: '${over}'
      steps: [{ id: ask, ${act}, inputs: { gives: '{{item}}' } }]
  - { id: after, dependsOn: [each], ${act} }
outputs: { all: '{{steps.each.output}}' }`;
}

function partial(rest: 'keep' | 'cancel'): string {
  return `
id: partial-map-${rest}
steps:
  - id: each
    map:
      over: '[1, 2, 3, 4]'
      completeWhen: map.ok >= 2
      rest: ${rest}
      output: '{{steps.ask.output}}'
      steps:${ask}
  - { id: after, dependsOn: [each], ${act} }
outputs: { first: '{{steps.each.output}}' }`;
}
