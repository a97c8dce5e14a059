import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { asksSteps } from './asking-maps.js';
import type { PlannedContainer, PlannedLoop, PlannedMap } from './plan.js';
import { planDefinition } from './plan-definition.js';

const step = (id: string, more: object = {}) => ({ id, agent: 'LUCI', action: 'research_lead', ...more });

/** The container `c` of a workflow, planned. */
function containerOf<T extends PlannedContainer>(container: object, ...others: object[]): T {
  const { definition, problems } = normaliseDefinition({ id: 'w', steps: [{ id: 'c', ...container }, ...others] });
  expect(problems).toEqual([]);
  const { control } = planDefinition(definition as WorkflowDefinition).steps.get('c') ?? {};
  return control as T;
}

describe('a planned map', () => {
  const map = (more: object = {}) =>
    containerOf<PlannedMap>({
      map: {
        over: 'trigger.list',
        steps: [step('a'), step('b', { dependsOn: ['a'], inputs: { x: '{{item.x}}' } })],
        ...more,
      },
    });

  it('has a scope of its own, and gives the output of its last step', () => {
    const { scope, output, over, concurrency, rest } = map();
    expect([...scope.steps.keys()]).toEqual(['a', 'b']);
    expect([scope.roots, [...scope.shown], scope.looks, scope.turns]).toEqual([['a'], ['b'], [], undefined]);
    expect(scope.steps.get('b')).toMatchObject({ level: 1, roots: ['item'], dependencies: [{ stepId: 'a' }] });
    expect([output.value, over.text, concurrency, rest]).toEqual([
      "{{steps['b'].output}}",
      'trigger.list',
      100,
      'cancel',
    ]);
  });

  it.each([
    [{}, { items: 0 }],
    [{ tolerate: 3 }, { items: 3 }],
    [{ tolerate: '10%' }, { percent: 10 }],
    [{ onItemError: 'continue' }, { items: Number.POSITIVE_INFINITY }],
    [{ onItemError: 'continue', tolerate: 3 }, { items: Number.POSITIVE_INFINITY }],
  ])('with %j tolerates %j', (more, tolerates) => {
    expect(map(more).tolerates).toEqual(tolerates);
  });

  it('may give something else, and be complete before its end', () => {
    const { output, scope, completeWhen } = map({ output: '{{steps.a.output.x}}', completeWhen: 'map.ok > 2' });
    expect([output.value, [...scope.shown], completeWhen?.text]).toEqual(['{{steps.a.output.x}}', ['a'], 'map.ok > 2']);
  });

  it('is to be asked when a step ends that its condition reads, beside it or around it', () => {
    const asking = (...steps: object[]) => {
      const { definition } = normaliseDefinition({ id: 'w', steps });
      return planDefinition(definition as WorkflowDefinition);
    };
    const over = { over: 'trigger.list', steps: [step('x')] };
    const inner = { id: 'inner', map: { ...over, completeWhen: "steps.due.status == 'completed' || steps.a.output" } };
    const planned = asking(
      step('due'),
      { id: 'counts', map: { over: '[1]', steps: [step('y')], completeWhen: 'map.ok > 1' } },
      { id: 'each', map: { over: '[1]', steps: [step('a'), inner], completeWhen: 'steps.due.output' } },
      { id: 'again', loop: { steps: [step('z')], while: 'steps.due.output', maxIterations: 2 } },
    );
    expect(planned.asking).toEqual([['each'], ['each', 'inner']]);
    const mapOf = (id: string) => (planned.steps.get(id) as { control: PlannedMap }).control;
    expect(['each', 'counts'].map((id) => mapOf(id).scope.asking)).toEqual([[['inner']], []]);
    expect([mapOf('each'), mapOf('counts'), map()].map(asksSteps)).toEqual([true, false, false]);
  });

  it('waits for what its steps read outside, however deep', () => {
    const inner = step('x', { inputs: { a: '{{steps.before.output}}', b: '{{steps.a.output}}' } });
    const { definition } = normaliseDefinition({
      id: 'w',
      steps: [
        {
          id: 'c',
          map: { over: 'trigger.list', steps: [step('a'), { id: 'd', map: { over: 'item', steps: [inner] } }] },
        },
        step('before'),
      ],
    });
    const { steps } = planDefinition(definition as WorkflowDefinition);
    expect(steps.get('c')).toMatchObject({ reads: ['before'], roots: ['trigger'] });
    expect(steps.get('c')?.dependencies).toEqual([
      {
        stepId: 'before',
        isGate: false,
        reasons: [{ kind: 'read', path: '/map/steps/1/map/steps/0/inputs/a', expression: 'steps.before.output' }],
      },
    ]);
  });
});

describe('a planned loop', () => {
  it.each(['while', 'until'] as const)('asks its %s', (field) => {
    const loop = containerOf<PlannedLoop>({
      loop: { steps: [step('a')], [field]: 'loop.index < 3', maxIterations: 7 },
    });
    expect([loop[field]?.text, loop.maxIterations, [...loop.scope.shown]]).toEqual(['loop.index < 3', 7, ['a']]);
  });

  it('needs the steps that its condition reads', () => {
    const steps = [step('a'), step('b')];
    const { scope } = containerOf<PlannedLoop>({ loop: { steps, until: 'steps.a.output.done', maxIterations: 7 } });
    expect([...scope.shown]).toEqual(['b', 'a']);
  });
});

describe('a planned interleave', () => {
  it('knows which steps go before each', () => {
    const { scope } = containerOf({
      interleave: {
        steps: [step('a'), step('b'), step('c')],
        order: [
          ['c', 'a'],
          ['b', 'a'],
        ],
      },
    });
    expect([...(scope.turns ?? [])]).toEqual([
      ['a', ['c', 'b']],
      ['b', []],
      ['c', []],
    ]);
    expect([...scope.shown]).toEqual(['a', 'b', 'c']);
  });
});

describe('what a step reads beside steps', () => {
  it.each([
    [step('a', { condition: 'item.x', inputs: { y: '{{index}} {{steps.z.output}}' } }), ['item', 'index']],
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    [{ choose: { branches: [{ when: 'item.x', then: ['z'] }] } }, ['item']],
    [{ end: { outcome: 'completed', output: '{{item}}' } }, ['item']],
    [{ end: { outcome: 'completed' } }, []],
    [{ approval: { prompt: '{{index}}', show: '{{item}}', approvers: { users: ['x'] } } }, ['index', 'item']],
    [{ wait: { delay: '{{item}}' } }, ['item']],
    [{ wait: { signal: 'x', key: '{{item}}', match: 'signal.x == index' } }, ['item', 'signal', 'index']],
  ])('of %j is %j', (inner, roots) => {
    const { scope } = containerOf({ map: { over: 'trigger.list', steps: [{ id: 'a', ...inner }, step('z')] } });
    expect(scope.steps.get('a')?.roots).toEqual(roots);
  });
});
