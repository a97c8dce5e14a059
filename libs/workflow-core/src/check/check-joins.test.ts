import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { catalogue } from './examples.fixture.js';

const step = (id: string, more: object = {}) => ({
  id,
  agent: 'LUCI',
  action: 'research_lead',
  inputs: { leadId: 'l' },
  ...more,
});
const joined = (dependsOn: object, more: object = {}) =>
  checkDefinition(
    {
      value: { id: 'w', steps: [step('a'), step('b'), step('c', { dependsOn, ...more })], outputs: { c: 'c.output' } },
    },
    catalogue,
  );
const codes = (found: readonly { code: string; path: string }[]) => found.map(({ code, path }) => `${code} ${path}`);

describe('a join', () => {
  it.each([
    [{ steps: ['a', 'b'], join: { atLeast: 3 } }, 'UNSATISFIABLE_JOIN /steps/2/dependsOn/join/atLeast'],
    [{ steps: [], join: 'any' }, 'UNSATISFIABLE_JOIN /steps/2/dependsOn/steps'],
    [{ steps: [], join: { when: 'true' } }, 'UNSATISFIABLE_JOIN /steps/2/dependsOn/steps'],
  ])('that can never be met is refused: %j', (dependsOn, problem) => {
    expect(codes(joined(dependsOn).problems)).toEqual([problem]);
  });

  it.each(['allSettled', 'any', 'first', { atLeast: 2 }, { when: "steps.a.status == 'completed'" }])(
    'that can be met is taken: %j',
    (join) => {
      expect(joined({ steps: ['a', 'b'], join, rest: 'cancel' }).problems).toEqual([]);
    },
  );

  it('by expression is checked as any expression is', () => {
    const { problems } = joined({ steps: ['a'], join: { when: 'steps.z.status == 1 && item' } });
    expect(codes(problems)).toEqual(['EXPR_UNKNOWN_ROOT /steps/2/dependsOn/join/when']);
    expect(codes(joined({ steps: ['a'], join: { when: 'steps.z.status == 1' } }).problems)).toEqual([
      'EXPR_UNKNOWN_STEP /steps/2/dependsOn/join/when',
    ]);
  });
});
