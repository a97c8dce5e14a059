import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';

const action = (name: string, effect: 'read' | 'write' | 'send') => ({
  ...{ name, effect, undoable: false },
  ...{ input: { type: 'object' }, output: {} },
});
const actions = [action('look', 'read'), action('note', 'write'), action('text', 'send')];
const catalogue = { agents: [{ name: 'ALPHA', actions }], transformers: [] };
const check = (name: string, cache: object) =>
  checkDefinition({ value: { id: 'w', steps: [{ id: 'a', agent: 'alpha', action: name, cache }] } }, catalogue);
const codes = (found: readonly { code: string; path: string }[]) => found.map(({ code, path }) => `${code} ${path}`);

describe('a cache', () => {
  it.each([
    ['look', [], []],
    ['note', [], ['CACHED_WRITE /steps/0/cache']],
    ['text', ['INVALID_CACHE /steps/0/cache'], []],
    ['unknown', ['UNKNOWN_ACTION /steps/0/action'], []],
  ])('of the action %s: %j %j', (name, problems, warnings) => {
    const found = check(name, { ttl: 1_000 });
    expect([codes(found.problems), codes(found.warnings)]).toEqual([problems, warnings]);
  });

  it('has a key that is checked as any template is', () => {
    expect(codes(check('look', { ttl: 1_000, key: '{{steps.z.output}}' }).problems)).toEqual([
      'EXPR_UNKNOWN_STEP /steps/0/cache/key',
    ]);
  });
});

describe('a mutex', () => {
  it('has a key that is checked as any template is, members included', () => {
    const step = { id: 'a', agent: 'ALPHA', action: 'look', mutex: { key: '{{trigger.fone}}' } };
    const inputs = [{ name: 'phone', type: 'phone' }];
    const { problems, warnings } = checkDefinition({ value: { id: 'w', inputs, steps: [step] } }, catalogue);
    expect([codes(problems), codes(warnings)]).toEqual([[], ['UNDECLARED_INPUT /steps/0/mutex/key']]);
  });
});
