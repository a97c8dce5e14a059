import type { Pattern } from '../pattern.js';

const act = 'agent: PLAYER, action: act';

const offer = `
id: deferred
steps:
  - id: answer
    wait:
      firstOf:
        - { id: replied, signal: reply, then: [read] }
        - { id: silent, delay: '{{trigger.patience}}', then: [remind] }
  - { id: read, ${act} }
  - { id: remind, ${act} }`;

const milestone = `
id: milestone
steps:
  - { id: left, wait: { signal: opt-out } }
  - { id: gate, wait: { signal: go } }
  - { id: send, dependsOn: [gate], onlyWhile: "steps.left.status != 'completed'", cancels: [left], ${act} }`;

/** What waits for the state of the run, or of the world around it. */
export const statePatterns: readonly Pattern[] = [
  {
    number: 11,
    name: 'Implicit termination',
    says: 'a run ends when nothing of it lives',
    cases: [
      {
        name: 'branches that nothing joins each run to their end',
        definition: `
id: implicit
steps:
  - { id: a, ${act} }
  - { id: b, wait: { signal: late } }
  - { id: c, dependsOn: [b], ${act} }`,
        script: [{ after: ['step.completed', 'a'], signal: 'late' }],
        expected: { status: 'completed', steps: { a: 'completed', b: 'completed', c: 'completed' } },
      },
    ],
  },
  {
    number: 16,
    name: 'Deferred choice',
    says: '`wait: { firstOf: … }`',
    cases: [
      {
        name: 'the reply comes first: the timer never fires',
        definition: offer,
        trigger: { patience: 3_600_000 },
        script: [{ after: ['step.waiting', 'answer'], signal: 'reply', payload: 1 }],
        expected: {
          status: 'completed',
          steps: { answer: 'completed', read: 'completed', remind: 'BRANCH_NOT_TAKEN' },
        },
      },
      {
        name: 'the timer comes first: the reply is no longer awaited',
        definition: offer,
        trigger: { patience: 10 },
        expected: {
          status: 'completed',
          steps: { answer: 'completed', read: 'BRANCH_NOT_TAKEN', remind: 'completed' },
        },
      },
    ],
  },
  {
    number: 17,
    name: 'Interleaved parallel routing',
    says: '`interleave` with `order`',
    cases: [
      {
        name: 'one at a time, and as the order says',
        definition: `
id: ordered-turns
steps:
  - id: turns
    interleave:
      order: [[b, a]]
      steps:
        - { id: a, ${act}, inputs: { after: 10 } }
        - { id: b, ${act}, inputs: { after: 10 } }
        - { id: c, ${act}, inputs: { after: 10 } }`,
        expected: {
          status: 'completed',
          steps: { 'turns.a': 'completed', 'turns.b': 'completed', 'turns.c': 'completed', turns: 'completed' },
          order: [['turns.b', 'turns.a']],
          apart: ['turns.a', 'turns.b', 'turns.c'],
        },
      },
    ],
  },
  {
    number: 18,
    name: 'Milestone',
    says: '`onlyWhile`',
    cases: [
      {
        name: 'while it holds, the step runs',
        definition: milestone,
        script: [{ after: ['step.waiting', 'gate'], signal: 'go' }],
        expected: {
          status: 'completed',
          steps: { left: 'CANCELLED_BY_STEP', gate: 'completed', send: 'completed' },
        },
      },
      {
        name: 'once it is over, the step is skipped',
        definition: milestone,
        script: [
          { after: ['step.waiting', 'left'], signal: 'opt-out' },
          { after: ['step.completed', 'left'], signal: 'go' },
        ],
        expected: {
          status: 'completed',
          steps: { left: 'completed', gate: 'completed', send: 'MILESTONE_EXPIRED' },
        },
      },
    ],
  },
  {
    number: 23,
    name: 'Transient trigger',
    says: '`wait` with `mailbox: transient`',
    cases: [
      {
        name: 'a signal before the wait is lost, one after it is taken',
        definition: `
id: transient
steps:
  - { id: gate, wait: { signal: open } }
  - { id: hear, dependsOn: [gate], wait: { signal: call, mailbox: transient } }
outputs: { heard: '{{steps.hear.output}}' }`,
        script: [
          { after: ['step.waiting', 'gate'], signal: 'call', payload: 'early' },
          { after: ['step.waiting', 'gate'], signal: 'open' },
          { after: ['step.waiting', 'hear'], signal: 'call', payload: 'late' },
        ],
        expected: {
          status: 'completed',
          steps: { gate: 'completed', hear: 'completed' },
          outputs: { heard: 'late' },
        },
      },
    ],
  },
  {
    number: 24,
    name: 'Persistent trigger',
    says: '`wait`: signals are kept, first in first out',
    cases: [
      {
        name: 'two that came early serve two waits in their order',
        definition: `
id: persistent
steps:
  - { id: gate, wait: { signal: open } }
  - { id: first, dependsOn: [gate], wait: { signal: call } }
  - { id: second, dependsOn: [first], wait: { signal: call } }
outputs: { first: '{{steps.first.output}}', second: '{{steps.second.output}}' }`,
        script: [
          { after: ['step.waiting', 'gate'], signal: 'call', payload: 1 },
          { after: ['step.waiting', 'gate'], signal: 'call', payload: 2 },
          { after: ['step.waiting', 'gate'], signal: 'open' },
        ],
        expected: {
          status: 'completed',
          steps: { gate: 'completed', first: 'completed', second: 'completed' },
          outputs: { first: 1, second: 2 },
        },
      },
    ],
  },
  {
    number: 39,
    name: 'Critical section',
    says: '`mutex`',
    cases: [
      {
        name: 'of steps with the same key, one at a time',
        definition: `
id: critical
steps:
  - { id: a, mutex: { key: ledger }, ${act}, inputs: { after: 10 } }
  - { id: b, mutex: { key: ledger }, ${act}, inputs: { after: 10 } }
  - { id: c, mutex: { key: ledger }, ${act}, inputs: { after: 10 } }`,
        expected: {
          status: 'completed',
          steps: { a: 'completed', b: 'completed', c: 'completed' },
          apart: ['a', 'b', 'c'],
        },
      },
    ],
  },
  {
    number: 40,
    name: 'Interleaved routing',
    says: '`interleave`',
    cases: [
      {
        name: 'each once, never two at a time, and the order is on record',
        definition: `
id: turns
steps:
  - id: turns
    interleave:
      steps:
        - { id: a, ${act}, inputs: { after: 10 } }
        - { id: b, ${act}, inputs: { after: 10 }, priority: 1 }
        - { id: c, ${act}, inputs: { after: 10 } }
outputs: { order: '{{steps.turns.output.order}}' }`,
        expected: {
          status: 'completed',
          steps: { 'turns.a': 'completed', 'turns.b': 'completed', 'turns.c': 'completed', turns: 'completed' },
          outputs: { order: ['b', 'a', 'c'] },
          apart: ['turns.a', 'turns.b', 'turns.c'],
        },
      },
    ],
  },
];
