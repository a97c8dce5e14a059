import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaign } from '../check/examples.fixture.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { describePlan } from './describe-plan.js';
import type { Plan } from './plan.js';
import { planDefinition } from './plan-definition.js';
import { toMermaid } from './to-mermaid.js';
import { topologicalOrder } from './topological-order.js';

function plan(value: unknown): Plan {
  const { definition, problems } = normaliseDefinition(value);
  // What the engine does not carry out yet is planned all the same.
  expect(problems.filter(({ code }) => code !== 'NOT_BUILT')).toEqual([]);
  return planDefinition(definition as WorkflowDefinition);
}

const step = (id: string, fields: object = {}) => ({ id, agent: 'LUCI', action: 'research_lead', ...fields });
const workflow = (...steps: object[]) => ({ id: 'w', steps });

describe('the plan of the campaign', () => {
  const planned = plan(campaign);

  test('has an edge for every declared and every read dependency, with its reasons', () => {
    expect(planned.steps.get('outreach')?.dependencies).toEqual([
      {
        stepId: 'research',
        isGate: false,
        reasons: [
          { kind: 'read', path: '/condition', expression: 'steps.research.output.confidence > 0.7' },
          { kind: 'read', path: '/inputs/research', expression: 'steps.research.output' },
        ],
      },
    ]);
    expect(planned.steps.get('followup')?.dependencies).toEqual([
      { stepId: 'research', isGate: false, reasons: [{ kind: 'declared' }] },
      {
        stepId: 'outreach',
        isGate: false,
        reasons: [
          { kind: 'declared' },
          { kind: 'read', path: '/inputs/conversation', expression: 'steps.outreach.output' },
        ],
      },
    ]);
  });

  test('knows order, dependents and reads', () => {
    expect(planned.roots).toEqual(['research']);
    expect(planned.levels).toEqual([['research'], ['outreach'], ['followup']]);
    expect(planned.criticalPath).toEqual(['research', 'outreach', 'followup']);
    expect(planned.steps.get('research')).toMatchObject({
      index: 0,
      level: 0,
      dependents: [
        { stepId: 'outreach', isGate: false },
        { stepId: 'followup', isGate: false },
      ],
      reads: [],
    });
    expect(planned.steps.get('outreach')).toMatchObject({
      index: 1,
      level: 1,
      dependents: [{ stepId: 'followup', isGate: false }],
      reads: ['research'],
    });
    expect(planned.steps.get('followup')).toMatchObject({ index: 2, level: 2, dependents: [], reads: ['outreach'] });
  });

  test('holds every template and expression compiled', () => {
    expect(planned.steps.get('outreach')?.condition?.text).toBe('steps.research.output.confidence > 0.7');
    expect([...(planned.steps.get('research')?.inputs.templates.keys() ?? [])]).toEqual(['/leadId']);
    const full = plan({
      ...workflow(step('a', { compensate: { agent: 'LUCI', action: 'undo', inputs: { id: '{{steps.a.output}}' } } })),
      outputs: { report: 'a.output' },
      errorHandler: { notify: [{ agent: 'LUCI', action: 'tell', inputs: { why: '{{run.error.message}}' } }] },
      triggers: [
        { webhook: 'x' },
        { webhook: 'y', event: 'e', when: 'event.on', map: { id: '{{event.id}}' } },
        { event: 'e', when: 'event.on' },
        { schedule: { cron: '0 9  * * *', timezone: 'UTC' }, inputs: { at: '{{trigger.scheduledAt}}' } },
        { schedule: { cron: '0 9 * * *', timezone: 'UTC', missed: 'catchUp' } },
      ],
    });
    expect(full.steps.get('a')?.compensate).toMatchObject({ action: 'undo', inputs: { isStatic: false } });
    expect(full.outputs).toMatchObject([{ name: 'report', from: { value: '{{steps.a.output}}' } }]);
    expect(full.notify).toMatchObject([{ action: 'tell', inputs: { isStatic: false } }]);
    expect(full.triggers).toMatchObject([
      { webhook: 'x' },
      { webhook: 'y', event: 'e', when: { text: 'event.on' }, map: { isStatic: false } },
      { event: 'e', when: { text: 'event.on' } },
      { id: '1 UTC 0 9 * * *', schedule: { cron: '0 9  * * *', missed: 'skip' }, inputs: { isStatic: false } },
      { id: '2 UTC 0 9 * * *', schedule: { missed: 'catchUp' }, inputs: { isStatic: true } },
    ]);
    expect(full.steps.get('a')?.dependencies).toEqual([]);
  });

  test('holds the key under which only so many runs there are at once', () => {
    const concurrency = { key: '{{trigger.customer}}', limit: 3 };
    expect(plan({ ...workflow(step('a')), concurrency })).toMatchObject({
      concurrency: { key: { isStatic: false }, limit: 3 },
    });
    const { definition } = normaliseDefinition({
      ...workflow(step('a')),
      concurrency: { key: '{{steps.a.output}}', limit: 1 },
    });
    expect(() => planDefinition(definition as WorkflowDefinition)).toThrow('/concurrency/key');
  });

  test('holds what stands in for the inputs of a cached output, whose reads are dependencies', () => {
    const { steps } = plan(workflow(step('a'), step('b', { cache: { ttl: 5, key: '{{steps.a.output.id}}' } })));
    expect(steps.get('b')).toMatchObject({
      cacheKey: { isStatic: false },
      dependencies: [{ stepId: 'a', reasons: [{ kind: 'read', path: '/cache/key' }] }],
    });
  });

  test('holds the key of a mutex, whose reads are dependencies', () => {
    const { steps } = plan(
      workflow(step('a'), step('b', { mutex: { key: 'to {{steps.a.output.id}}', scope: 'team' } })),
    );
    expect(steps.get('b')).toMatchObject({
      mutex: { scope: 'team', key: { isStatic: false } },
      reads: ['a'],
      dependencies: [{ stepId: 'a', reasons: [{ kind: 'read', path: '/mutex/key' }] }],
    });
  });

  test('is described as plain JSON', () => {
    const description = describePlan(planned);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description).toMatchObject({
      workflowId: 'outreach-campaign',
      levels: planned.levels,
      criticalPath: planned.criticalPath,
      steps: [
        { stepId: 'research', agent: 'LUCI', action: 'research_lead', level: 0, dependencies: [] },
        { stepId: 'outreach', condition: 'steps.research.output.confidence > 0.7' },
        { stepId: 'followup', level: 2 },
      ],
      jobTree: {
        root: 'workflow-root',
        released: ['research'],
        jobs: [
          { stepId: 'research', queue: 'LUCI', releasedBy: [] },
          { stepId: 'outreach', queue: 'AI_ORCHESTRATOR', releasedBy: ['research'] },
          { stepId: 'followup', queue: 'SABRINA', releasedBy: ['research', 'outreach'] },
        ],
      },
    });
  });

  test('is described with what stands inside its containers', () => {
    const inner = [step('b'), { id: 'turns', interleave: { steps: [step('c')] } }];
    const [, map] = describePlan(
      plan(workflow(step('a'), { id: 'each', map: { over: 'steps.a.output', steps: inner } })),
    ).steps;
    expect(map).toMatchObject({
      stepId: 'each',
      inside: [
        { stepId: 'b', level: 0 },
        { stepId: 'turns', inside: [{ stepId: 'c' }] },
      ],
    });
    expect(map?.inside?.[0]).not.toHaveProperty('inside');
  });

  test('is drawn by Mermaid', () => {
    expect(toMermaid(planned)).toBe(
      [
        'flowchart TD',
        '  s0["research<br/>LUCI research_lead"]',
        '  s1["outreach<br/>AI_ORCHESTRATOR generate_message"]',
        '  s2["followup<br/>SABRINA schedule_followup"]',
        '  s0 -- read --> s1',
        '  s0 --> s2',
        '  s1 --> s2',
        '',
      ].join('\n'),
    );
  });
});

test('a join is drawn in its step', () => {
  const joined = (dependsOn: object) => toMermaid(plan(workflow(step('a'), step('b'), step('c', { dependsOn }))));
  const steps = ['a', 'b'];
  expect(joined({ steps, join: 'first', rest: 'cancel' })).toContain('<br/>joins by first, cancels the rest"]');
  expect(joined({ steps, join: { atLeast: 1 } })).toContain('<br/>joins by at least 1"]');
  expect(joined({ steps, join: { when: "steps.a.status == 'failed'" } })).toContain(
    "<br/>joins by steps.a.status == 'failed'\"]",
  );
  expect(joined({ steps })).not.toContain('joins');
});

describe('a fallback', () => {
  test('is released by the step that it serves', () => {
    const { jobTree } = describePlan(plan(workflow(step('a', { onError: { fallback: 'b' } }), step('b'))));
    expect(jobTree.jobs[1]).toMatchObject({ stepId: 'b', releasedBy: ['a'] });
  });

  const planned = plan(
    workflow(
      step('a', { onError: { fallback: 'b' } }),
      step('b', {
        inputs: { why: '{{steps.a.error.code}}', also: '{{steps.c.output}}' },
        condition: 'steps.a.attempts > 1',
      }),
      step('c'),
      step('d', { dependsOn: ['a'] }),
    ),
  );

  test('reads the step it serves without an edge, and is no root', () => {
    expect(planned.steps.get('b')).toMatchObject({ fallbackOf: 'a', reads: ['a', 'c'], level: 1 });
    expect(planned.steps.get('b')?.dependencies.map(({ stepId }) => stepId)).toEqual(['c']);
    expect(planned.steps.get('a')?.dependents).toEqual([{ stepId: 'd', isGate: false, isBranch: false }]);
    expect(planned.roots).toEqual(['a', 'c']);
  });

  test('is shown as one', () => {
    expect(describePlan(planned).steps[1]?.fallbackOf).toBe('a');
    expect(toMermaid(planned)).toContain('  s0 -. on failure .-> s1\n');
  });
});

describe('the critical path', () => {
  test('is the longest by declared timeouts, and by steps where these are equal', () => {
    const diamond = (left: object, right: object) =>
      workflow(
        step('a'),
        step('left', { dependsOn: ['a'], ...left }),
        step('right', { dependsOn: ['a'], ...right }),
        step('end', { dependsOn: ['left', 'right'] }),
      );
    expect(plan(diamond({ timeout: 5 }, { timeout: 9 })).criticalPath).toEqual(['a', 'right', 'end']);
    expect(plan(diamond({}, {})).criticalPath).toEqual(['a', 'left', 'end']);
    expect(plan(diamond({}, { dependsOn: ['left'] })).criticalPath).toEqual(['a', 'left', 'right', 'end']);
  });
});

test('a definition that the checker would refuse has no plan', () => {
  expect(() => plan(workflow(step('a', { inputs: { x: '{{' } })))).toThrow(
    'The workflow `w` has no plan: /steps/0/inputs/x',
  );
  expect(() => plan(workflow(step('a', { condition: '1 +' })))).toThrow('/steps/0/condition');
  expect(() => plan(workflow(step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['a'] })))).toThrow(
    'some of its steps wait for each other',
  );
});

test('a chain of ten thousand steps does not overflow the stack', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    step(`s${index}`, index === 0 ? {} : { dependsOn: [`s${index - 1}`] }),
  );
  const planned = plan(workflow(...chain.toReversed()));
  expect(planned.levels).toHaveLength(10_000);
  expect(planned.criticalPath).toHaveLength(10_000);
  expect(planned.criticalPath[0]).toBe('s0');
});

test('every step comes after all that it waits for, and only cycles are left out', () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));
  fc.assert(
    fc.property(graph, (written) => {
      const waitsFor = written.map((before) => [...new Set(before)]);
      const order = topologicalOrder(waitsFor);
      const place = new Map(order.map((node, index) => [node, index]));
      for (const node of order) {
        for (const before of waitsFor[node] ?? []) expect(place.get(before)).toBeLessThan(place.get(node) as number);
      }
      // The slow way: take away whatever waits for nothing, until nothing changes.
      let left = waitsFor.map((_, node) => node);
      for (let before = -1; before !== left.length;) {
        before = left.length;
        left = left.filter((node) => waitsFor[node]?.some((other) => left.includes(other)));
      }
      expect(waitsFor.map((_, node) => node).filter((node) => !place.has(node))).toEqual(left);
    }),
  );
});

describe('steps that the engine carries out itself', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, awaits: object, ...targets: string[]) => ({ id, ...awaits, then: targets });
  const planned = plan(
    workflow(
      step('a'),
      {
        id: 'route',
        choose: {
          // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
          branches: [{ when: 'steps.a.output.score > 1', then: ['b', 'c'] }],
          otherwise: ['c'],
        },
      },
      step('b'),
      step('c', { dependsOn: { steps: ['a'], join: 'first' } }),
      { id: 'reply', wait: { signal: 'message.received', key: '{{steps.b.output.to}}', match: 'signal.text != ""' } },
      {
        id: 'race',
        dependsOn: ['c'],
        wait: {
          firstOf: [
            arm('answer', { signal: 'answer', mailbox: 'transient' }, 'd'),
            arm('soon', { delay: '{{trigger.delay}}' }, 'e'),
            arm('late', { until: '2030-01-01T00:00:00Z' }),
          ],
        },
      },
      step('d'),
      { id: 'e', end: { outcome: 'failed', output: { a: '{{steps.a.output}}' } } },
      { id: 'nap', wait: { delay: 5 } },
      { id: 'dawn', wait: { until: '{{trigger.at}}' } },
      { id: 'stop', end: { outcome: 'completed' } },
      step('f', { onlyWhile: "steps.d.status == 'pending'" }),
    ),
  );

  test('have edges for what they read, and to what they may take', () => {
    const before = (stepId: string) =>
      planned.steps.get(stepId)?.dependencies.map((dependency) => [dependency.stepId, dependency.reasons[0]?.kind]);
    expect(before('route')).toEqual([['a', 'read']]);
    expect(before('b')).toEqual([['route', 'branch']]);
    expect(before('c')).toEqual([
      ['a', 'declared'],
      ['route', 'branch'],
    ]);
    expect(before('reply')).toEqual([['b', 'read']]);
    expect(before('d')).toEqual([['race', 'branch']]);
    expect(before('e')).toEqual([
      ['race', 'branch'],
      ['a', 'read'],
    ]);
    expect(planned.steps.get('c')?.join).toMatchObject({ rule: { kind: 'atLeast', count: 1 }, edges: 1, gates: 1 });
    expect(planned.steps.get('route')?.dependents).toEqual([
      { stepId: 'b', isGate: false, isBranch: true },
      { stepId: 'c', isGate: true, isBranch: true },
    ]);
  });

  test('bring what a milestone looks at, without waiting for it', () => {
    expect(planned.steps.get('f')).toMatchObject({ dependencies: [], reads: ['d'] });
  });

  test('are planned with their expressions', () => {
    expect(planned.steps.get('route')?.control).toMatchObject({
      ...{ kind: 'choice', mode: 'first', otherwise: ['c'] },
      branches: [{ takes: ['b', 'c'], when: { text: 'steps.a.output.score > 1' } }],
    });
    expect(planned.steps.get('reply')?.control).toMatchObject({
      kind: 'wait',
      arms: [{ id: '', takes: [], awaits: { kind: 'signal', name: 'message.received', mailbox: 'persistent' } }],
    });
    expect(planned.steps.get('race')?.control).toMatchObject({
      kind: 'deferredChoice',
      arms: [
        { id: 'answer', takes: ['d'], awaits: { kind: 'signal', mailbox: 'transient' } },
        { id: 'soon', takes: ['e'], awaits: { kind: 'delay' } },
        { id: 'late', takes: [], awaits: { kind: 'until' } },
      ],
    });
    expect(planned.steps.get('e')?.control).toMatchObject({ kind: 'end', outcome: 'failed' });
    expect(planned.steps.get('stop')?.control).toEqual({ kind: 'end', outcome: 'completed' });
  });

  test('ask people with what they read', () => {
    const approvers = { users: ['ann'] };
    const asked = plan(
      workflow(
        step('a'),
        { id: 'ask', approval: { prompt: 'Send {{steps.a.output.text}}?', show: ['{{trigger.to}}'], approvers } },
        { id: 'plain', approval: { prompt: 'Go on?', approvers } },
      ),
    );
    expect(asked.steps.get('ask')).toMatchObject({
      control: { kind: 'approval', prompt: { isStatic: false }, show: { isStatic: false } },
      reads: ['a'],
    });
    expect(asked.steps.get('plain')?.control).not.toHaveProperty('show');
  });

  test('stand in the job tree under the queue of the engine', () => {
    const { jobTree, steps } = describePlan(planned);
    expect(jobTree.jobs[1]).toEqual({ stepId: 'route', queue: 'control', releasedBy: ['a'] });
    expect(steps[3]).toMatchObject({ stepId: 'c', kind: 'action', join: 'first', rest: 'keep' });
    expect(steps[1]).toMatchObject({ stepId: 'route', kind: 'choice' });
  });

  test('are drawn, each in its shape', () => {
    const drawn = toMermaid(planned);
    for (const line of [
      's1{"route<br/>first that holds"}',
      's1 -- "steps.a.output.score > 1" --> s2',
      's1 -- "steps.a.output.score > 1 or otherwise" --> s3',
      's4{{"reply<br/>waits for message.received"}}',
      's5{{"race<br/>first of answer, soon, late"}}',
      's5 -- "answer" --> s6',
      's7(["e<br/>ends the run failed"])',
      's8{{"nap<br/>waits 5 ms"}}',
      's9{{"dawn<br/>waits until {{trigger.at}}"}}',
    ]) {
      expect(drawn).toContain(`  ${line}\n`);
    }
  });

  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const taking = (when: string, ...targets: string[]) => ({ when, then: targets });

  test('are drawn as frames around their steps, or as what runs another workflow', () => {
    const inner = { id: 'in2', map: { over: 'item.parts', steps: [step('in3')] } };
    const drawn = toMermaid(
      plan(
        workflow(
          { id: 'each', map: { over: 'trigger.list', steps: [step('in1'), { ...inner, dependsOn: ['in1'] }] } },
          { id: 'again', loop: { while: 'loop.index < 2', maxIterations: 3, steps: [step('in4')] } },
          { id: 'once', loop: { until: 'steps.in5.output.done', maxIterations: 3, steps: [step('in5')] } },
          { id: 'visits', interleave: { steps: [step('in6'), step('in7')], order: [['in7', 'in6']] } },
          { id: 'child', workflow: { id: 'other' }, dependsOn: ['each'] },
          { id: 'ask', approval: { prompt: 'Send it?', approvers: { roles: ['admin'] } } },
          { id: 'every', choose: { mode: 'every', branches: [taking('trigger.a', 'z'), taking('trigger.b', 'y')] } },
          step('y'),
          step('z'),
        ),
      ),
    );
    expect(drawn).toContain(
      [
        '  subgraph s0["each<br/>for each of trigger.list"]',
        '    s0_0["in1<br/>LUCI research_lead"]',
        '    subgraph s0_1["in2<br/>for each of item.parts"]',
        '      s0_1_0["in3<br/>LUCI research_lead"]',
        '    end',
        '    s0_0 --> s0_1',
        '  end',
        '  subgraph s1["again<br/>while loop.index #lt; 2"]',
        '    s1_0["in4<br/>LUCI research_lead"]',
        '  end',
        '  subgraph s2["once<br/>until steps.in5.output.done"]',
        '    s2_0["in5<br/>LUCI research_lead"]',
        '  end',
        '  subgraph s3["visits<br/>one at a time"]',
        '    s3_0["in6<br/>LUCI research_lead"]',
        '    s3_1["in7<br/>LUCI research_lead"]',
        '    s3_1 -. goes before .-> s3_0',
        '  end',
        '  s4[["child<br/>runs other"]]',
        '  s5{{"ask<br/>approval"}}',
        '  s6{"every<br/>every that holds"}',
        '',
      ].join('\n'),
    );
    for (const line of ['s0 --> s4', 's6 -- "trigger.b" --> s7']) expect(drawn).toContain(`  ${line}\n`);
  });
});
