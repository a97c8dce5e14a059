import { describe, expect, expectTypeOf, test } from 'vitest';
import { campaign } from '../check/examples.fixture.js';
import type { AuthoredStep } from './authored-step.js';
import type { AuthoredTrigger } from './authored-workflow.js';
import { defineWorkflow } from './define-workflow.js';

/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */

const ask = { agent: 'LUCI', action: 'research_lead' };

test('gives the definition back as it is', () => {
  expect(defineWorkflow(campaign)).toBe(campaign);
});

test('takes steps of every kind', () => {
  const definition = defineWorkflow({
    id: 'w',
    triggers: [
      { webhook: 'twilio', event: 'message.received' },
      { event: 'lead.created', when: 'event.isNew' },
      { schedule: { cron: '0 9 * * *', timezone: 'Europe/Berlin' }, inputs: { day: 1 } },
    ],
    priority: 10,
    concurrency: { key: '{{trigger.lead}}', limit: 1 },
    steps: [
      { id: 'ask', ...ask, cache: { ttl: 5 }, priority: 1, mutex: { key: 'x' }, onlyWhile: 'true', cancels: ['pause'] },
      {
        id: 'choice',
        choose: {
          branches: [{ when: 'steps.ask.output.good', then: ['child'] }],
          otherwise: ['stop'],
        },
      },
      { id: 'child', workflow: { id: 'other', inputs: { a: 1 } }, retry: { attempts: 2 } },
      { id: 'stop', end: { outcome: 'failed' }, dependsOn: { steps: ['ask', 'choice'], join: 'any', rest: 'cancel' } },
      { id: 'each', map: { over: 'trigger.list', steps: [{ id: 'inner', ...ask }], onItemError: 'continue' } },
      { id: 'again', loop: { steps: [{ id: 'try', ...ask }], until: 'true', maxIterations: 3 } },
      { id: 'pause', wait: { delay: 5 } },
      { id: 'reply', wait: { signal: 'reply', key: '{{trigger.phone}}' } },
      {
        id: 'race',
        wait: {
          firstOf: [
            { id: 'came', signal: 'reply', then: ['child'] },
            { id: 'late', until: '2026-01-31T09:00:00Z', then: [] },
          ],
        },
      },
      { id: 'people', approval: { prompt: 'ok?', approvers: { users: ['ann'] }, form: [{ name: 'n', type: 'any' }] } },
      {
        id: 'visits',
        interleave: {
          steps: [
            { id: 'one', ...ask },
            { id: 'two', wait: { delay: 1 }, dependsOn: ['one'] },
          ],
          order: [['one', 'two']],
        },
      },
    ],
  });
  expect(definition.steps).toHaveLength(11);
  expectTypeOf(definition.steps[0]!.id).extract<'ask' | 'each' | 'inner' | 'came'>().toEqualTypeOf<'ask' | 'each'>();
});

test('lets the compiler refuse a dependency on a step that is not there', () => {
  const definition = defineWorkflow({
    id: 'w',
    steps: [
      { id: 'a', agent: 'LUCI', action: 'research_lead' },
      { id: 'b', agent: 'LUCI', action: 'research_lead', dependsOn: ['a'], onError: { fallback: 'a' } },
      // @ts-expect-error: there is no step `c`
      { id: 'd', agent: 'LUCI', action: 'research_lead', dependsOn: ['c'] },
    ],
  });
  expect(definition.steps).toHaveLength(3);
});

test('lets the compiler see which steps an expression reads, and no more than that', () => {
  const text: string = JSON.stringify('{{steps.any.output}}');
  const definitions = [
    defineWorkflow({
      id: 'w',
      steps: [
        { id: 'a', ...ask, inputs: { next: 'the next steps. Then more', other: '{{trigger.steps.x}} {{mysteps.y}}' } },
        { id: 'b', ...ask, condition: "steps.a.status == 'steps.none' || steps.none.output" },
        { id: 'c', ...ask, inputs: { all: ['{{steps.a}}', '{{ [steps.a,steps.b] }}', "{{steps['c-d'].output}}"] } },
        { id: 'each', map: { over: 'steps.a?.output', steps: [{ id: 'in', ...ask, condition: '!steps.a.output' }] } },
      ],
      outputs: {
        inner: '{{steps.in.output}}',
        all: '{{steps.each.output}}',
        at: '{{(steps.a.attempts+steps.b.attempts)}}',
      },
    }),
    // Text that is made elsewhere may read anything.
    defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, inputs: { text, other: '{{steps.other.output}}' } }] }),
    // @ts-expect-error: unlike a field that is not there
    defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, dependOn: [] }] }),
  ];
  expect(definitions).toHaveLength(3);
});

test('reads templates of many holes', () => {
  const many =
    '{{steps.a.output}} {{steps.a.output}} {{steps.a.output}} {{steps.a.output}} {{steps.a.output}} {{steps.a.output}}';
  const definition = defineWorkflow({
    id: 'w',
    steps: [{ id: 'a', ...ask }],
    outputs: { many: `${many}${many}${many}` },
  });
  expectTypeOf(definition.steps[0]!.id).toEqualTypeOf<'a'>();
});

describe('the compiler refuses', () => {
  const steps = <const StepId extends string, const InnerId extends string, const DeepId extends string>(
    ...list: readonly AuthoredStep<StepId, InnerId, DeepId>[]
  ) => defineWorkflow({ id: 'w', steps: list });
  const a = { id: 'a', ...ask } as const;
  const inside = [{ id: 'inner', ...ask }] as const;

  test('steps that are not there', () => {
    const definitions = [
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', ...ask, dependsOn: ['c'] }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', ...ask, dependsOn: { steps: ['c'], join: 'any' } }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', ...ask, onError: { fallback: 'c' } }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', ...ask, onError: { kind: 'fallback', stepId: 'c' } }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', ...ask, cancels: ['c'] }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', end: { outcome: 'failed' }, dependsOn: ['c'] }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', choose: { branches: [{ when: 'x', then: ['c'] }] } }),
      // @ts-expect-error: there is no step `c`
      steps(a, { id: 'b', choose: { branches: [], otherwise: ['c'] } }),
      // @ts-expect-error: there is no step `c`, only a branch of that id
      steps(a, { id: 'b', wait: { firstOf: [{ id: 'c', delay: 1, then: ['c'] }] } }),
    ];
    expect(definitions).toHaveLength(9);
  });

  test('steps of lists further out or further in', () => {
    const deep = { id: 'c', map: { over: 'x', steps: [{ id: 'd', ...ask, dependsOn: ['c'] }] } } as const;
    const definitions = [
      // @ts-expect-error: `inner` stands inside the map
      steps({ id: 'each', map: { over: 'x', steps: inside } }, { id: 'b', ...ask, dependsOn: ['inner'] }),
      // @ts-expect-error: `a` stands outside the map
      steps(a, { id: 'each', map: { over: 'x', steps: [{ id: 'inner', ...ask, dependsOn: ['a'] }] } }),
      // @ts-expect-error: `a` stands outside the loop
      steps(a, { id: 'b', loop: { steps: [{ id: 'c', ...ask, cancels: ['a'] }], while: 'x', maxIterations: 1 } }),
      // @ts-expect-error: `a` stands outside the interleave
      steps(a, { id: 'b', interleave: { steps: inside, order: [['inner', 'a']] } }),
      // @ts-expect-error: `c` stands around the map that names it
      steps(a, { id: 'b', loop: { steps: [deep], while: 'x', maxIterations: 1 } }),
    ];
    expect(definitions).toHaveLength(5);
  });

  test('reads of steps that are not there, wherever an expression or a template stands', () => {
    const call = <const Text extends string>(x: Text) =>
      ({ agent: 'LUCI', action: 'research_lead', inputs: { x } }) as const;
    const read = call('{{steps.b.output}}');
    const when = '!steps.b.output';
    const delayed = { id: 'x', delay: '{{steps.b.output}}', then: [] } as const;
    const definitions = [
      // @ts-expect-error: a condition reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, condition: '{{steps.b.output.x > 1}}' }] }),
      // @ts-expect-error: nor does one without braces
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, onlyWhile: 'trigger.on && steps.b.output' }] }),
      // @ts-expect-error: inputs read no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...read }] }),
      // @ts-expect-error: nor in a hole after others
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...call('{{steps.a.output}} {{ steps.b.output }}') }] }),
      // @ts-expect-error: nor deep inside
      defineWorkflow({ id: 'w', steps: [{ id: 'a', agent: 'x', action: 'y', inputs: { x: [{ y: '{{steps.b}}' }] } }] }),
      // @ts-expect-error: a branch reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', choose: { branches: [{ when, then: [] }] } }] }),
      // @ts-expect-error: a join reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, dependsOn: { steps: [], join: { when } } }] }),
      // @ts-expect-error: a wait reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', wait: { signal: 's', key: '{{steps.b.output}}' } }] }),
      // @ts-expect-error: a branch of a deferred choice reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', wait: { firstOf: [delayed] } }] }),
      // @ts-expect-error: an approval reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', approval: { prompt: '{{steps.b.output}}', approvers: {} } }] }),
      // @ts-expect-error: an end reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', end: { outcome: 'failed', output: '{{steps.b.output}}' } }] }),
      // @ts-expect-error: a map reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', map: { over: 'steps.b.output', steps: inside } }] }),
      // @ts-expect-error: a step inside a map reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', map: { over: 'x', steps: [{ id: 'c', ...read }] } }] }),
      // @ts-expect-error: what undoes a step reads no step `b`
      defineWorkflow({ id: 'w', steps: [{ id: 'a', ...ask, compensate: read }] }),
      // @ts-expect-error: an output reads no step `b`
      defineWorkflow({ id: 'w', steps: [a], outputs: { x: '{{steps.b.output}}' } }),
      // @ts-expect-error: a listed output, either
      defineWorkflow({ id: 'w', steps: [a], outputs: [{ name: 'x', from: '{{steps.b.output}}' }] }),
      // @ts-expect-error: the error handler reads no step `b`
      defineWorkflow({ id: 'w', steps: [a], errorHandler: { notify: [read] } }),
    ];
    expect(definitions).toHaveLength(17);
  });

  test('steps of two kinds, and of none', () => {
    const definitions = [
      // @ts-expect-error: an action and an end
      steps({ id: 'a', ...ask, end: { outcome: 'failed' } }),
      // @ts-expect-error: two kinds
      steps({ id: 'a', wait: { delay: 1 }, end: { outcome: 'failed' } }),
      // @ts-expect-error: neither an agent nor a field of a kind
      steps({ id: 'a' }),
      // @ts-expect-error: an agent without an action
      steps({ id: 'a', agent: 'LUCI' }),
    ];
    expect(definitions).toHaveLength(4);
  });

  test('fields of other kinds, and fields that exclude each other', () => {
    const definitions = [
      // @ts-expect-error: a wait has no retry
      steps({ id: 'a', wait: { delay: 1 }, retry: { attempts: 2 } }),
      // @ts-expect-error: a map has no inputs of its own
      steps({ id: 'a', map: { over: 'x', steps: inside }, inputs: {} }),
      // @ts-expect-error: a child run is not cached
      steps({ id: 'a', workflow: { id: 'other' }, cache: { ttl: 1 } }),
      // @ts-expect-error: a delay has no key
      steps({ id: 'a', wait: { delay: 1, key: 'x' } }),
      // @ts-expect-error: one of both
      steps({ id: 'a', wait: { delay: 1, signal: 'x' } }),
      // @ts-expect-error: one of both
      steps({ id: 'a', wait: { signal: 'x', firstOf: [] } }),
      // @ts-expect-error: one of both
      steps({ id: 'a', loop: { steps: inside, while: 'x', until: 'y', maxIterations: 1 } }),
      // @ts-expect-error: one of both is there
      steps({ id: 'a', loop: { steps: inside, maxIterations: 1 } }),
      // @ts-expect-error: a loop has a cap
      steps({ id: 'a', loop: { steps: inside, while: 'x' } }),
    ];
    expect(definitions).toHaveLength(9);
  });

  test('triggers of two kinds', () => {
    expectTypeOf<{ webhook: 'x'; schedule: { cron: string; timezone: string } }>().not.toExtend<AuthoredTrigger>();
    expectTypeOf<{ event: 'x'; schedule: { cron: string; timezone: string } }>().not.toExtend<AuthoredTrigger>();
    expectTypeOf<{ webhook: 'x'; event: 'y' }>().toExtend<AuthoredTrigger>();
  });
});
