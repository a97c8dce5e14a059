import type { Pattern } from '../pattern.js';

const act = 'agent: PLAYER, action: act';

const complete = `
id: complete-map
steps:
  - { id: one, wait: { signal: one } }
  - { id: deadline, wait: { signal: enough } }
  - id: each
    map:
      over: '[1, 2, 3, 4]'
      completeWhen: steps.deadline.status == 'completed'
      output: '{{steps.ask.output}}'
      steps:
        - { id: ask, condition: 'item < 3', ${act}, inputs: { gives: '{{item}}' } }
        - { id: hear, condition: 'item > 2', wait: { signal: never } }
  - { id: after, dependsOn: [each], ${act} }
outputs: { first: '{{steps.each.output}}' }`;

/** What calls work off, or ends all of it. */
export const cancellingPatterns: readonly Pattern[] = [
  {
    number: 19,
    name: 'Cancel activity',
    says: '`cancels`',
    cases: [
      {
        name: 'a running attempt is called off, and what depends on it does not run',
        definition: `
id: cancel-step
steps:
  - { id: a, ${act}, inputs: { hangs: true } }
  - { id: b, dependsOn: [a], ${act} }
  - { id: stop, wait: { signal: stop }, cancels: [a] }
  - { id: c, dependsOn: [stop], ${act} }`,
        script: [{ after: ['step.started', 'a'], signal: 'stop' }],
        expected: {
          status: 'completed',
          steps: { a: 'CANCELLED_BY_STEP', b: 'DEPENDENCY_SKIPPED', stop: 'completed', c: 'completed' },
        },
      },
    ],
  },
  {
    number: 20,
    name: 'Cancel case',
    says: 'cancelling the run',
    cases: [
      {
        name: 'attempts, timers, waits and child runs are called off, and nothing is left',
        definition: `
id: cancel-run
steps:
  - { id: a, ${act} }
  - { id: hang, dependsOn: [a], ${act}, inputs: { hangs: true } }
  - { id: timer, dependsOn: [a], wait: { delay: 3600000 } }
  - { id: signal, dependsOn: [a], wait: { signal: never } }
  - { id: sub, dependsOn: [a], workflow: { id: cancelled-child } }
  - { id: after, dependsOn: [timer], ${act} }`,
        children: [
          `
id: cancelled-child
steps: [{ id: wait, wait: { signal: never } }]`,
        ],
        script: [{ after: ['step.child_started', 'sub'], cancel: true }],
        expected: {
          status: 'cancelled',
          steps: {
            ...{ a: 'completed', hang: 'RUN_CANCELLED', timer: 'RUN_CANCELLED', signal: 'RUN_CANCELLED' },
            ...{ sub: 'RUN_CANCELLED', after: 'RUN_CANCELLED' },
          },
          children: { cancelled: 1 },
        },
      },
    ],
  },
  {
    number: 25,
    name: 'Cancel region',
    says: '`cancels` with several steps, connected or not',
    cases: [
      {
        name: 'the region dies, the others are untouched',
        definition: `
id: cancel-region
steps:
  - { id: a, wait: { signal: go } }
  - { id: b, wait: { signal: never } }
  - { id: c, wait: { signal: on } }
  - { id: d, dependsOn: [c], ${act} }
  - { id: e, ${act}, inputs: { hangs: true } }
  - { id: stop, dependsOn: [a], cancels: [b, e], ${act} }`,
        script: [
          { after: ['step.started', 'e'], signal: 'go' },
          { after: ['step.completed', 'stop'], signal: 'on' },
        ],
        expected: {
          status: 'completed',
          steps: {
            ...{ a: 'completed', stop: 'completed', c: 'completed', d: 'completed' },
            ...{ b: 'CANCELLED_BY_STEP', e: 'CANCELLED_BY_STEP' },
          },
        },
      },
    ],
  },
  {
    number: 26,
    name: 'Cancel multiple instance activity',
    says: '`cancels` with a map',
    cases: [
      {
        name: 'what was done inside stays done, the rest is cancelled, and so is the map',
        definition: `
id: cancel-map
steps:
  - id: each
    map:
      over: '[1, 2, 3]'
      steps:
        - { id: ask, condition: 'item < 3', ${act} }
        - { id: hear, condition: 'item == 3', wait: { signal: never } }
  - { id: both, wait: { signal: seen } }
  - { id: seen, dependsOn: [both], wait: { signal: seen } }
  - { id: stop, dependsOn: [seen], wait: { signal: stop }, cancels: [each] }`,
        script: [
          { after: ['step.completed', 'each.0.ask'], signal: 'seen' },
          { after: ['step.completed', 'each.1.ask'], signal: 'seen' },
          { after: ['step.waiting', 'each.2.hear'], signal: 'stop' },
        ],
        expected: {
          status: 'completed',
          steps: {
            ...{ 'each.0.ask': 'completed', 'each.1.ask': 'completed', 'each.2.hear': 'SCOPE_ENDED' },
            ...{ each: 'CANCELLED_BY_STEP', stop: 'completed' },
          },
        },
      },
    ],
  },
  {
    number: 27,
    name: 'Complete multiple instance activity',
    says: '`map` with a `completeWhen` that reads a step beside it',
    cases: [
      {
        name: 'a word from outside: the rest is withdrawn, and what follows gets what is done',
        definition: complete,
        script: [
          { after: ['instance.completed', 'each.0'], signal: 'one' },
          { after: ['instance.completed', 'each.1'], signal: 'enough' },
        ],
        expected: {
          status: 'completed',
          steps: { each: 'completed', after: 'completed', 'each.2.hear': 'SCOPE_ENDED', 'each.3.hear': 'SCOPE_ENDED' },
          outputs: { first: [1, 2] },
        },
      },
    ],
  },
  {
    number: 43,
    name: 'Explicit termination',
    says: '`end`',
    cases: [
      {
        name: 'the run ends with its result, and what goes on is cancelled',
        definition: `
id: explicit
steps:
  - { id: a, ${act}, inputs: { hangs: true } }
  - { id: b, wait: { signal: go } }
  - { id: stop, dependsOn: [b], end: { outcome: completed, output: { result: enough } } }`,
        script: [{ after: ['step.started', 'a'], signal: 'go' }],
        expected: {
          status: 'completed',
          steps: { a: 'RUN_ENDED', b: 'completed', stop: 'completed' },
          outputs: { result: 'enough' },
        },
      },
    ],
  },
];
