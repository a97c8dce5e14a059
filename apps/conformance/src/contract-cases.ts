import type { PatternCase } from './pattern.js';

const act = 'agent: PLAYER, action: act';
const broken = `${act}, inputs: { fails: BROKEN }`;

/** What the kit promises to do as the engine does, beside the patterns. */
export const contractCases: readonly PatternCase[] = [
  {
    name: 'a retry',
    definition: `
id: retried
steps:
  - { id: a, ${act}, retry: { delay: 1 }, inputs: { succeedsAt: 3, gives: 7 } }
outputs: { a: '{{steps.a.output}}', attempts: '{{steps.a.attempts}}' }`,
    expected: { status: 'completed', steps: { a: 'completed' }, outputs: { a: 7, attempts: 3 } },
  },
  {
    name: 'a timeout, and the attempts that it leaves',
    definition: `
id: late
steps:
  - { id: a, ${act}, timeout: 20, retry: { attempts: 2, delay: 1 }, inputs: { hangs: true } }
  - { id: b, dependsOn: [a], ${act} }`,
    expected: { status: 'failed', steps: { a: 'TIMEOUT', b: 'UPSTREAM_FAILED' } },
  },
  {
    name: 'a fallback, whose output the failed step shows',
    definition: `
id: saved
steps:
  - { id: a, ${broken}, onError: { fallback: b } }
  - { id: b, ${act}, inputs: { gives: spare } }
  - { id: c, ${act}, inputs: { gives: '{{steps.a.output}}' } }
outputs: { c: '{{steps.c.output}}' }`,
    expected: {
      status: 'completed',
      steps: { a: 'BROKEN', b: 'completed', c: 'completed' },
      outputs: { c: 'spare' },
    },
  },
  {
    name: 'a failure that the run lives with',
    definition: `
id: forgiven
steps:
  - { id: a, ${broken}, onError: continue }
  - { id: b, dependsOn: [a], ${act}, inputs: { gives: '{{steps.a.error.code}}' } }
outputs: { b: '{{steps.b.output}}' }`,
    expected: { status: 'completed', steps: { a: 'BROKEN', b: 'completed' }, outputs: { b: 'BROKEN' } },
  },
  ...(['drain', 'continue', 'cancel'] as const).map((mode): PatternCase => {
    const ends = {
      drain: { late: 'completed', wait: 'RUN_FAILED', next: 'RUN_FAILED' },
      continue: { late: 'completed', wait: 'completed', next: 'completed' },
      cancel: { late: 'RUN_FAILED', wait: 'RUN_FAILED', next: 'RUN_FAILED' },
    };
    return {
      name: `a failure under ${mode}`,
      definition: `
id: fails-by-${mode}
onFailure: ${mode}
steps:
  - { id: late, ${act}, inputs: { after: 300 } }
  - { id: wait, wait: { delay: 200 } }
  - { id: next, dependsOn: [late], ${act} }
  - { id: a, ${act}, inputs: { after: 20, fails: BROKEN } }
  - { id: b, dependsOn: [a], ${act} }`,
      expected: { status: 'failed', steps: { a: 'BROKEN', b: 'UPSTREAM_FAILED', ...ends[mode] } },
    };
  }),
  {
    name: 'a run that is cancelled, and what it can still give',
    definition: `
id: cut-short
steps:
  - { id: a, ${act}, inputs: { gives: 1 } }
  - { id: w, dependsOn: [a], wait: { signal: never } }
  - { id: b, dependsOn: [w], ${act} }
outputs:
  a: '{{steps.a.output}}'
  w: '{{steps.w.status}} by {{steps.w.error.code}}'
  b: '{{steps.b.output}}'
  none: '{{trigger.nothing}}'`,
    script: [{ after: ['step.waiting', 'w'], cancel: true }],
    expected: {
      status: 'cancelled',
      steps: { a: 'completed', w: 'RUN_CANCELLED', b: 'RUN_CANCELLED' },
      outputs: { a: 1, w: 'cancelled by RUN_CANCELLED' },
      missing: { b: "Step 'b' is cancelled.", none: 'The template gave no value.' },
    },
  },
  ...(['cancel', 'keep'] as const).map((rest): PatternCase => ({
    name: `a map that is complete as it begins, and its items under ${rest}`,
    definition: `
id: complete-at-once-${rest}
steps:
  - { id: enough, ${act} }
  - id: each
    dependsOn: [enough]
    map: { over: '[1, 2]', completeWhen: steps.enough.status == 'completed', rest: ${rest}, steps: [{ id: one, ${act} }] }
outputs: { each: '{{steps.each.output}}' }`,
    expected: {
      status: 'completed',
      steps: {
        each: 'completed',
        'each.0.one': rest === 'keep' ? 'completed' : 'SCOPE_ENDED',
        'each.1.one': rest === 'keep' ? 'completed' : 'SCOPE_ENDED',
      },
      outputs: { each: [] },
    },
  })),
  {
    name: 'a map that begins behind the deadline of others like it',
    definition: `
id: late-inner-map
steps:
  - { id: stop, wait: { signal: stop } }
  - id: each
    map:
      over: '[1, 2]'
      concurrency: 1
      steps:
        - id: inner
          map:
            over: '[1, 2]'
            completeWhen: steps.stop.status == 'completed'
            steps: [{ id: hear, wait: { signal: never } }]
  - { id: long, wait: { signal: long } }
  - { id: after, dependsOn: [each], ${act} }
outputs: { each: '{{steps.each.output}}' }`,
    script: [
      { after: ['step.waiting', 'each.0.inner.1.hear'], signal: 'stop' },
      { after: ['step.completed', 'after'], signal: 'long' },
    ],
    expected: { status: 'completed', steps: { each: 'completed', after: 'completed' }, outputs: { each: [[], []] } },
  },
  {
    name: 'a join by expression',
    definition: `
id: by-expression
steps:
  - { id: a, ${act}, inputs: { gives: 1 } }
  - { id: b, wait: { signal: late } }
  - { id: c, dependsOn: { steps: [a, b], join: { when: steps.a.output == 1 } }, ${act} }`,
    script: [{ after: ['step.completed', 'c'], signal: 'late' }],
    expected: { status: 'completed', steps: { a: 'completed', b: 'completed', c: 'completed' } },
  },
  {
    name: 'a map that tolerates a failed item, and one that does not',
    definition: `
id: tolerant
onFailure: continue
steps:
  - id: some
    map:
      over: '[1, 2, 3]'
      tolerate: 1
      steps: [{ id: ask, ${act}, inputs: { gives: '{{item}}', fails: "{{item == 2 ? 'BROKEN' : undefined}}" } }]
  - id: none
    map:
      over: '[1, 2, 3]'
      concurrency: 1
      steps: [{ id: try, ${act}, inputs: { gives: '{{item}}', fails: "{{item == 2 ? 'BROKEN' : undefined}}" } }]
outputs: { some: '{{steps.some.output}}' }`,
    expected: {
      status: 'failed',
      steps: { some: 'completed', 'some.1.ask': 'BROKEN', none: 'BROKEN', 'none.0.try': 'completed' },
      outputs: { some: [1, null, 3] },
    },
  },
  {
    name: 'a child run that fails',
    definition: `
id: parent
steps: [{ id: sub, workflow: { id: broken-child } }]`,
    children: [
      `
id: broken-child
steps: [{ id: a, ${broken} }]`,
    ],
    expected: { status: 'failed', steps: { sub: 'CHILD_FAILED' }, children: { failed: 1 } },
  },
  {
    name: 'a rollback',
    definition: `
id: undone
errorHandler: rollback_workflow
steps:
  - { id: a, ${act}, compensate: { agent: PLAYER, action: act, inputs: { undoes: a } } }
  - { id: b, dependsOn: [a], ${act}, compensate: { agent: PLAYER, action: act, inputs: { undoes: b } } }
  - { id: c, dependsOn: [b], ${broken} }`,
    expected: { status: 'compensated', steps: { a: 'compensated', b: 'compensated', c: 'BROKEN' } },
  },
  {
    name: 'a rollback of what cannot be undone',
    definition: `
id: not-undone
errorHandler: rollback_workflow
steps:
  - { id: a, ${act} }
  - { id: b, dependsOn: [a], ${broken} }`,
    expected: { status: 'failed', steps: { a: 'completed', b: 'BROKEN' } },
  },
  {
    name: 'the timeout of a run',
    definition: `
id: overdue
timeout: 100
steps:
  - { id: a, ${act} }
  - { id: b, wait: { signal: never } }
outputs: { a: '{{steps.a.status}}' }`,
    expected: { status: 'failed', steps: { a: 'completed', b: 'RUN_TIMEOUT' }, outputs: { a: 'completed' } },
  },
  {
    name: 'an approval that nobody answers',
    definition: `
id: unanswered
steps:
  - { id: ask, timeout: 30, approval: { prompt: 'Go?', onTimeout: reject, approvers: { users: [ann] } } }
outputs: { ask: '{{steps.ask.output}}' }`,
    expected: {
      status: 'completed',
      steps: { ask: 'completed' },
      outputs: { ask: { decision: 'reject', by: [] } },
    },
  },
  {
    name: 'the timeout of a container',
    definition: `
id: slow-map
steps:
  - id: each
    timeout: 60
    map: { over: '[1]', steps: [{ id: hear, wait: { signal: never } }] }`,
    expected: { status: 'failed', steps: { each: 'TIMEOUT', 'each.0.hear': 'SCOPE_ENDED' } },
  },
];
