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
