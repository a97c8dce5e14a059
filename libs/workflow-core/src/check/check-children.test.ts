import { describe, expect, it } from 'vitest';
import { planDefinition } from '../plan/plan-definition.js';
import type { FindWorkflow } from './check-children.js';
import { checkDefinition, checkSource } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const child = (id: string, workflow: object, more: object = {}) => ({ id, workflow, ...more });
const declared = [
  { name: 'n', type: 'number' as const, required: true },
  { name: 'rows', type: 'dataset' as const, required: false },
  { name: 'tone', type: 'string' as const, required: true, default: 'kind' },
];
const team: FindWorkflow = ({ id, version }) => {
  if (id === 'old') return { kind: 'retired' };
  return id === 'known' && (version ?? 1) < 3 ? { kind: 'found', inputs: declared } : { kind: 'missing' };
};
const check = (steps: object[], findWorkflow?: FindWorkflow, more: object = {}) =>
  checkDefinition({ value: { id: 'w', steps, ...more } }, catalogue, { findWorkflow });
const refused = (...steps: object[]): string[] =>
  check(steps, team).problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);

describe('a child workflow', () => {
  it('is known by its id and, where one is written, its version', () => {
    expect(refused(child('a', { id: 'known', inputs: { n: 1 } }))).toEqual([]);
    expect(refused(child('a', { id: 'known', version: 2, inputs: { n: 1 } }))).toEqual([]);
    expect(
      refused(child('a', { id: 'other' }), child('b', { id: 'known', version: 3 }), child('c', { id: 'old' })),
    ).toEqual([
      'UNKNOWN_WORKFLOW /steps/0/workflow/id: There is no workflow `other`: publish it first.',
      'UNKNOWN_WORKFLOW /steps/1/workflow/version: There is no version 3 of a workflow `known`.',
      'UNKNOWN_WORKFLOW /steps/2/workflow/id: The workflow `old` is retired: no new run of it is started.',
    ]);
  });

  it('is not looked for where nobody can tell', () => {
    expect(check([child('a', { id: 'other' })])).toMatchObject({ problems: [], warnings: [] });
  });

  it('may be the definition itself, whose inputs are known everywhere', () => {
    const itself = (inputs: object) => check([child('a', { id: 'w', inputs })], undefined, { inputs: declared });
    expect(itself({ n: 1 }).problems).toEqual([]);
    expect(itself({}).problems).toMatchObject([{ code: 'INVALID_INPUT', path: '/steps/0/workflow/inputs/n' }]);
    expect(refused(child('a', { id: 'w', version: 1 }))).toHaveLength(1);
  });

  it('is told to whoever can look it up, once each, even where the definition has other problems', () => {
    const steps = [
      child('a', { id: 'known' }),
      child('b', { id: 'known', inputs: { n: 1 } }),
      child('c', { id: 'known', version: 2 }),
      child('d', { id: 'w' }),
      child('e', {}),
      { id: 'f', agent: 'nobody_we_know', action: 'x' },
    ];
    expect(check(steps).children).toEqual([{ id: 'known' }, { id: 'known', version: 2 }]);
    expect(checkDefinition({ value: 5 }, catalogue).children).toEqual([]);
    expect(checkSource('{', { format: 'json' }, catalogue).children).toEqual([]);
  });

  it('takes inputs that fit what it declares, as far as they are static', () => {
    expect(refused(child('a', { id: 'known', inputs: { n: '{{trigger.n}}', rows: ['{{trigger.row}}'] } }))).toEqual([]);
    expect(refused(child('a', { id: 'known', inputs: { n: 1, other: 2 } }))).toEqual([]);
    expect(refused(child('a', { id: 'known', inputs: { n: 'x', rows: [5] } }))).toEqual([
      'INVALID_INPUT /steps/0/workflow/inputs/n: The input `n` of the workflow `known` must be a number; found "x".',
      'INVALID_INPUT /steps/0/workflow/inputs/rows: The input `rows` of the workflow `known` must be a list of objects; found a list.',
    ]);
    expect(refused(child('a', { id: 'known' }))).toEqual([
      'INVALID_INPUT /steps/0/workflow/inputs/n: The input `n` of the workflow `known` is missing.',
    ]);
  });

  it('may be undone by an action, which is looked up as every other', () => {
    const compensate = (agent: string, action: string) =>
      child('a', { id: 'known', inputs: { n: 1 } }, { compensate: { agent, action } });
    expect(check([compensate('sabrina', 'cancelFollowup')], team).definition?.steps).toMatchObject([
      { compensate: { agent: 'SABRINA', action: 'cancel_followup' } },
    ]);
    expect(refused(compensate('x', 'y'))).toEqual(['UNKNOWN_AGENT /steps/0/compensate/agent: There is no agent `x`.']);
  });
});

describe('the plan of a child workflow', () => {
  it('has its inputs and its undo, and an edge for each read', () => {
    const { definition } = check([
      { id: 'first', agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'l' } },
      child(
        'a',
        { id: 'known', inputs: { n: '{{steps.first.output.confidence}}' } },
        { compensate: { agent: 'SABRINA', action: 'cancel_followup', inputs: { followupId: '{{steps.a.output}}' } } },
      ),
    ]);
    const { steps, levels } = planDefinition(definition as NonNullable<typeof definition>);
    expect(levels).toEqual([['first'], ['a']]);
    const { control, compensate, reads } = steps.get('a') ?? {};
    expect([control?.kind, compensate?.action, reads]).toEqual(['workflow', 'cancel_followup', ['first']]);
  });
});
