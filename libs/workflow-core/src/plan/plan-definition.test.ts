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
  expect(problems).toEqual([]);
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
        reasons: [
          { kind: 'read', path: '/condition', expression: 'steps.research.output.confidence > 0.7' },
          { kind: 'read', path: '/inputs/research', expression: 'steps.research.output' },
        ],
      },
    ]);
    expect(planned.steps.get('followup')?.dependencies).toEqual([
      { stepId: 'research', reasons: [{ kind: 'declared' }] },
      {
        stepId: 'outreach',
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
      dependents: ['outreach', 'followup'],
      reads: [],
    });
    expect(planned.steps.get('outreach')).toMatchObject({
      index: 1,
      level: 1,
      dependents: ['followup'],
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
      triggers: [{ webhook: 'x' }, { webhook: 'y', event: 'e', when: 'event.on', map: { id: '{{event.id}}' } }],
    });
    expect(full.steps.get('a')?.compensate).toMatchObject({ action: 'undo', inputs: { isStatic: false } });
    expect(full.outputs).toMatchObject([{ name: 'report', from: { value: '{{steps.a.output}}' } }]);
    expect(full.notify).toMatchObject([{ action: 'tell', inputs: { isStatic: false } }]);
    expect(full.triggers).toMatchObject([
      { webhook: 'x' },
      { webhook: 'y', event: 'e', when: { text: 'event.on' }, map: { isStatic: false } },
    ]);
    expect(full.steps.get('a')?.dependencies).toEqual([]);
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
    expect(planned.steps.get('a')?.dependents).toEqual(['d']);
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
